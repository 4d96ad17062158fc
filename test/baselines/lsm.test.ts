import { describe, expect, test } from 'vitest';
import { lsm } from '../../src/baselines/lsm/system.ts';
import { baselinesSchema } from '../../src/baselines/settings.ts';
import type { BaselineInput, BaselineModel } from '../../src/baselines/system.ts';
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

const input = (settings: object = {}, changes: Partial<BaselineInput> = {}): BaselineInput => ({
  engine: referenceEngine,
  inputs: INPUTS,
  classes: CLASSES,
  stepMs: 1,
  hidden: [9],
  train: toySource(30, 1),
  validation: null,
  test: toySource(20, 2),
  training: TRAINING,
  settings: baselinesSchema.parse({ lsm: { shape: [3, 3, 3], tauMembrane: 8, ...settings } }),
  seed: 3,
  ...changes,
});

async function trained(given: BaselineInput) {
  const job = await baselineJob('lsm', given, null);
  const events = await finish(job);
  const result = { events, model: job.model(), ...job.result() };
  job.dispose();
  return result;
}

test('learns, and says what it chose', async () => {
  const { events, test: found, census } = await trained(input());
  const [calibrated] = eventsOf(events, 'calibrated');
  expect(calibrated!.meanRate).toBeCloseTo(0.05, 1);
  const [fitted] = eventsOf(events, 'fitted');
  expect(fitted!.tried.map(({ penalty }) => penalty)).toEqual([1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5]);
  const best = Math.max(...fitted!.tried.map(({ accuracy }) => accuracy));
  expect(fitted!.tried.find(({ accuracy }) => accuracy === best)!.penalty).toBe(fitted!.penalty);
  expect(fitted!.gradientNorm).toBeLessThan(1e-8);
  expect(found.accuracy).toBeGreaterThan(0.9);
  expect(census.trainable).toBe(CLASSES * (27 + 1));
});

test('plasticity quiets a liquid, neuron by neuron', async () => {
  const settings = { shape: [4, 4, 4], excitatoryWeight: 20, readout: 'ridge', penalty: 1 };
  const loud = await trained(input({ ...settings, calibrate: 'none' }));
  const quiet = await trained(input({ ...settings, calibrate: 'plasticity' }));
  const [before, after] = [loud.test.firingRates[0]!, quiet.test.firingRates[0]!];
  expect(before).toBeGreaterThan(0.2);
  expect(after).toBeLessThan(before / 2);
  expect(eventsOf(quiet.events, 'calibrated')[0]!.meanRate).toBeCloseTo(after, 1);
  const times = ({ model }: { model: BaselineModel }) => new Set(model.tensors['liquid.tau']!.data);
  expect(times(loud).size).toBe(1);
  expect(times(quiet).size).toBeGreaterThan(10);
});

describe.each([
  ['softmax', {}],
  ['ridge, windows of a trace', { readout: 'ridge', features: 'trace', windows: 2 }],
  ['plasticity', { calibrate: 'plasticity', readout: 'ridge' }],
  ['no calibration, a given penalty', { calibrate: 'none', penalty: 0.1 }],
])('%s', (_, settings) => {
  test('killed at every step: the same bits', async () => {
    const given = input(settings);
    const undisturbed = await trained(given);
    const { job, events } = await finishWithKills(
      await baselineJob('lsm', given, null),
      (snapshot) => baselineJob('lsm', given, snapshot),
    );
    expect(events).toEqual(undisturbed.events);
    expect(job.model()).toEqual(undisturbed.model);
  });

  test('what was kept gives what the test gave, on either engine', async () => {
    const given = input(settings);
    const { model, test: found } = await trained(given);
    for (const engine of [referenceEngine, await createWasmEngine()]) {
      const classifier = await openBaseline(engine, model);
      const again = await evaluateSamples(classifier, given.test, 7);
      expect(again.confusion).toEqual(found.confusion);
      expect(again.loss).toBeCloseTo(found.loss, 4);
      const { scores, spikes } = await classifier.examine(given.test.read(0));
      const { scores: those } = await classifier.evaluate([given.test.read(0)]);
      expect([...scores]).toEqual([...those[0]!]);
      expect(spikes[0]).toHaveLength(27);
      classifier.dispose();
    }
  });
});

test('operations are those of synapses that exist', async () => {
  const { model } = await trained(input());
  const classifier = await openBaseline(referenceEngine, model);
  const sample = toySource(1, 9).read(0);
  const { operations, inputAc, spikes } = await classifier.examine(sample);
  const { data } = model.tensors['liquid.input']!;
  const degree = (c: number) => data.slice(27 * c, 27 * (c + 1)).filter((w) => w !== 0).length;
  expect(inputAc).toBe(sample.channels.reduce((sum, c) => sum + degree(c), 0));
  const fired = Array.from(spikes[0]!).reduce((sum, n) => sum + n, 0);
  expect(operations).toMatchObject([
    { name: 'hidden.0', inputSpikes: sample.channels.length, mac: 3 * 27 * sample.steps },
    { name: 'output', inputSpikes: fired, ac: CLASSES * fired, mac: CLASSES },
  ]);
  expect(operations[0]!.ac).toBeGreaterThanOrEqual(inputAc);
  classifier.dispose();
});

describe('a file of weights that cannot be', () => {
  const corrupt = async (name: string, change: (data: number[]) => void) => {
    const { model } = await trained(input({ calibrate: 'none', penalty: 1 }));
    const tensor = model.tensors[name]!;
    const data = Array.from(tensor.data);
    change(data);
    const array = tensor.data.constructor as Float64ArrayConstructor;
    const tensors = { ...model.tensors, [name]: { ...tensor, data: array.from(data) } };
    return () => openBaseline(referenceEngine, { ...model, tensors } as BaselineModel);
  };

  test.each([
    ['liquid.sources', (data: number[]) => data.fill(1000)],
    ['liquid.sources', (data: number[]) => data.reverse()],
    ['liquid.offsets', (data: number[]) => data.fill(0)],
    ['liquid.offsets', (data: number[]) => data.reverse()],
    ['liquid.tau', (data: number[]) => data.fill(0)],
  ])('%s', async (name, change) => {
    const open = await corrupt(name, (data) => void change(data));
    await expectFailure(open, 'artifact', /./, new RegExp(name));
  });
});

test('a snapshot of another job is refused', async () => {
  const job = await baselineJob('lsm', input(), null);
  const snapshot = { ...job.snapshot(), state: { job: 'train' } };
  await expectFailure(() => lsm.restore(input(), snapshot), 'artifact', /of a train job/, /state/);
  job.dispose();
});
