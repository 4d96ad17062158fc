/** Systems that search for their liquid: HRSNN and ELSM. */
import { describe, expect, test } from 'vitest';
import type { SystemName } from '../../src/baselines/names.ts';
import { quietLiquid } from '../../src/baselines/reservoir/quiet-liquid.ts';
import { baselinesSchema } from '../../src/baselines/settings.ts';
import type { BaselineInput } from '../../src/baselines/system.ts';
import { baselineJob, openBaseline } from '../../src/baselines/systems.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { evaluateSamples } from '../../src/training/evaluation.ts';
import { expectFailure } from '../data/helpers.ts';
import {
  CLASSES,
  eventsOf,
  finish,
  finishWithKills,
  INPUTS,
  TRAINING,
  toySource,
} from '../training/toy.ts';

const HRSNN = { shape: [2, 3, 4], trials: 4, initialTrials: 2, plasticSamples: 6 };
const ELSM = {
  ...{ neurons: 40, population: 4, children: 3, generations: 2, samples: 4, window: 2 },
  ...{ share: 0.1, mutation: 20, inputWeight: 1.5 },
};

const input = (settings: object = {}): BaselineInput => ({
  engine: referenceEngine,
  inputs: INPUTS,
  classes: CLASSES,
  stepMs: 1,
  hidden: [9],
  train: toySource(24, 1),
  validation: null,
  test: toySource(20, 2),
  training: TRAINING,
  settings: baselinesSchema.parse({ hrsnn: HRSNN, elsm: ELSM, ...settings }),
  seed: 3,
});

async function trained(name: SystemName, given: BaselineInput) {
  const job = await baselineJob(name, given, null);
  const events = await finish(job);
  const result = { events, model: job.model(), progress: job.progress(), ...job.result() };
  job.dispose();
  return result;
}

const variants: [string, SystemName, object][] = [
  ['hrsnn', 'hrsnn', {}],
  [
    'hrsnn, all alike, a length scale each',
    'hrsnn',
    {
      hrsnn: {
        ...HRSNN,
        heterogeneousNeurons: false,
        heterogeneousSynapses: false,
        lengthScales: 'each',
        exponent: 0.5,
      },
    },
  ],
  ['hrsnn, learning at every step', 'hrsnn', { hrsnn: { ...HRSNN, stdp: 'online' } }],
  [
    'hrsnn, by distances of Wasserstein',
    'hrsnn',
    { hrsnn: { ...HRSNN, trials: 3, plasticSamples: 2, distance: 'wasserstein' } },
  ],
  ['elsm', 'elsm', {}],
  ['elsm, measured by density', 'elsm', { elsm: { ...ELSM, smallWorld: 'density' } }],
  ['elsm, read out by spiking neurons', 'elsm', { elsm: { ...ELSM, readout: 'lif' } }],
];

describe.each(variants)('%s', (_, name, settings) => {
  test('killed at every step: the same bits', async () => {
    const given = input(settings);
    const undisturbed = await trained(name, given);
    const { job, events } = await finishWithKills(
      await baselineJob(name, given, null),
      (snapshot) => baselineJob(name, given, snapshot),
    );
    expect(events).toEqual(undisturbed.events);
    expect(job.model()).toEqual(undisturbed.model);
  });

  test('learns, and what was kept gives what the test gave, on either engine', async () => {
    const given = input(settings);
    const { model, test: found, progress } = await trained(name, given);
    expect(found.accuracy).toBeGreaterThan(0.8);
    expect(progress.work).toBe(progress.totalWork);
    for (const engine of [referenceEngine, await createWasmEngine()]) {
      const classifier = await openBaseline(engine, model);
      const again = await evaluateSamples(classifier, given.test, 7);
      expect(again.confusion).toEqual(found.confusion);
      classifier.dispose();
    }
  });

  test('a snapshot of another job is refused', async () => {
    const job = await baselineJob(name, input(settings), null);
    const snapshot = { ...job.snapshot(), state: { job: 'train' } };
    const restore = () => baselineJob(name, input(settings), snapshot);
    await expectFailure(restore, 'artifact', /of a train job/, /state/);
    job.dispose();
  });
});

test('the point with the best accuracy is taken, and its synapses have learned', async () => {
  const { events, model } = await trained('hrsnn', input());
  const trials = eventsOf(events, 'trial');
  expect(trials.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  // 6 to learn from, 12 for the readout, 12 to compare on.
  expect(trials.map(({ simulated }) => simulated)).toEqual([30, 60, 90, 120]);
  const best = Math.max(...trials.map(({ accuracy }) => accuracy));
  const chosen = trials.find(({ accuracy }) => accuracy === best)!.values;
  expect(model.architecture).toMatchObject({ system: 'hrsnn', values: chosen });
  const positive = model.tensors['liquid.recurrent']!.data.filter((w: number) => w >= 0);
  expect(new Set(positive).size).toBeGreaterThan(positive.length / 2);
  expect(new Set(model.tensors['liquid.tau']!.data).size).toBe(24);
});

test('with fewer trials than initial ones, only the first of those are tried', async () => {
  const tried = async (trials: number) => {
    const { events } = await trained(
      'hrsnn',
      input({ hrsnn: { ...HRSNN, trials, initialTrials: 4 } }),
    );
    return eventsOf(events, 'trial').map(({ accuracy, values }) => ({ accuracy, values }));
  };
  const all = await tried(4);
  expect(all).toHaveLength(4);
  expect(await tried(2)).toEqual(all.slice(0, 2));
});

test('generations never lose the best of an objective', async () => {
  const { events, model } = await trained('elsm', input());
  const generations = eventsOf(events, 'generation');
  expect(generations.map(({ simulated }) => simulated)).toEqual([16, 28, 40]);
  for (const [k, one] of generations.slice(1).entries()) {
    expect(one.smallWorld).toBeGreaterThanOrEqual(generations[k]!.smallWorld);
    expect(one.criticality).toBeLessThanOrEqual(generations[k]!.criticality!);
  }
  const { chosen, synapses } = generations.at(-1)!;
  expect(model.architecture).toMatchObject({
    objectives: chosen,
    connections: { recurrent: synapses },
  });
});

test.each(['elsm', 'hrsnn', 'lsm'] as const)(
  '%s: a liquid that nothing reaches is warned of',
  async (name) => {
    const settings = {
      hrsnn: { ...HRSNN, inputWeight: 1e-4 },
      elsm: { ...ELSM, inputWeight: 1e-4 },
      lsm: { shape: [2, 3, 4], inputWeight: 1e-4, calibrate: 'none' },
    };
    const { events } = await trained(name, input(settings));
    const [recorded] = eventsOf(events, 'recorded');
    const neurons = name === 'elsm' ? 40 : 24;
    expect(recorded).toMatchObject({ meanRate: 0, features: neurons, constant: neurons });
    const warning = quietLiquid(recorded!, name);
    expect(warning?.message).toMatch(/nearly silent: 0 spikes .* (24 of 24|40 of 40) features/);
    expect(warning?.remedy).toContain(`baselines.${name}.inputWeight`);
  },
);

test('a liquid that hears its input is not warned of, one that ignores it is', async () => {
  const { events } = await trained('elsm', input());
  const [recorded] = eventsOf(events, 'recorded');
  expect(recorded!.meanRate).toBeGreaterThan(0.01);
  expect(quietLiquid(recorded!, 'elsm')).toBeNull();
  const deaf = quietLiquid({ ...recorded!, meanRate: 0.5, constant: 30 }, 'elsm');
  expect(deaf?.message).toMatch(/hardly depends on its input: 0.5 .*30 of 40/);
});

test('the published readout of ELSM: spiking neurons, 100 epochs, a learning rate that falls twice', async () => {
  const { events, model } = await trained(
    'elsm',
    input({ elsm: { ...ELSM, setting: 'published' } }),
  );
  const epochs = eventsOf(events, 'epoch');
  expect(epochs).toHaveLength(100);
  expect([39, 40, 79, 80].map((k) => epochs[k]!.learningRate)).toEqual([1e-3, 1e-4, 1e-4, 1e-5]);
  expect(model.architecture).toMatchObject({ system: 'elsm', readout: 'lif' });
  expect(model.tensors['readout.weights']!.shape).toEqual([40, CLASSES]);
  expect(epochs.at(-1)!.loss).toBeLessThan(epochs[0]!.loss);
});
