/**
 * Every number of a configuration has its limits from one declaration. This walks the JSON Schema and
 * goes just beyond each limit, once as a configuration and once as a program passes the setting: both
 * are refused, with the same name and the same range.
 */
import { describe, expect, test } from 'vitest';
import { SYSTEM_NAMES, type SystemName } from '../../src/baselines/names.ts';
import { baselineJob } from '../../src/baselines/systems.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { checkConfig } from '../../src/config/load.ts';
import type { ExperimentConfig } from '../../src/config/schema.ts';
import { MotifsmithError } from '../../src/core/errors.ts';
import { describeAllowed, type JsonSchema } from '../../src/core/settings/allowed.ts';
import { formatPath, type KeyPath } from '../../src/core/settings/key-path.ts';
import { variantsOf } from '../../src/core/settings/variants.ts';
import { createEar } from '../../src/data/audio/ear.ts';
import { decodeRecordings } from '../../src/data/datasets/decode.ts';
import { splitRecordings } from '../../src/data/datasets/recording-split.ts';
import { createTransform, KEEP_ALL } from '../../src/data/events/transform.ts';
import { mnistSaccade } from '../../src/data/sources/mnist-saccade/mnist-saccade.ts';
import { findSetFormat } from '../../src/data/sources/registry.ts';
import { describeByUtterance } from '../../src/data/sources/spike-npz/utterances.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { FileStore } from '../../src/formats/file-store.ts';
import { type FixedArchitecture, fixedArchitecture } from '../../src/search/fixed.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import { TrainJob } from '../../src/training/train-job.ts';
import { CLASSES, INPUTS, NEURON, toySource } from '../training/toy.ts';

/** A number of the schema, and the settings around it. */
interface Leaf {
  readonly path: KeyPath;
  /** The number, or the choice between it and null. */
  readonly node: JsonSchema;
  readonly number: JsonSchema;
  /** The settings with a value for this one. */
  readonly put: (value: unknown) => Raw;
}

type Raw = Record<string, unknown>;

const isNumber = ({ type }: JsonSchema) => type === 'number' || type === 'integer';

/** A value that a schema allows; of a section, those settings that have no default. */
function example(node: JsonSchema): unknown {
  if (node.default !== undefined) return node.default;
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  if (node.oneOf) return example(node.oneOf[0]!);
  if (isNumber(node)) return allowedValue(node);
  if (node.type === 'string') return 'x';
  const required = Object.entries(node.properties ?? {}).filter(
    ([, child]) => child.default === undefined,
  );
  return Object.fromEntries(required.map(([name, child]) => [name, example(child)]));
}

function allowedValue({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema) {
  const low = minimum ?? exclusiveMinimum ?? -2;
  const high = Math.min(maximum ?? exclusiveMaximum ?? Infinity, low + 200);
  const middle = (low + high) / 2;
  return type === 'integer' ? Math.floor(middle) : middle;
}

function leavesOf(node: JsonSchema, path: KeyPath, put: Leaf['put']): Leaf[] {
  if (isNumber(node)) return [{ path, node, number: node, put }];
  const choices = node.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (choices.length === 1 && isNumber(choices[0]!)) {
    return [{ path, node, number: choices[0]!, put }];
  }
  if (choices.length === 1) return leavesOf(choices[0]!, path, put);
  if (node.prefixItems) {
    const values = node.prefixItems.map(example);
    return node.prefixItems.flatMap((item, k) =>
      leavesOf(item, [...path, k], (value) => put(values.with(k, value))),
    );
  }
  if (node.items) return leavesOf(node.items, [...path, 0], (value) => put([value]));
  const sections = variantsOf(node)?.variants.map(({ schema }) => schema) ?? [node];
  return sections.flatMap((section) =>
    Object.entries(section.properties ?? {}).flatMap(([name, child]) =>
      leavesOf(child, [...path, name], (value) =>
        put({ ...(example({ ...section, default: undefined }) as Raw), [name]: value }),
      ),
    ),
  );
}

/** Values just outside of the range. */
function beyond({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema) {
  const step = type === 'integer' ? 1 : 1e-3;
  const values: number[] = [Number.NaN, ...(type === 'integer' ? [(minimum ?? 0) + 0.5] : [])];
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) values.push(minimum - step);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) values.push(maximum + step);
  if (exclusiveMinimum !== undefined) values.push(exclusiveMinimum);
  if (exclusiveMaximum !== undefined) values.push(exclusiveMaximum);
  return values;
}

const check = (raw: Raw): ExperimentConfig => checkConfig(raw, [{ name: 'test', value: raw }]);

/** A copy with another value at a path. */
function replaced(settings: unknown, path: KeyPath, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const copy = structuredClone(settings) as Record<string | number, unknown>;
  copy[first] = replaced(copy[first], rest, value);
  return copy;
}

/** What a setting is refused without. */
const NEEDED: Readonly<Record<string, Raw>> = {
  'training.earlyStopping.patience': {
    data: { source: 'mnist-saccade', validationFraction: 0.2 },
  },
};

const ARCHITECTURE = { inputs: INPUTS, hidden: [], outputs: CLASSES, neuron: NEURON };
const sources = { train: toySource(8, 1), validation: null, test: toySource(4, 2) };
const engine = referenceEngine;

function search({ network, search: settings, training }: ExperimentConfig) {
  const { layers, motifSizes, boundary, lateral, tauSpread, tauCandidates, readout, ...neuron } =
    network;
  const space = { motifSizes, boundary, lateral, tauSpread, tauCandidates, readout };
  const template = { inputs: 4, outputs: 2, hidden: layers, ...space, neuron };
  return SearchJob.start({
    engine,
    template,
    ...sources,
    settings: { ...settings, retrain: training },
    seed: 1,
  });
}

function fixed({ network }: ExperimentConfig, how: FixedArchitecture) {
  const { layers, motifSizes, boundary, lateral, ...neuron } = network;
  const template = { inputs: 4, outputs: 2, hidden: layers, motifSizes, boundary, lateral, neuron };
  return fixedArchitecture(template, how);
}

const even = (config: ExperimentConfig) => fixed(config, { kind: 'same', motif: config.evenMotif });

const stbp = (config: ExperimentConfig) =>
  fixed(config, { kind: 'stbp', settings: config.baselines.stbp, stepMs: 1 });

function train({ training: settings }: ExperimentConfig) {
  return TrainJob.start({ engine, architecture: ARCHITECTURE, ...sources, settings, seed: 1 });
}

function baseline(name: SystemName, { baselines: settings, training }: ExperimentConfig) {
  const about = { engine, inputs: INPUTS, classes: CLASSES, stepMs: 1, hidden: [4], seed: 1 };
  const input = { ...about, ...sources, training, settings };
  return baselineJob(name, input, null);
}

type DataOf<Source> = Extract<ExperimentConfig['data'], { readonly source: Source }>;

const recordings = ({ data }: ExperimentConfig) => data as DataOf<'recordings'>;
const spikes = ({ data }: ExperimentConfig) => data as DataOf<'spike-npz'>;
const digits = ({ data }: ExperimentConfig) => data as DataOf<'mnist-saccade'>;

/** What a program calls that uses the settings; files are not read before settings are checked. */
const CALLS: readonly [names: RegExp, call: (config: ExperimentConfig) => unknown][] = [
  [/^(search|network)\./, search],
  [/^training\./, train],
  [/^evenMotif\./, even],
  [/^baselines\.stbp\./, stbp],
  ...SYSTEM_NAMES.map((name): (typeof CALLS)[number] => [
    new RegExp(`^baselines\\.${name}\\.`),
    (config) => baseline(name, config),
  ]),
  [/^data\.ear\./, (config) => createEar(16_000, recordings(config).ear)],
  [/^data\.split\./, (config) => splitRecordings([], [], recordings(config).split)],
  [
    /^data\.plausible\./,
    ({ data }) => {
      const { plausible } = data as DataOf<'recordings'>;
      const none = { recordings: [], warnings: [] } as never;
      return decodeRecordings(none, {} as never, { plausible }, async () => {});
    },
  ],
  [
    /^data\.sensor\./,
    (config) => {
      const store = { root: 'set', list: async () => [] } as unknown as FileStore;
      return findSetFormat([], 'camera-folder', 'set').open(store, recordings(config));
    },
  ],
  [
    /^data\.(trainSamples|testSamples|seed)$/,
    (config) => mnistSaccade({} as never, digits(config)),
  ],
  [
    /^data\.(testUtterances\[0\]|inputs|classes)$/,
    (config) => describeByUtterance({} as never, spikes(config)),
  ],
  [
    /^data\./,
    ({ data }) => createTransform({ width: 9, height: 9, polarities: 2 }, { ...KEEP_ALL, ...data }),
  ],
];

/** Settings of an experiment as a whole: no function of the library takes them by themselves. */
const OF_EXPERIMENTS = [
  'seeds[0]',
  'checkpointEveryEpochs',
  'data.validationFraction',
  'data.tuningFraction',
];

/** A template has its layers and constants in fields of their own. */
const nameInProgram = (name: string) =>
  name
    .replace(/^network\.layers/, 'network.hidden')
    .replace(/^network\.(tauMembrane|tauSynapse|threshold|inhibitoryWeight)/, 'network.neuron.$1');

const leaves = leavesOf(configJsonSchema(), [], (value) => value as Raw).map((leaf) => ({
  ...leaf,
  name: formatPath(leaf.path),
  source: (leaf.put(example(leaf.number)) as { data?: { source?: string } }).data?.source ?? '',
}));

async function refusal(call: () => unknown): Promise<MotifsmithError> {
  const error = await (async () => call())().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MotifsmithError);
  return error as MotifsmithError;
}

test('the walk finds the numbers of all sections', () => {
  const names = leaves.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(100);
  for (const name of [
    ...['search.plasticity.bounds[1]', 'training.loss.sharpness', 'network.layers[0].neurons'],
    ...[
      'data.ear.encoder.repeat',
      'data.crop.width',
      'data.testUtterances[0]',
      'data.trainSamples',
    ],
  ]) {
    expect(names).toContain(name);
  }
});

describe.each(leaves)('$source $name', ({ path, name, node, number, put }) => {
  const allowed = describeAllowed(node);

  test('beyond its limits in a configuration', async () => {
    for (const value of beyond(number)) {
      const error = await refusal(() => check(put(value)));
      expect(error.kind).toBe('usage');
      expect(error.message).toBe(`${name} is ${value}; allowed: ${allowed}.`);
      expect(error.where).toBe(`${name}, from test`);
    }
  });

  if (OF_EXPERIMENTS.includes(name)) return;
  test('beyond its limits from a program', async () => {
    const config = check({ ...NEEDED[name], ...put(example(number)) });
    const [, call] = CALLS.find(([names]) => names.test(name))!;
    for (const value of beyond(number)) {
      const error = await refusal(() => call(replaced(config, path, value) as ExperimentConfig));
      expect(error.kind).toBe('usage');
      expect(error.message).toBe(`${nameInProgram(name)} is ${value}; allowed: ${allowed}.`);
      expect(error.where).toBe(nameInProgram(name));
    }
  });
});
