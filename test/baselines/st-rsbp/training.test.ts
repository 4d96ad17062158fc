/** Training by ST-RSBP as a job: it learns, can be stopped anywhere, and keeps what it tested. */
import { describe, expect, test } from 'vitest';
import { baselinesSchema } from '../../../src/baselines/settings.ts';
import { openStRsbp, trainOfSample } from '../../../src/baselines/st-rsbp/classifier.ts';
import { drawnTable } from '../../../src/baselines/st-rsbp/drawn-table.ts';
import { counted } from '../../../src/baselines/st-rsbp/network.ts';
import { SampleWeights } from '../../../src/baselines/st-rsbp/sample-weights.ts';
import type { BaselineInput, BaselineModel } from '../../../src/baselines/system.ts';
import { baselineJob, openBaseline } from '../../../src/baselines/systems.ts';
import { memorySource } from '../../../src/data/events/sample-source.ts';
import { referenceEngine } from '../../../src/engine/reference/index.ts';
import { evaluateSamples } from '../../../src/training/evaluation.ts';
import type { TrainingSettings } from '../../../src/training/settings.ts';
import { expectFailure } from '../../data/helpers.ts';
import {
  CLASSES,
  eventsOf,
  finish,
  finishWithKills,
  INPUTS,
  TRAINING,
  toySamples,
  toySource,
} from '../../training/toy.ts';

/** `toySource`, with every sample played twice: 20 to 28 steps, in which a table finds room for refractory times. */
function longSource(count: number, seed: number) {
  const twice = toySamples(count, seed).map(({ steps, offsets, channels, label }) => ({
    steps: 2 * steps,
    offsets: Uint32Array.from({ length: 2 * steps + 1 }, (_, t) =>
      t <= steps ? offsets[t]! : channels.length + offsets[t - steps]!,
    ),
    channels: Uint32Array.from([...channels, ...channels]),
    label,
  }));
  return memorySource(twice, { width: INPUTS, height: 1, polarities: 1 });
}

/** Small enough for milliseconds, lively enough for steps of which there are a dozen. */
const SMALL = {
  ...{ before: [10], shape: [2, 2, 3], after: [8] },
  ...{ firstThreshold: 4, threshold: 4, outputThreshold: 4, tauMembrane: 8, tauSynapse: 2 },
  ...{ initialWeight: 4, learningRate: 0.02 },
  ...{ desired: 6, undesired: 1, margin: 0.5, duration: 24 },
};

const input = (
  settings: object = {},
  training: Partial<TrainingSettings> = {},
  changes: Partial<BaselineInput> = {},
): BaselineInput => ({
  engine: referenceEngine,
  inputs: INPUTS,
  classes: CLASSES,
  stepMs: 1,
  hidden: [],
  train: longSource(40, 1),
  validation: null,
  test: longSource(30, 2),
  training: { ...TRAINING, epochs: 4, ...training },
  settings: baselinesSchema.parse({ 'st-rsbp': { ...SMALL, ...settings } }),
  seed: 4,
  ...changes,
});

async function trained(given: BaselineInput) {
  const job = await baselineJob('st-rsbp', given, null);
  const events = await finish(job);
  const result = { events, model: job.model(), progress: job.progress(), ...job.result() };
  job.dispose();
  return result;
}

test.each([
  ['its own neuron', {}],
  ['the published neuron', { neuron: 'published' }],
  ['errors through the recurrence', { recurrentErrors: 'full' }],
])('learns: %s', async (_, settings) => {
  const { events, test: found, census, progress } = await trained(input(settings, { epochs: 8 }));
  const losses = eventsOf(events, 'epoch').map(({ loss }) => loss);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  expect(found.accuracy).toBeGreaterThan(0.85);
  expect(found.firingRates).toHaveLength(4);
  expect(census.feedforward).toBe(10 * INPUTS + 12 * 10 + 8 * 12 + CLASSES * 8);
  expect(census.trainable).toBe(census.feedforward + census.recurrent);
  expect(progress.work).toBeCloseTo(progress.totalWork, 9);
  // η√B/√epoch
  const rates = eventsOf(events, 'epoch').map(({ learningRate }) => learningRate);
  expect(rates.slice(0, 4)).toEqual([0.04, 0.0282843, 0.023094, 0.02]);
});

describe.each([
  [
    'with all that a training may have',
    {},
    { averageWeights: 0.5, classWeights: 'balanced', earlyStopping: { patience: 1 } },
    { validation: longSource(10, 4) },
  ],
  ['as published', { setting: 'published' }, {}, { train: longSource(4, 1) }],
] as [string, object, Partial<TrainingSettings>, Partial<BaselineInput>][])(
  '%s',
  (name, settings, training, changes) => {
    // The published training has 150 epochs, whatever the others have.
    const given = input(settings, { ...training, epochs: 3 }, changes);

    test('killed at every step: the same bits', async () => {
      const undisturbed = await trained(given);
      const { job, events } = await finishWithKills(
        await baselineJob('st-rsbp', given, null),
        (snapshot) => baselineJob('st-rsbp', given, snapshot),
      );
      expect(events).toEqual(undisturbed.events);
      expect(job.model()).toEqual(undisturbed.model);
      const epochs = eventsOf(events, 'epoch');
      if (name === 'as published') expect(epochs).toHaveLength(150);
      else expect(eventsOf(events, 'kept')).toHaveLength(1);
    });

    test('what was kept gives what the test gave', async () => {
      const { model, test: found } = await trained(given);
      const classifier = await openBaseline(referenceEngine, model);
      expect(await evaluateSamples(classifier, given.test, 7)).toEqual(found);
      classifier.dispose();
    });
  },
);

test('operations are those of spikes that arrive', async () => {
  const { model } = await trained(input({ neuron: 'published' }));
  const classifier = await openBaseline(referenceEngine, model);
  const sample = toySamples(1, 9)[0]!;
  const { operations, inputAc, spikes, scores } = await classifier.examine(sample);
  const { steps, offsets } = sample;
  // A step of delay: what happens in the last step is too late.
  expect(operations[0]).toMatchObject({ inputSpikes: offsets[steps - 1], mac: 3 * 10 * steps });
  expect(inputAc).toBe(10 * offsets[steps - 1]!);
  expect(operations.map(({ name }) => name)).toEqual([
    ...['hidden.0', 'hidden.1', 'hidden.2'],
    'output',
  ]);
  expect(operations[1]!.ac).toBeGreaterThan(12 * operations[1]!.inputSpikes);
  expect(scores).toEqual(spikes[3]);
  expect(classifier.layers.map(({ kind }) => kind)).toEqual([
    ...['feedforward', 'column', 'feedforward'],
  ]);
  expect(counted(trainOfSample(sample), INPUTS).active.length).toBeLessThanOrEqual(INPUTS);
  classifier.dispose();
});

test('mistaken samples weigh more, by the share of their class that was mistaken', () => {
  const weights = new SampleWeights(toySource(6, 1), CLASSES, TRAINING);
  // Labels alternate: two of the three samples of class 0 are mistaken, none of class 1.
  for (let k = 0; k < 6; k++) weights.see(k, k !== 0 && k !== 2);
  weights.boost(0.5);
  const grown = Math.E ** (0.5 * (2 / 3));
  expect(weights.values[0]).toBeCloseTo(grown, 12);
  expect(weights.values[2]).toBeCloseTo(grown, 12);
  expect([...weights.values].filter((weight) => weight === 1)).toHaveLength(4);
  weights.boost(0.5);
  expect(weights.values[0]).toBeCloseTo(grown, 12);
});

test('a process draws a table of effects once, and says where samples are too short for one', async () => {
  const neuron = { tauMembrane: 16, tauSynapse: 4, refractory: 2, inputDelay: 1 } as const;
  expect(drawnTable({ ...neuron }, 50)).toBe(drawnTable(neuron, 50));
  expect(drawnTable(neuron, 50).targets).toBe(17);
  const short = toySamples(4, 1).map((sample) => ({
    ...sample,
    steps: 4,
    offsets: new Uint32Array(5),
    channels: new Uint32Array(0),
  }));
  const train = memorySource(short, { width: INPUTS, height: 1, polarities: 1 });
  await expectFailure(
    () => baselineJob('st-rsbp', input({}, {}, { train }), null),
    'data',
    /4 steps, too few/,
    /train/,
  );
});

test('early stopping takes validation samples', async () => {
  const given = input({}, { earlyStopping: { patience: 2 } });
  const start = () => baselineJob('st-rsbp', given, null);
  await expectFailure(start, 'usage', /patience/, /training/);
});

test('a snapshot of another job is refused', async () => {
  const job = await baselineJob('st-rsbp', input(), null);
  const snapshot = { ...job.snapshot(), state: { job: 'train' } };
  const restore = () => baselineJob('st-rsbp', input(), snapshot);
  await expectFailure(restore, 'artifact', /of a train job/, /state/);
});

test.each([
  ['hidden.1.sources', (data: number[]) => data.fill(1000)],
  ['hidden.1.offsets', (data: number[]) => data.reverse()],
])('a file of weights that cannot be: %s', async (name, change) => {
  const { model } = await trained(input({}, { epochs: 1 }));
  const tensor = model.tensors[name]!;
  const data = Array.from(tensor.data);
  change(data);
  const tensors = { ...model.tensors, [name]: { ...tensor, data: Uint32Array.from(data) } };
  const damaged = { ...model, tensors } as BaselineModel<never>;
  await expectFailure(() => openStRsbp(damaged), 'artifact', /./, new RegExp(name));
});
