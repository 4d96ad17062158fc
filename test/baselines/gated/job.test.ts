/** RNN, LSTM, GRU and Phased LSTM as systems: their training, and what is made of it. */
import { describe, expect, test } from 'vitest';
import type { GatedArchitecture } from '../../../src/baselines/gated/architecture.ts';
import { newNetwork } from '../../../src/baselines/gated/classifier.ts';
import { initialise } from '../../../src/baselines/gated/initialise.ts';
import { gatedLayout, part } from '../../../src/baselines/gated/layout.ts';
import { GATED_NAMES, type GatedName } from '../../../src/baselines/names.ts';
import { baselinesSchema } from '../../../src/baselines/settings.ts';
import type { BaselineInput, BaselineModel } from '../../../src/baselines/system.ts';
import { baselineJob, openBaseline } from '../../../src/baselines/systems.ts';
import { checkConfig } from '../../../src/config/load.ts';
import { referenceEngine } from '../../../src/engine/reference/index.ts';
import { memberTraining } from '../../../src/run/schema/member-training.ts';
import { decodeBaseline, encodeBaseline } from '../../../src/run/schema/weights-file.ts';
import { evaluateSamples } from '../../../src/training/evaluation.ts';
import { expectFailure } from '../../data/helpers.ts';
import {
  CLASSES,
  eventsOf,
  finish,
  finishWithKills,
  INPUTS,
  TRAINING,
  toySource,
} from '../../training/toy.ts';

const input = (settings: object = {}, changes: Partial<BaselineInput> = {}): BaselineInput => ({
  engine: referenceEngine,
  inputs: INPUTS,
  classes: CLASSES,
  stepMs: 1,
  hidden: [6, 4],
  train: toySource(24, 1),
  validation: null,
  test: toySource(20, 2),
  training: { ...TRAINING, learningRate: 0.02 },
  settings: baselinesSchema.parse(settings),
  seed: 3,
  ...changes,
});

async function trained(name: GatedName, given: BaselineInput) {
  const job = await baselineJob(name, given, null);
  const events = await finish(job);
  const result = { events, model: job.model(), progress: job.progress(), ...job.result() };
  job.dispose();
  return result;
}

const architecture = (fields: Partial<GatedArchitecture>) =>
  ({
    ...{ system: 'lstm', cell: 'lstm', inputs: 64, outputs: 11, units: [512], dense: null },
    ...{ loss: 'rate-ce', sampling: 'steps', inputDecay: 0, stepMs: 1, ...fields },
  }) as GatedArchitecture;

const VARIANTS: [string, GatedName, object, Partial<BaselineInput>][] = [
  ...GATED_NAMES.map((name): [string, GatedName, object, Partial<BaselineInput>] => [
    name,
    name,
    {},
    {},
  ]),
  [
    'gru, dense, averaged, early stopping on validation samples',
    'gru',
    { gru: { layers: [5], dense: 3, reset: 'after', features: 'counts' } },
    {
      validation: toySource(10, 4),
      training: {
        ...{ ...TRAINING, epochs: 3, averageWeights: 0.8, classWeights: 'balanced' },
        earlyStopping: { patience: 1 },
      },
    },
  ],
  ['phased-lstm, steps with events', 'phased-lstm', { 'phased-lstm': { sampling: 'events' } }, {}],
];

describe.each(VARIANTS)('%s', (_, name, settings, changes) => {
  test('killed at every step: the same bits', async () => {
    const given = input(settings, changes);
    const undisturbed = await trained(name, given);
    const { job, events } = await finishWithKills(
      await baselineJob(name, given, null),
      (snapshot) => baselineJob(name, given, snapshot),
    );
    expect(events).toEqual(undisturbed.events);
    expect(job.model()).toEqual(undisturbed.model);
    expect(undisturbed.progress.work).toBeCloseTo(undisturbed.progress.totalWork, 9);
  });

  test('what was kept gives what the test gave', async () => {
    const given = input(settings, changes);
    const { model, test: found } = await trained(name, given);
    const stored = decodeBaseline(encodeBaseline(model), model.architecture, 'weights');
    const classifier = await openBaseline(referenceEngine, stored);
    expect(await evaluateSamples(classifier, given.test, 7)).toEqual(found);
    const sample = given.test.read(0);
    const { scores } = await classifier.evaluate([sample]);
    expect((await classifier.examine(sample)).scores).toEqual(scores[0]);
    expect(classifier.layers).toEqual([]);
    expect(found.firingRates).toEqual([]);
  });

  test('a snapshot of another job is refused', async () => {
    const job = await baselineJob(name, input(settings, changes), null);
    const snapshot = { ...job.snapshot(), state: { job: 'train' } };
    const restore = () => baselineJob(name, input(settings, changes), snapshot);
    await expectFailure(restore, 'artifact', /of a train job/, /state/);
  });
});

test.each(GATED_NAMES)('%s learns, and reports each epoch', async (name) => {
  const training = { ...TRAINING, epochs: 8, learningRate: 0.02 };
  const { events, test: found, census } = await trained(name, input({}, { training }));
  expect(found.accuracy).toBeGreaterThan(0.9);
  const epochs = eventsOf(events, 'epoch');
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss);
  expect(epochs[0]!.weights['layers.0.U']!.std).toBeGreaterThan(0);
  expect(eventsOf(events, 'probe')).toEqual([]);
  expect(census.motifs).toEqual([]);
  expect(census.recurrent % (6 * 6 + 4 * 4)).toBe(0);
});

test.each([
  [{ system: 'gru', cell: 'gru-reset-before', units: [200, 200], dense: 100 }, 420_811],
  [{ system: 'gru', cell: 'gru-reset-after', units: [200, 200, 100] }, 491_511],
  [{ inputs: 2048 }, 5_250_571],
  [{ system: 'rnn', cell: 'rnn', inputs: 2312, outputs: 10 }, 1_451_530],
  [{ system: 'phased-lstm', cell: 'phased', units: [250, 250] }, 821_261],
] as [Partial<GatedArchitecture>, number][])('%j has the published size', (fields, parameters) => {
  const { cell, inputs, outputs: classes, units, dense } = architecture(fields);
  expect(gatedLayout({ cell, inputs, units, dense, classes }).trained).toBe(parameters);
});

test('starts uniformly within ±1/√N, with open forget gates and periods of 10 to 100 steps', () => {
  const given = architecture({ system: 'phased-lstm', cell: 'phased', units: [400], stepMs: 2 });
  const network = newNetwork(given, 0);
  initialise(network, 1, 0.05);
  const values = (name: string) => Array.from(part(network.layout, network.weights, name));
  for (const name of ['layers.0.W', 'layers.0.U', 'layers.0.p', 'readout.W']) {
    const most = values(name).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    expect(most, name).toBeLessThanOrEqual(1 / 20);
    expect(most, name).toBeGreaterThan(0.99 / 20);
  }
  const bias = values('layers.0.b');
  expect([bias[0], bias[400], bias[799], bias[800]]).toEqual([0, 1, 1, 0]);
  const periods = values('layers.0.tau');
  expect(Math.min(...periods)).toBeGreaterThan(20);
  expect(Math.max(...periods)).toBeLessThan(200);
  values('layers.0.shift').forEach((shift, i) => {
    expect(shift).toBeLessThan(periods[i]!);
    // Two steps of 2 ms, or 5 % of the period.
    expect(values('layers.0.open')[i]! * periods[i]!).toBeGreaterThanOrEqual(4 - 1e-12);
  });
  const other = newNetwork(given, 0);
  initialise(other, 2, 0.05);
  expect(other.weights).not.toEqual(network.weights);
}, 20_000);

test('operations are those of matrices, and additions those of events', async () => {
  const { model } = await trained('gru', input({ gru: { dense: 3 } }));
  const classifier = await openBaseline(referenceEngine, model);
  const sample = toySource(1, 9).read(0);
  const { operations, inputAc, spikes } = await classifier.examine(sample);
  expect(spikes).toEqual([]);
  expect(inputAc).toBe(sample.channels.length * 3 * 6);
  expect(operations).toEqual([
    // Three gates: 6 recurrent sources, their filter, and 3 products of gates.
    {
      ...{ name: 'hidden.0', inputSpikes: sample.channels.length, ac: inputAc },
      mac: sample.steps * 6 * (3 * 6 + 3 + 3),
    },
    { name: 'hidden.1', inputSpikes: 0, ac: 0, mac: sample.steps * 4 * (3 * (4 + 6) + 3) },
    { name: 'output', inputSpikes: 0, ac: 0, mac: sample.steps * 3 * (4 + CLASSES) },
  ]);
});

test('published settings change the training, and the sizes unless they are given', async () => {
  const settings = {
    'phased-lstm': { setting: 'published' },
    gru: { setting: 'published', layers: [3] },
  };
  const config = checkConfig({ baselines: settings }, []);
  expect(memberTraining(config, { method: 'gru' })).toMatchObject({
    ...{ batchSize: 32, epochs: 50, learningRate: 1e-3, clipGradientNorm: 1, schedule: 'constant' },
  });
  expect(memberTraining(config, { method: 'lstm' })).toEqual(config.training);
  const shape = async (name: GatedName) => {
    const job = await baselineJob(name, input(settings), null);
    return job.architecture;
  };
  expect(await shape('phased-lstm')).toMatchObject({ units: [250, 250], dense: null });
  expect(await shape('gru')).toMatchObject({ units: [3], dense: 100 });
  expect(await shape('lstm')).toMatchObject({ units: [6, 4], dense: null });
});

test('too many units are refused before anything is allocated', async () => {
  const many = { lstm: { layers: [1_000_000, 1_000_000] } };
  await expectFailure(
    () => baselineJob('lstm', input(many), null),
    'usage',
    /baselines\.lstm\.layers is \[1000000,1000000\]; allowed: so few/,
    /./,
  );
  await expectFailure(
    () => baselineJob('lstm', input({}, { hidden: [1_000_000] }), null),
    'usage',
    /network\.layers/,
    /./,
  );
});

test('a time gate that cannot be is refused by name', async () => {
  const { model } = await trained('phased-lstm', input());
  const name = 'layers.1.tau';
  const tensor = { shape: [4], data: Float64Array.of(1, 2, 0, 4) };
  const broken: BaselineModel = { ...model, tensors: { ...model.tensors, [name]: tensor } };
  await expectFailure(
    () => openBaseline(referenceEngine, broken),
    'artifact',
    /time gate/,
    /layers\.1\.tau/,
  );
});
