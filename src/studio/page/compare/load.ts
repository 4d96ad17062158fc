/** Reads the runs that are to be compared, each with its whole record. */

import { RunHistory } from '../history/run-history.ts';
import type { Source } from '../source/source.ts';
import type { ComparedRun } from './groups.ts';

/** More at once could not be told apart. */
export const MOST_RUNS = 60;
const AT_ONCE = 4;

export async function loadHistory(source: Source, id: string): Promise<RunHistory> {
  const history = new RunHistory(await source.record(id));
  let from = 0;
  for (;;) {
    const { events, next, more } = await source.metrics(id, from);
    history.add(events);
    from = next;
    if (!more) break;
  }
  if (history.architecture === null) {
    history.useArchitecture(await source.architecture(id).catch(() => null));
  }
  return history;
}

/** @returns the runs, and the ids of those that are not there */
export async function loadRuns(
  source: Source,
  ids: readonly string[],
): Promise<{ runs: ComparedRun[]; missing: string[] }> {
  const { runs: all } = await source.runs();
  const byId = new Map(all.map((run) => [run.id, run]));
  const asked = ids.slice(0, MOST_RUNS);
  const there = asked.flatMap((id) => byId.get(id) ?? []);
  const runs: ComparedRun[] = [];
  // A few at a time, as a server answers only so many requests a second.
  for (let k = 0; k < there.length; k += AT_ONCE) {
    const some = there.slice(k, k + AT_ONCE).map(async (run) => ({
      id: run.id,
      run,
      history: await loadHistory(source, run.id),
    }));
    runs.push(...(await Promise.all(some)));
  }
  return { runs, missing: asked.filter((id) => !byId.has(id)) };
}
