/** Reads the runs to compare, each with its whole record. A run that is damaged costs only itself. */
import type { Analysis } from '../../../analysis/analysis.ts';
import type { RunSettings } from '../../api/record.ts';
import type { RunSummary } from '../../api/runs.ts';
import { hasArchitecture, readRecord } from '../history/read-record.ts';
import { RunHistory } from '../history/run-history.ts';
import { asProblem, damagedLine, type Problem } from '../source/problem.ts';
import type { Source } from '../source/source.ts';
import type { ComparedRun } from './groups.ts';

/** More could not be distinguished. */
export const MOST_RUNS = 60;
const AT_ONCE = 4;

interface LoadedHistory {
  /** `config.json`; null if it is damaged. */
  readonly record: RunSettings | null;
  readonly history: RunHistory;
  readonly analysis: Analysis | null;
  readonly problems: readonly Problem[];
}

/** @returns the history of a run and its analysis, and what of its files is damaged */
export async function loadHistory(source: Source, run: RunSummary): Promise<LoadedHistory> {
  const { id, analysed } = run;
  const problems: Problem[] = [];
  const unlessDamaged = <T>(reply: Promise<T>): Promise<T | null> =>
    reply.catch((error: unknown) => {
      const problem = asProblem(error);
      if (problem.damaged) problems.push(problem);
      else if (!problem.missing) throw problem;
      return null;
    });
  const record = await unlessDamaged(source.record(id));
  const history = new RunHistory(record);
  await unlessDamaged(readRecord(source, id, history));
  problems.push(...history.damaged.map(damagedLine));
  if (history.architecture === null && history.hasNetwork && hasArchitecture(run)) {
    const architecture = await unlessDamaged(source.architecture(id));
    if (architecture !== null) history.useArchitecture(architecture);
  }
  if (run.state === 'finished') {
    const summary = await unlessDamaged(source.summary(id));
    if (summary !== null) history.useSummary(summary);
  }
  const analysis = analysed ? await unlessDamaged(source.analysis(id)) : null;
  return { record, history, analysis, problems };
}

export interface LoadedRuns {
  readonly runs: readonly ComparedRun[];
  /** Ids of runs that do not exist. */
  readonly missing: readonly string[];
  /** What of the runs cannot be read. */
  readonly problems: readonly Problem[];
}

export async function loadRuns(source: Source, ids: readonly string[]): Promise<LoadedRuns> {
  const { runs: all } = await source.runs();
  const byId = new Map(all.map((run) => [run.id, run]));
  const asked = ids.slice(0, MOST_RUNS);
  const found = asked.flatMap((id) => byId.get(id) ?? []);
  const runs: ComparedRun[] = [];
  const problems: Problem[] = [];
  // A few at a time, since a server answers only a limited number of requests a second.
  for (let k = 0; k < found.length; k += AT_ONCE) {
    const some = found.slice(k, k + AT_ONCE);
    const loaded = await Promise.all(some.map((run) => loadHistory(source, run)));
    loaded.forEach(({ problems: own, ...found }, i) => {
      const run = some[i]!;
      runs.push({ id: run.id, run, ...found });
      problems.push(...own);
    });
  }
  return { runs, missing: asked.filter((id) => !byId.has(id)), problems };
}
