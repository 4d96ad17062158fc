/** A configuration is either complete and possible, or refused with the key, value and range. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeConfig } from '../../src/config/describe.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { loadConfig } from '../../src/config/load.ts';
import { PRESET_NAMES } from '../../src/config/presets/presets.ts';
import { MotifsmithError } from '../../src/core/errors.ts';
import type { JsonSchema } from '../../src/core/settings/allowed.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const folder = temporaryFolder();
const load = (source: string, ...sets: string[]) => loadConfig({ source, sets, options: [] });

async function refusal(source: string, ...sets: string[]): Promise<MotifsmithError> {
  const error = await load(source, ...sets).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MotifsmithError);
  expect((error as MotifsmithError).kind).toBe('usage');
  return error as MotifsmithError;
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('early stopping takes validation samples', async () => {
  const patience = 'training.earlyStopping.patience=3';
  const error = await refusal('demo', patience);
  expect(error.where).toContain('training.earlyStopping.patience');
  expect(error.remedy).toContain('data.validationFraction');
  const { config } = await load('demo', patience, 'data.validationFraction=0.1');
  expect(config.training.earlyStopping).toEqual({ patience: 3 });
});

describe('presets', () => {
  test.each(PRESET_NAMES)('%s is complete and possible', async (name) => {
    const dataPath = name === 'demo' ? undefined : 'x';
    const { config } = await loadConfig({ source: name, sets: [], options: [], dataPath });
    expect(config.seeds.length).toBeGreaterThan(0);
  });

  test('ti46-alpha has the numbers of the paper', async () => {
    const { config } = await loadConfig({
      source: 'ti46-alpha',
      sets: [],
      options: [],
      dataPath: 'x.npz',
    });
    expect(config).toMatchObject({
      data: { binMs: 1 },
      network: { layers: [{ kind: 'scml', neurons: 800 }], motifSizes: [5, 10, 16, 25, 40] },
      search: { sizeEpochs: 150, typeEpochs: 150, order: 2 },
      training: { epochs: 400, learningRate: 5e-4, batchSize: 50 },
      seeds: [1, 2, 3, 4, 5],
    });
  });

  test.each([
    ['nmnist', 512, [2, 4, 8, 16, 32], 5e-4, 50, { pool: 1 }],
    ['dvs-gesture', 512, [2, 4, 8, 16, 32], 1e-4, 20, { pool: 4 }],
    ['n-tidigits', 400, [5, 10, 16, 25, 40], 5e-4, 50, { format: 'n-tidigits' }],
  ])('%s has the numbers of the paper', async (source, neurons, sizes, rate, batchSize, data) => {
    const { config } = await loadConfig({ source, sets: [], options: [], dataPath: 'x' });
    const weights = { learningRate: rate, batchSize };
    expect(config).toMatchObject({
      data: { source: 'recordings', binMs: 1, split: { by: 'official' }, ...data },
      network: { layers: [{ kind: 'scml', neurons }], motifSizes: sizes },
      search: { sizeEpochs: 150, typeEpochs: 150, order: 2, weights },
      training: { epochs: 400, ...weights },
      seeds: [1, 2, 3, 4, 5],
    });
  });

  test('one that needs a file says so', async () => {
    const error = await refusal('ti46-alpha');
    expect(error.message).toContain('data.path is missing');
    expect(error.remedy).toContain('--data');
  });
});

describe('layers', () => {
  test('a file extends a preset; --set comes last', async () => {
    const path = file('mine.yaml', 'preset: demo\ntraining:\n  epochs: 7\n  batchSize: 9\n');
    const { name, config } = await load(
      path,
      'training.batchSize=11',
      'network.layers[0].neurons=32',
    );
    expect(name).toBe('mine');
    expect(config.training).toMatchObject({ epochs: 7, batchSize: 11 });
    expect(config.network.layers).toEqual([{ kind: 'scml', neurons: 32 }]);
    expect(config.compare).toEqual(['random']);
  });

  test('another source of data replaces the settings of the old one', async () => {
    const located = { source: 'demo', options: [], dataPath: 'x' };
    const { config } = await loadConfig({ ...located, sets: ['data.skipBad=true'] });
    expect(config.data).toMatchObject({ source: 'recordings', path: 'x', skipBad: true });
    expect(config.data).not.toHaveProperty('trainSamples');
    const spikes = await loadConfig({ ...located, sets: ['data.source=spike-npz'] });
    expect(spikes.config.data).toMatchObject({ source: 'spike-npz', path: 'x' });
    const bySet = await load('demo', 'data.source=spike-npz', 'data.path=y.npz');
    expect(bySet.config.data).toMatchObject({ source: 'spike-npz', path: 'y.npz' });
  });

  test('JSON files are read too, and an empty file is all defaults', async () => {
    expect((await load(file('a.json', '{"seeds": [4]}'))).config.seeds).toEqual([4]);
    expect((await load(file('empty.yaml', ''))).config.seeds).toEqual([1]);
  });

  test('the description reads back as the same configuration', async () => {
    const { config } = await load('demo');
    expect(parse(describeConfig(config))).toEqual(config);
  });
});

describe('refusals name the key, the value and what is allowed', () => {
  const cases: [set: string, message: string][] = [
    ['data.source=foo', 'data.source is "foo"; allowed: one of recordings, '],
    ['data=null', 'data is null; allowed: a section'],
    ['data.binMs=0', 'data.binMs is 0; allowed: a whole number from 1 to 1000 (ms)'],
    ['data.counts=2', 'data.counts is 2; allowed: true or false'],
    ['data.trainSamples=1', 'data.trainSamples is 1; allowed: a whole number from 10 to 60000'],
    [
      'data.validationFraction=1',
      'data.validationFraction is 1; allowed: a number of at least 0 and below 1',
    ],
    ['network.layers=[]', 'network.layers is []; allowed: a non-empty list'],
    ['network.layers[0].kind=lstm', 'network.layers[0].kind is "lstm"; allowed: one of scml'],
    [
      'network.layers[0].neurons=0',
      'network.layers[0].neurons is 0; allowed: a whole number of at least 1',
    ],
    ['network.layers[0].neurons=1048577', 'at most 1048576'],
    ['network.layers=[{kind: dense, neurons: 9}]', 'at least one scml layer'],
    ['network.motifSizes=[2,500]', 'network.motifSizes[1] is 500; allowed: at most 128'],
    ['network.motifSizes=[4,2]', 'network.motifSizes[1] is 2; allowed: above 4'],
    ['network.boundary=torus', 'network.boundary is "torus"; allowed: one of open, ring'],
    [
      'network.tauMembrane=0.5',
      'network.tauMembrane is 0.5; allowed: a number of at least 1 (steps)',
    ],
    ['network.tauSynapse=0', 'network.tauSynapse is 0; allowed: a number of at least 1 (steps)'],
    ['network.threshold=0', 'network.threshold is 0; allowed: a number above 0'],
    ['network.inhibitoryWeight=1', 'network.inhibitoryWeight is 1; allowed: a number below 0'],
    ['search.strategy=darts', 'search.strategy is "darts"; allowed: one of hrmas, random'],
    ['search.sizeEpochs=0', 'search.sizeEpochs is 0; allowed: a whole number of at least 1'],
    ['search.order=3', 'search.order is 3; allowed: 1 or 2'],
    ['search.plasticity.mode=on', 'search.plasticity.mode is "on"; allowed: one of window'],
    [
      'search.plasticity.bounds=[2,1]',
      'search.plasticity.bounds is [2,1]; allowed: a list of 2, each item a number above 0, in ascending order',
    ],
    ['search.plasticity.bounds=[0.01,8]', 'a lower bound of at least 0.0625'],
    [
      'search.plasticity.minimumRate=0.001',
      'minimumRate is 0.001; allowed: at least 0.0015625 where τ may fall to 8 steps',
    ],
    [
      'search.plasticity={tauCalcium: 1, rateDivisor: tauCalcium-1}',
      'search.plasticity.tauCalcium is 1; allowed: at least 2 steps',
    ],
    [
      'search.finalists={count: 3, fromPrior: 3}',
      'search.finalists.fromPrior is 3; allowed: at most 2, as one of the 3 finalists is the motif decided on',
    ],
    [
      'search.architecture.learningRate=0',
      'search.architecture.learningRate is 0; allowed: a number above 0',
    ],
    ['training.epochs=0', 'training.epochs is 0; allowed: a whole number of at least 1 (epochs)'],
    ['training.epochs=1.5', 'training.epochs is 1.5; allowed: a whole number'],
    ['training.learningRate=-1', 'training.learningRate is -1; allowed: a number above 0'],
    ['training.learningRate=.nan', 'training.learningRate is NaN; allowed: a number above 0'],
    ['training.clipGradientNorm=0', 'allowed: a number above 0 or null'],
    ['training=5', 'training is 5; allowed: a section with epochs'],
    [
      'compare=[esn]',
      'compare[0] is "esn"; allowed: one of random, feedforward, dense, self, excitatory',
    ],
    ['seeds=[]', 'seeds is []; allowed: a non-empty list'],
    ['seeds=[1,1]', 'each at most once'],
    ['engine=gpu', 'engine is "gpu"; allowed: one of reference, wasm'],
    ['checkpointEveryEpochs=0', 'checkpointEveryEpochs is 0'],
    ['output=', 'output is null; allowed: non-empty text'],
  ];
  test.each(cases)('%s', async (set, message) => {
    const error = await refusal('demo', set);
    expect(error.message).toContain(message);
    expect(error.where).toContain(`--set ${set}`);
    expect(error.remedy).toBeTruthy();
  });

  const recordings = ['data.source=recordings', 'data.path=x'];
  test.each([
    [
      'data.crop={x: 1, y: 0, width: 0, height: 3}',
      'data.crop.width is 0; allowed: a whole number',
    ],
    ['data.crop=5', 'data.crop is 5; allowed: a section with x, y, width, height or null'],
    ['data.crop={left: 1}', 'data.crop.x is missing; it must be a whole number'],
    ['data.ear.encoder.kind=foo', 'encoder.kind is "foo"; allowed: one of bsa, rate, latency'],
    ['data.ear.encoder.threshold=0', 'encoder.threshold is 0; allowed: a number above 0'],
    ['data.split.by=luck', 'data.split.by is "luck"; allowed: one of official, stratified'],
    ['data.only=[]', 'data.only is []; allowed: a non-empty list, each item text or null'],
  ])('of recordings: %s', async (set, message) => {
    const error = await refusal('demo', ...recordings, set);
    expect(error.message).toContain(message);
    expect(error.where).toContain(set.startsWith('data.crop={left') ? 'data.crop.x' : set);
  });

  test('another encoder replaces the whole section', async () => {
    const encoder = ['data.ear.encoder.repeat=3', 'data.ear.encoder.kind=latency'];
    const { config } = await load('demo', ...recordings, ...encoder);
    expect(config.data).toMatchObject({ ear: { encoder: { kind: 'latency', tauMs: 20 } } });
    const error = await refusal('demo', ...recordings, 'data.ear.encoder.repaet=3');
    expect(error.remedy).toContain('Did you mean data.ear.encoder.repeat?');
  });

  test.each(['training', 'search.weights'])(
    'another loss replaces the whole section: %s',
    async (place) => {
      const loss = [`${place}.loss.kind=cross-entropy`];
      const { config } = await load('demo', ...loss, `${place}.loss.reference=0.3`);
      const weights = place === 'training' ? config.training : config.search.weights;
      expect(weights.loss).toEqual({
        kind: 'cross-entropy',
        sharpness: 40,
        reference: 0.3,
      });
      const back = await load('demo', ...loss, `${place}.loss.kind=psc`);
      expect(back.config).toEqual((await load('demo')).config);
      const unknown = await refusal('demo', `${place}.loss.kind=hinge`);
      expect(unknown.message).toContain('loss.kind is "hinge"; allowed: one of psc, cross-entropy');
      const sharp = await refusal('demo', ...loss, `${place}.loss.sharpness=0`);
      expect(sharp.message).toContain('sharpness is 0; allowed: a number above 0');
      const foreign = await refusal('demo', `${place}.loss.sharpness=3`);
      expect(foreign.where).toContain(`--set ${place}.loss.sharpness=3`);
    },
  );

  test('a ring needs three motifs', async () => {
    const error = await refusal('demo', 'network.motifSizes=[64]', 'network.boundary=ring');
    expect(error.message).toContain('a ring of 128 neurons, has 3 motifs');
  });
});

describe('unknown keys', () => {
  test.each([
    ['training.lerningRate=1', 'Did you mean training.learningRate?'],
    ['trainning.epochs=1', 'Did you mean training?'],
    ['epochs=1', 'Did you mean training.epochs?'],
    ['data.trainSample=20', 'Did you mean data.trainSamples?'],
    ['network.layers[0].neuron=5', 'Did you mean network.layers[0].neurons?'],
    ['xyzzy=1', 'Remove it'],
  ])('%s', async (set, hint) => {
    const error = await refusal('demo', set);
    expect(error.message).toMatch(/^Unknown setting .* \(value .*\); allowed/);
    expect(error.remedy).toContain(hint);
  });

  test('a setting of another data source is not advised again', async () => {
    const set = ['data={"source":"synthetic","task":"temporal-xor","trainSamples":5}'];
    const error = await refusal('demo', ...set);
    expect(error.message).toContain('Unknown setting data.trainSamples');
    expect(error.remedy).not.toContain('Did you mean');
  });

  test('the message says which file holds it', async () => {
    const path = file('typo.yaml', 'preset: demo\ntraining: {epocs: 3}\n');
    expect((await refusal(path)).where).toContain('typo.yaml');
  });
});

describe('what cannot be read', () => {
  test.each([
    ['training.epochs', 'no key and value'],
    ['=3', 'no key and value'],
    ['a b=3', 'malformed'],
    ['training.epochs=[', 'not YAML'],
    ['network.layers[7].neurons=3', 'no network.layers[7]'],
    ['training.epochs.x=3', 'training.epochs has no keys'],
  ])('--set %s', async (set, message) => {
    expect((await refusal('demo', set)).message).toContain(message);
  });

  test('a pattern without quotes, which the message asks for', async () => {
    const { remedy } = await refusal('demo', 'data.split.group=*/{group}_*');
    expect(remedy).toContain('text with * or { in it needs double quotes');
  });

  test('presets and files that are not there', async () => {
    expect((await refusal('dmeo')).remedy).toContain('Did you mean demo?');
    expect((await refusal('nothing')).remedy).toContain('ti46-alpha');
    expect((await refusal('no.yaml')).message).toContain('does not exist');
  });

  test('broken files', async () => {
    const broken = await refusal(file('broken.yaml', 'a: [1,\nb: 2\n'));
    expect(broken.where).toMatch(/broken\.yaml, line \d+/);
    expect((await refusal(file('list.yaml', '- 1\n'))).message).toContain('a list, not a mapping');
    expect((await refusal(file('base.yaml', 'preset: dem\n'))).message).toContain(
      'preset is "dem"',
    );
  });
});

test('every setting of the JSON Schema says what it means', () => {
  const mute: string[] = [];
  const walk = (node: JsonSchema, path: string): void => {
    for (const variant of node.oneOf ?? node.anyOf ?? [node]) {
      for (const [name, child] of Object.entries(variant.properties ?? {})) {
        if (!child.description) mute.push(`${path}${name}`);
        walk(child, `${path}${name}.`);
        if (child.items) walk(child.items, `${path}${name}[].`);
      }
    }
  };
  walk(configJsonSchema(), '');
  expect(mute).toEqual([]);
  expect(configJsonSchema()).toMatchObject({ type: 'object', additionalProperties: false });
});
