/** `search` and `train`: start or resume an experiment, show its progress, print its results. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import type { ConfigLayer } from '../../config/merge.ts';
import { experimentSchema } from '../../config/schema.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { nearestWord } from '../../core/nearest-word.ts';
import { shellWord } from '../../core/shell-word.ts';
import { resumeExperiment, startExperiment } from '../../experiment/run-experiment.ts';
import {
  isBaseline,
  readArchitecture,
  readStoredArchitecture,
} from '../../run/architecture-file.ts';
import { newestUnfinished, newestUnfinishedIn } from '../../run/run-directory.ts';
import { readRunRecord } from '../../run/run-record.ts';
import { NAMED_ARCHITECTURES, type Plan, type Task } from '../../run/schema/plan.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { ExperimentReport } from '../../run/schema/summary.ts';
import { unfinishedStudiesIn } from '../../study/read-study.ts';
import { answer, note, printJson, printPainted } from '../output.ts';
import { printout } from '../printout.ts';
import { barProgress, lineProgress, type Progress, quietProgress } from '../progress.ts';
import { listenForStop } from '../stop-requests.ts';

export interface RunCommandOptions {
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly seeds?: string;
  readonly data?: string;
  readonly skipBad?: boolean;
  readonly salvage?: string;
  readonly engine?: string;
  readonly threads?: number;
  readonly output?: string;
  readonly runDir?: string;
  readonly resume?: string | true;
  readonly architecture?: string;
  readonly tensorboard?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export async function runCommand(
  command: Task['command'],
  source: string | undefined,
  options: RunCommandOptions,
): Promise<void> {
  const execute = await prepare(command, source, options);
  const { json, quiet } = options;
  const progress: Progress = quiet
    ? quietProgress()
    : process.stderr.isTTY
      ? barProgress()
      : lineProgress();
  const stop = listenForStop({
    asked: () => answer('Stopping after this batch. Press Ctrl-C again to quit at once.'),
    quit: progress.end,
  });
  if (!quiet) note('Reading the data …');
  let report: ExperimentReport;
  try {
    report = await execute({
      signal: stop.signal,
      observer: progress.observer,
      threads: options.threads,
    });
  } finally {
    stop.done();
    progress.end();
  }
  if (options.tensorboard) {
    const { writeTensorboard } = await import('../../experiment/tensorboard-files.ts');
    await writeTensorboard(report.directory, null);
  }
  if (json) {
    printJson(report);
    return;
  }
  const folder = join(report.directory, report.members[0]!.folder);
  const stored = await readStoredArchitecture(join(folder, RUN_FILES.architecture));
  const architecture = isBaseline(stored) ? null : stored;
  const { plan } = await readRunRecord(report.directory);
  const { strategy } = plan.config.search;
  printPainted(printout(report, { architecture, strategy, verbose: options.verbose ?? false }));
}

type Execute = (options: Parameters<typeof startExperiment>[2]) => Promise<ExperimentReport>;

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/** The settings that options of the command line change. */
function optionLayers(options: RunCommandOptions): ConfigLayer[] {
  const { seed, seeds, skipBad, salvage, engine, output } = options;
  const number = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  const layers: ConfigLayer[] = [];
  if (seed !== undefined && seeds !== undefined) {
    throw usage('Both --seed and --seeds are given.', '--seed, --seeds', 'Give one of them.');
  }
  if (seed !== undefined) layers.push({ name: `--seed ${seed}`, value: { seeds: [number(seed)] } });
  if (seeds !== undefined) {
    const value = { seeds: seeds.split(',').map((text) => number(text.trim())) };
    layers.push({ name: `--seeds ${seeds}`, value });
  }
  if (skipBad) layers.push({ name: '--skip-bad', value: { data: { skipBad: true } } });
  if (salvage !== undefined) {
    layers.push({ name: `--salvage ${salvage}`, value: { data: { salvage } } });
  }
  if (engine !== undefined) layers.push({ name: `--engine ${engine}`, value: { engine } });
  if (output !== undefined) layers.push({ name: `--output ${output}`, value: { output } });
  return layers;
}

async function readTask(
  command: Task['command'],
  which: string | undefined,
  sets: readonly string[],
): Promise<Task> {
  if (command === 'search') return { command };
  const choices = `${NAMED_ARCHITECTURES.join(', ')}, or an architecture.json`;
  if (which === undefined) {
    throw usage('An architecture is missing.', '--architecture', `Give ${choices}.`);
  }
  const known = NAMED_ARCHITECTURES.find((name) => name === which);
  if (known !== undefined) return { command, architecture: known };
  if (!which.endsWith('.json') && !existsSync(which)) {
    const near = nearestWord(which, NAMED_ARCHITECTURES);
    const remedy = near === null ? `Give ${choices}.` : `Did you mean ${near}?`;
    throw usage(`There is no architecture ${JSON.stringify(which)}.`, '--architecture', remedy);
  }
  refuseNetworkSettings(sets, which);
  return { command, architecture: await readArchitecture(which) };
}

/** An architecture file includes the neurons, so settings of the network would change nothing. */
function refuseNetworkSettings(sets: readonly string[], file: string): void {
  const idle = sets.find((text) => /^network[.=]/.test(text));
  if (idle === undefined) return;
  throw usage(
    `${idle} would have no effect: the architecture file defines the network.`,
    `--set ${idle}`,
    `Leave it out, or change the file (neurons: "neuron" in ${file}).`,
  );
}

async function prepare(
  command: Task['command'],
  source: string | undefined,
  options: RunCommandOptions,
): Promise<Execute> {
  const { set = [], runDir, resume, data, architecture } = options;
  const layers = optionLayers(options);
  const load = async () =>
    loadConfig({ source: source ?? 'demo', sets: set, options: layers, dataPath: data });
  if (resume === undefined) {
    const task = await readTask(command, architecture, set);
    const plan: Plan = { ...(await load()), task };
    return (run) => startExperiment(plan, runDir ?? null, run);
  }
  if (typeof resume === 'string' && runDir !== undefined) {
    throw usage('Two run directories are given.', '--resume, --run-dir', 'Give one of them.');
  }
  const named = typeof resume === 'string' ? resume : runDir;
  if (source === undefined) {
    // Without a preset, these options have nothing to change.
    const changed = [
      ...set.map((text) => `--set ${text}`),
      ...layers.map(({ name }) => name).filter((name) => !name.startsWith('--output ')),
      ...(architecture === undefined ? [] : [`--architecture ${architecture}`]),
    ];
    if (changed.length > 0) {
      throw usage(
        'A resumed run keeps its settings.',
        changed[0]!,
        named === undefined
          ? 'Leave it out, start a new run, or name the preset or file of the run as well.'
          : 'Leave it out, or start a new run.',
      );
    }
    if (named !== undefined) {
      return (run) => resumeExperiment(named, data ?? null, { command, config: null }, run);
    }
    const output = experimentSchema.shape.output.parse(options.output);
    for (const study of await unfinishedStudiesIn(output)) {
      note(
        `A study in ${output} is unfinished; to resume it: motifsmith study --resume ${shellWord(study)}`,
      );
    }
    const newest = await newestUnfinishedIn(output);
    const { plan } = await readRunRecord(newest);
    note(`Resuming ${newest}.`);
    const any = { command: plan.task.command, config: null };
    return (run) => resumeExperiment(newest, data ?? null, any, run);
  }
  const { name, config } = await load();
  const task = await readTask(command, architecture, set);
  const directory = named ?? (await newestUnfinished({ name, task, config }));
  return (run) => resumeExperiment(directory, data ?? null, { command, config }, run);
}
