/** From a sweep file to a complete sweep: every setting, and what is tried of those that are to be chosen. */
import { resolve } from 'node:path';
import { checkConfig, readConfigFile } from '../config/load.ts';
import { type ConfigLayer, mergeConfigs, type RawConfig } from '../config/merge.ts';
import { preset } from '../config/presets/presets.ts';
import { configError } from '../config/problems.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { isRecord, type Json } from '../core/json.ts';
import { allowMore, LIMITS } from '../core/limits.ts';
import { readSettings } from '../core/settings/check.ts';
import { formatPath, type KeyPath, valueAt } from '../core/settings/key-path.ts';
import { checkParameter, checkPath, samePath } from './check-parameter.ts';
import { combinations, gridValues, type Parameter } from './space.ts';
import type { Sweep } from './sweep-record.ts';
import { SWEEP_GUIDE, type SweepFile, sweepFileSchema } from './sweep-schema.ts';

/** What a sweep is made from. */
export interface SweepRequest {
  /** A YAML or JSON file. */
  readonly path: string;
  /** Where the data are (`--data`). */
  readonly dataPath?: string | undefined;
}

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/**
 * Reads, checks and completes a sweep.
 * @throws MotifsmithError (`usage`) naming the key, the value and what is allowed
 */
export async function loadSweep({ path, dataPath }: SweepRequest): Promise<Sweep> {
  const raw = spellOut(await readConfigFile(path, 'sweep file'));
  const { settings: file, problem } = readSettings(sweepFileSchema, raw);
  if (problem !== null) throw configError(problem, [{ name: path, value: raw }], SWEEP_GUIDE);
  const config = baseConfig(file, path, dataPath);
  const parameters = Object.entries(file.parameters).map(([key, entry]) =>
    checkParameter(config, key, entry, file.strategy.kind, path),
  );
  const sweep: Sweep = {
    name: file.name,
    task: taskOf(file, path),
    given: { preset: file.preset ?? null, settings: file.settings as Record<string, Json> },
    parameters,
    strategy: checkStrategy(file, parameters, path),
    halving: checkHalving(file, config, path),
    seeds: file.seeds,
    config,
  };
  requireFewRuns(sweep, path);
  return sweep;
}

/** `strategy: grid` → `{ kind: grid }`, and a list of values → `{ values: … }`. */
function spellOut(raw: RawConfig): RawConfig {
  const { strategy, parameters } = raw;
  return {
    ...raw,
    ...(typeof strategy === 'string' && { strategy: { kind: strategy } }),
    ...(isRecord(parameters) && {
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, entry]) => [
          key,
          Array.isArray(entry) ? { values: entry } : entry,
        ]),
      ),
    }),
  };
}

function taskOf({ command, architecture }: SweepFile, path: string): Sweep['task'] {
  const where = `architecture, from ${path}`;
  if (command === 'search') {
    if (architecture === undefined) return { command };
    throw usage(
      'A search finds its architecture.',
      where,
      'Leave it out, or write `command: train`.',
    );
  }
  if (architecture !== undefined) return { command, architecture };
  throw usage('It is not said what is trained.', where, 'Write e.g. `architecture: dense`.');
}

/** Settings that a sweep has in places of its own. */
const NOT_HERE: readonly { readonly path: KeyPath; readonly remedy: string }[] = [
  { path: ['seeds'], remedy: 'Write `seeds` at the top of the sweep file.' },
  { path: ['compare'], remedy: 'Leave it out: a sweep tries one method.' },
  { path: ['output'], remedy: 'Give the folder of the sweep by --output.' },
  {
    path: ['data', 'tuningFraction'],
    remedy: 'Write `tuningFraction` at the top of the sweep file.',
  },
];

function baseConfig(file: SweepFile, path: string, dataPath: string | undefined): ExperimentConfig {
  for (const { path: key, remedy } of NOT_HERE) {
    if (valueAt(file.settings, key) === undefined) continue;
    const name = formatPath(key);
    throw usage(`Settings of a sweep have no ${name}.`, `settings.${name}, from ${path}`, remedy);
  }
  const layers: ConfigLayer[] = [];
  if (file.preset !== undefined) {
    const { seeds: _, compare: __, output: ___, ...value } = preset(file.preset)!;
    layers.push({ name: `preset ${file.preset}`, value });
  }
  layers.push({ name: path, value: file.settings, section: 'settings' });
  if (dataPath !== undefined) {
    layers.push({ name: `--data ${dataPath}`, value: { data: { path: dataPath } } });
  }
  layers.push({ name: path, value: { data: { tuningFraction: file.tuningFraction } } });
  const raw = layers.map(({ value }) => value).reduce(mergeConfigs, {});
  const config = checkConfig(raw, layers);
  // A sweep may be resumed from another folder.
  if (!('path' in config.data)) return config;
  return { ...config, data: { ...config.data, path: resolve(config.data.path) } };
}

function checkStrategy(
  { strategy }: SweepFile,
  parameters: readonly Parameter[],
  path: string,
): Sweep['strategy'] {
  if (strategy.kind === 'grid') {
    const trials = parameters.reduce((product, one) => product * gridValues(one).length, 1);
    return { kind: 'grid', trials };
  }
  const { kind, trials } = strategy;
  const there = combinations(parameters);
  if (trials >= there) {
    throw usage(
      `There are only ${there} combinations, and ${trials} trials are asked for.`,
      `strategy.trials, from ${path}`,
      'Use the strategy grid, which tries all.',
    );
  }
  if (kind === 'random' || strategy.initial <= trials) return strategy;
  throw usage(
    `The first ${strategy.initial} trials only cover the space, and there are ${trials}.`,
    `strategy.initial, from ${path}`,
    'Use more trials, fewer of them at first, or the strategy random.',
  );
}

function checkHalving(
  { halving, strategy, parameters }: SweepFile,
  config: ExperimentConfig,
  path: string,
): Sweep['halving'] {
  if (halving === undefined) return null;
  const where = `halving, from ${path}`;
  if (strategy.kind === 'bayesian' && strategy.batch < halving.factor) {
    throw usage(
      `Of ${strategy.batch} trials at a time, none is left out by halving that keeps 1 in ${halving.factor}.`,
      `strategy.batch, from ${path}`,
      `Give a batch of at least ${halving.factor}, better ${halving.factor ** (halving.rungs - 1)}.`,
    );
  }
  for (const key of halving.settings) {
    const setting = checkPath(config, key, `halving.settings, from ${path}`);
    const value = valueAt(config, setting);
    const name = formatPath(setting);
    if (Object.keys(parameters).some((other) => samePath(other, key))) {
      throw usage(
        `${name} is both chosen by the sweep and set by its halving.`,
        where,
        'Leave it out of one of them.',
      );
    }
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
      throw usage(
        `${name} is ${JSON.stringify(value)}, and a part of it is not a length of time.`,
        where,
        'Give settings such as training.epochs, whole numbers of at least 1.',
      );
    }
    const { factor, rungs } = halving;
    const short = value / factor ** (rungs - 1);
    if (short >= 0.5) continue;
    throw usage(
      `${name} is ${value}, too little for ${rungs} rungs by a factor of ${factor}.`,
      where,
      'Use fewer rungs or a smaller factor.',
    );
  }
  return halving;
}

/** Before anything is enumerated. @throws MotifsmithError `usage` for a sweep of more runs than the limit */
function requireFewRuns({ strategy: { trials }, seeds }: Sweep, path: string): void {
  const runs = trials * seeds.length;
  if (runs <= LIMITS.runs) return;
  throw usage(
    `The sweep has ${runs} runs (trials × seeds), over ${LIMITS.runs}.`,
    `strategy, from ${path}`,
    `Try fewer values, or use the strategy random. ${allowMore('runs')}.`,
  );
}
