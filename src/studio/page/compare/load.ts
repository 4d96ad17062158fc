/** Reads the runs that are to be compared, each with its whole record. */

import { RunHistory } from '../history/run-history.ts';
import type { Source } from '../source/source.ts';
import type { ComparedRun } from './groups.ts';

/** More at once could not be told apart. */
export const MOST_RUNS = 60;

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
  const found: ComparedRun[] = [];
  const missing: string[] = [];
  for (const id of ids.slice(0, MOST_RUNS)) {
    const run = byId.get(id);
    if (run) found.push({ id, run, history: await loadHistory(source, id) });
    else missing.push(id);
  }
  return { runs: found, missing };
}
