/**
 * Measures what runs of a study take before it starts: each method on each data set is at work for some seconds, in
 * a folder that is removed afterwards, and the rest is extrapolated from how far it came.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MotifsmithError } from '../core/errors.ts';
import { writing } from '../files/refusals.ts';
import type { Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { readCost } from './cost.ts';
import { type MeasuredCost, measuredCost, sizeOf } from './cost-forecast.ts';
import type { FailureReport } from './failures.ts';
import { forkCell } from './fork.ts';
import { readDataOnce } from './read-data-once.ts';
import { cellConfig, entryCells, entryName, type Study, type StudyEntry } from './study-record.ts';

/** How long a process may take to save and end, in milliseconds. */
const PATIENCE_MS = 20_000;

export interface ProbeOptions {
  /** For each method on each data set, from its first step. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly observer: {
    begin(dataset: string, method: string): void;
    /** It failed, and will again. */
    fail(dataset: string, method: string, failure: FailureReport): void;
  };
}

/**
 * What a run of each entry takes, by `DATASET/METHOD`; null if it fails, and not there if nothing can be said. One
 * is measured at a time, so that none disturbs another.
 * @param entries of the study, those that are not known yet
 * @throws MotifsmithError `data` if the data cannot be read, `interrupted` by the signal
 */
export async function probeEntries(
  study: Study,
  entries: readonly StudyEntry[],
  { seconds, signal, observer }: ProbeOptions,
): Promise<Map<string, MeasuredCost | null>> {
  const cells = entries.flatMap((entry) => entryCells(entry).slice(0, 1));
  await readDataOnce(study, cells, new Map(), signal);
  const found = new Map<string, MeasuredCost | null>();
  const place = join(tmpdir(), 'motifsmith-forecast-');
  const folder = await writing(place, () => mkdtemp(place), 'set TMPDIR to another folder');
  try {
    for (const [k, entry] of entries.entries()) {
      const { dataset, method } = entry;
      observer.begin(dataset, method);
      const [cell] = entryCells(entry);
      const name = `${dataset}-${method}`;
      const cost =
        cell === undefined
          ? null
          : await measurePlan(
              join(folder, String(k)),
              { name, task: entry.task, config: cellConfig(entry, cell) },
              { seconds, signal },
            );
      if (signal.aborted) {
        throw new MotifsmithError('interrupted', 'Stopped; nothing was written.');
      }
      if (cost !== null && 'message' in cost) {
        found.set(entryName(entry), null);
        observer.fail(dataset, method, cost);
      } else if (cost !== null) found.set(entryName(entry), cost);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

export interface MeasureOptions {
  /** From its first step. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Threads that share the work; one if left out, as in a study. */
  readonly threads?: number;
}

/**
 * What a run takes, from its first seconds.
 * @param run its folder, which is left behind
 * @param plan of one member
 * @returns null if it did not come far enough, or was stopped; why it failed, if it did
 */
export async function measurePlan(
  run: string,
  plan: Plan,
  { seconds, signal, threads = 1 }: MeasureOptions,
): Promise<MeasuredCost | FailureReport | null> {
  const begun = performance.now();
  const reports: { readonly at: number; readonly work: number; readonly total: number }[] = [];
  const enough = new AbortController();
  const process = forkCell({ folder: run, plan, threads }, (news) => {
    if (news.type !== 'progress') return;
    const at = (performance.now() - begun) / 1000;
    reports.push({ at, work: news.progress.work, total: news.progress.totalWork });
    if (at - reports[0]!.at >= seconds) enough.abort();
  });
  const stop = async () => {
    process.stop();
    await setTimeout(PATIENCE_MS, undefined, { ref: false });
    process.kill();
  };
  const either = AbortSignal.any([enough.signal, signal]);
  either.addEventListener('abort', () => void stop(), { once: true });
  if (either.aborted) void stop();
  const outcome = await process.ended;
  if (outcome.type === 'finished') return measuredCost(run);
  if (outcome.type === 'failed') return outcome.failure;
  const cost = await readCost(run);
  const [first, last] = [reports[0], reports.at(-1)];
  if (cost === null || first === undefined || last === undefined || last.work <= first.work) {
    return null;
  }
  const computing = ((last.at - first.at) / (last.work - first.work)) * last.total;
  const wallSeconds = first.at + computing;
  const size = await sizeOf(run);
  const record = await stat(join(run, RUN_FILES.metrics));
  return {
    cpuSeconds: (wallSeconds * cost.cpuSeconds) / cost.wallSeconds,
    wallSeconds,
    peakBytes: cost.peakBytes,
    // The record grows with the run; the rest does not.
    diskBytes: size + record.size * (last.total / last.work - 1),
    computingPart: computing / wallSeconds,
  };
}
