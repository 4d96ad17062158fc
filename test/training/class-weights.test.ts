/** Weights of classes: what they are, and what they do to a training. */
import { expect, test } from 'vitest';
import { memorySource } from '../../src/data/events/sample-source.ts';
import { type Loss, PSC_LOSS } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { balancedWeights } from '../../src/training/class-weights.ts';
import { openModel } from '../../src/training/network.ts';
import { TrainJob } from '../../src/training/train-job.ts';
import { allSamples } from '../data/helpers.ts';
import {
  CLASSES,
  eventsOf,
  finish,
  finishWithKills,
  INPUTS,
  NEURON,
  TRAINING,
  toySamples,
  toySource,
} from './toy.ts';

const architecture = { inputs: INPUTS, hidden: [], outputs: CLASSES, neuron: NEURON };
const source = (samples: ReturnType<typeof toySamples>) =>
  memorySource(samples, { width: INPUTS, height: 1, polarities: 1 });

/** Twelve samples of class 0 and three of class 1. */
const scarce = source(toySamples(30, 1).filter(({ label }, k) => (label === 0 ? k < 24 : k < 6)));

test('balanced: N / (C n), so that their mean over the samples is 1', () => {
  // scikit-learn: compute_class_weight('balanced', classes=[0, 1, 2], y=[0] * 6 + [1] * 2 + [2] * 4)
  expect(balancedWeights([6, 2, 4])).toEqual([12 / 18, 2, 1]);
  // A class without samples changes nothing for the others.
  expect(balancedWeights([6, 0, 2])).toEqual([8 / 12, 1, 2]);
});

const losses: Loss[] = [PSC_LOSS, { kind: 'cross-entropy', sharpness: 5, reference: 0.25 }];
const cases = losses.flatMap((loss) =>
  [referenceEngine, createWasmEngine()].map(
    (engine) => [loss.kind, engine.name, loss, engine] as const,
  ),
);

test.each(cases)('%s on %s: training minimises the weighted loss, and resumes', async (...of) => {
  const [, , loss, engine] = of;
  const settings = {
    ...{ ...TRAINING, loss, epochs: 2, batchSize: scarce.length },
    classWeights: 'balanced' as const,
  };
  const input = {
    ...{ engine, architecture, train: scarce, validation: scarce, test: scarce },
    ...{ settings, seed: 1 },
  };
  const whole = await TrainJob.start(input);
  const untrained = await openModel(engine, whole.model(), loss);
  const samples = allSamples(scarce);
  const { losses } = await untrained.evaluate(samples);
  const weights = [15 / 24, 15 / 6];
  const weighted = samples.map(({ label }, b) => weights[label]! * losses[b]!);
  const events = await finish(whole);
  const [first, last] = eventsOf(events, 'epoch');
  expect(first!.loss).toBeCloseTo(weighted.reduce((sum, one) => sum + one, 0) / 15, 5);
  // Validation and test report the loss without weights.
  const trained = await openModel(engine, whole.model(), loss);
  const after = (await trained.evaluate(samples)).loss;
  expect(last!.validationLoss).toBeCloseTo(after, 5);
  expect(eventsOf(events, 'test')[0]!.loss).toBeCloseTo(after, 5);
  const { job, events: again } = await finishWithKills(await TrainJob.start(input), (saved) =>
    TrainJob.restore(input, saved),
  );
  expect(again).toEqual(events);
  expect(job.snapshot()).toEqual(whole.snapshot());
});

test('equal classes: the same bits as without weights', async () => {
  const train = toySource(10, 1);
  const run = async (classWeights: 'none' | 'balanced') => {
    const settings = { ...TRAINING, classWeights };
    const job = await TrainJob.start({
      ...{ engine: createWasmEngine(), architecture, train, validation: train, test: train },
      ...{ settings, seed: 1 },
    });
    return finish(job);
  };
  expect(await run('balanced')).toEqual(await run('none'));
});
