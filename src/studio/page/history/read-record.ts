/** Reads a run's record from its first line up to the present, part by part; and says which other files the run has. */
import type { RunSummary } from '../../api/runs.ts';
import { asProblem } from '../source/problem.ts';
import type { Source } from '../source/source.ts';
import type { RunHistory } from './run-history.ts';

/** Whether a run's folder has an architecture: a search finds it at its end, a group leaves it to its runs. */
export function hasArchitecture({ kind, method, state }: RunSummary): boolean {
  return kind !== 'group' && (method !== 'search' || state === 'finished');
}

/**
 * @param onPart called after each part that has been added to `history`
 * @returns the byte that the record continues at
 * @throws Problem if it cannot be read at all; a run that has just started has none yet
 */
export async function readRecord(
  source: Source,
  id: string,
  history: RunHistory,
  onPart: () => void = () => {},
): Promise<number> {
  for (let from = 0; ; ) {
    try {
      const { events, next, more } = await source.metrics(id, from);
      history.add(events);
      onPart();
      from = next;
      if (!more) return from;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.missing) return from;
      throw problem;
    }
  }
}
