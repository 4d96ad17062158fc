/** `sweep`: starts or resumes a sweep, lists its trials, shows the progress, prints the outcome. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES, MotifsmithError } from '../../core/errors.ts';
import { readCost } from '../../study/cost.ts';
import { loadSweep } from '../../sweep/load-sweep.ts';
import { requireSweepFolder } from '../../sweep/open-sweep.ts';
import type { SweepResults } from '../../sweep/results.ts';
import { runSweep } from '../../sweep/run-sweep.ts';
import { holdsSweep, readSweepRecord, type Sweep } from '../../sweep/sweep-record.ts';
import { sweepStatus } from '../../sweep/sweep-status.ts';
import { answer, note, print, printJson } from '../output.ts';
import { listenForStop } from '../stop-requests.ts';
import { progressOf } from '../study-progress.ts';
import {
  sweepPrintout,
  sweepStatusJson,
  sweepStatusPrintout,
  trialList,
} from '../sweep-printout.ts';
import { sweepWork } from '../sweep-work.ts';

export interface SweepCommandOptions {
  readonly data?: string;
  readonly jobs?: number;
  readonly output?: string;
  readonly resume?: string;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function sweepCommand(
  file: string | undefined,
  options: SweepCommandOptions,
): Promise<void> {
  const { sweep, folder } = await prepare(file, options);
  if (options.list) return list(folder, sweep, options);
  const { jobs = availableParallelism(), quiet = false } = options;
  const progress = progressOf(sweepWork(sweep, folder, jobs), quiet);
  const stop = listenForStop({
    asked: () => answer('Stopping after these batches. Press Ctrl-C again to quit at once.'),
    // The processes of the runs end with this one.
    quit: progress.end,
  });
  const observer = {
    ...progress.observer,
    impossible: (trial: number, problem: string) =>
      note(
        `warning: Trial ${trial} is left out, because its settings do not go together: ${problem}`,
      ),
  };
  const outcome = await runSweep(folder, sweep, { jobs, signal: stop.signal, observer }).finally(
    () => {
      stop.done();
      progress.end();
    },
  );
  const { results, failures } = outcome;
  if (options.json) printJson(results);
  else print(sweepPrintout(sweep, results, failures, folder, await cpuHours(folder, results)));
  if (failures.length > 0) process.exitCode = EXIT_CODES.incomplete;
}

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

async function prepare(
  file: string | undefined,
  { data, output, resume }: SweepCommandOptions,
): Promise<{ sweep: Sweep; folder: string }> {
  if (resume !== undefined && output !== undefined) {
    throw usage('Two folders are given.', '--resume, --output', 'Give one of them.');
  }
  if (file !== undefined) {
    const sweep = await loadSweep({ path: file, dataPath: data });
    if (resume !== undefined) await readSweepRecord(resume);
    return { sweep, folder: resume ?? output ?? join('runs', sweep.name) };
  }
  if (resume === undefined) {
    const remedy = 'Give a sweep file, e.g. sweeps/demo.yaml, or --resume DIR.';
    throw usage('A sweep is missing.', 'argument FILE', remedy);
  }
  const sweep = await readSweepRecord(resume);
  if (data === undefined) return { sweep, folder: resume };
  if (!('path' in sweep.config.data)) {
    throw usage('The data of the sweep are no files.', `--data ${data}`, 'Leave it out.');
  }
  const config = { ...sweep.config, data: { ...sweep.config.data, path: data } };
  return { sweep: { ...sweep, config }, folder: resume };
}

/** Writes nothing. */
async function list(
  folder: string,
  sweep: Sweep,
  { json }: Pick<SweepCommandOptions, 'json'>,
): Promise<void> {
  if (await holdsSweep(folder)) await requireSweepFolder(folder, sweep);
  const status = await sweepStatus(folder, sweep);
  if (json) printJson(sweepStatusJson(status));
  else print(trialList(status));
}

export async function sweepStatusCommand(
  folder: string,
  { json }: Pick<SweepCommandOptions, 'json'>,
): Promise<void> {
  const status = await sweepStatus(folder, await readSweepRecord(folder));
  if (json) printJson(sweepStatusJson(status));
  else print(sweepStatusPrintout(status));
}

/** Null if one of its runs does not know what it took. */
async function cpuHours(folder: string, { trials }: SweepResults): Promise<number | null> {
  let seconds = 0;
  for (const run of trials.flatMap(({ runs }) => runs)) {
    seconds += (await readCost(join(folder, run)))?.cpuSeconds ?? Number.NaN;
  }
  return Number.isNaN(seconds) ? null : seconds / 3600;
}
