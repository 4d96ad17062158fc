/**
 * Networks of this project on tasks of known worth: one whose neurons keep nothing from step to step
 * (τ = 1, no recurrence) stays at the bound, one with recurrence goes beyond it.
 */
import { describe, expect, it } from 'vitest';
import { channelCount } from '../../../../src/data/events/address-events.ts';
import { type EventSample, sampleFromEvents } from '../../../../src/data/events/sample.ts';
import { memorySource } from '../../../../src/data/events/sample-source.ts';
import { delayedMatch } from '../../../../src/data/sources/synthetic/delayed-match.ts';
import type { SyntheticSet } from '../../../../src/data/sources/synthetic/task.ts';
import { temporalXor } from '../../../../src/data/sources/synthetic/temporal-xor.ts';
import { createWasmEngine } from '../../../../src/engine/wasm/engine.ts';
import type { Architecture, HiddenLayer } from '../../../../src/model/architecture-schema.ts';
import { DEFAULT_TRAINING } from '../../../../src/training/settings.ts';
import { TrainJob } from '../../../../src/training/train-job.ts';
import { finish } from '../../../training/toy.ts';
import { slack } from './helpers.ts';

const STEP_MS = 10;
const SHORT = { trainPerClass: 150, testPerClass: 100, delayMs: 20, cueHz: 100 };

async function samplesOf(set: SyntheticSet, split: string): Promise<EventSample[]> {
  const samples: EventSample[] = [];
  for (const [k, info] of set.recordings.entries()) {
    if (info.split !== split) continue;
    const { times, x } = await set.read(k);
    const steps = Array.from(times, (time) => Math.floor(time / (1000 * STEP_MS)));
    samples.push(sampleFromEvents(steps.at(-1)! + 1, steps, x, info.label));
  }
  return samples;
}

/** Share of the test recordings that a network trained on the others gets right. */
async function trainedAccuracy(set: SyntheticSet, hidden: HiddenLayer, tau: [number, number]) {
  const [tauMembrane, tauSynapse] = tau;
  const architecture: Architecture = {
    inputs: channelCount(set.sensor),
    hidden: [hidden],
    outputs: set.classNames.length,
    neuron: { tauMembrane, tauSynapse, threshold: 1, inhibitoryWeight: -2 },
  };
  const job = await TrainJob.start({
    engine: createWasmEngine(),
    architecture,
    train: memorySource(await samplesOf(set, 'train'), set.sensor),
    validation: null,
    test: memorySource(await samplesOf(set, 'test'), set.sensor),
    settings: { ...DEFAULT_TRAINING, epochs: 40, batchSize: 10, learningRate: 0.003 },
    seed: 1,
  });
  await finish(job);
  const { accuracy } = job.result().test;
  job.dispose();
  return accuracy;
}

describe.each([
  ['delayed-match', delayedMatch.create({ ...SHORT, symbols: 2 })],
  ['temporal-xor', temporalXor.create(SHORT)],
])('%s', (_, set) => {
  it('is beyond a trained network without memory', async () => {
    const share = await trainedAccuracy(set, { kind: 'feedforward', neurons: 40 }, [1, 1]);
    expect(Math.abs(share - set.memoryless)).toBeLessThan(slack(set.memoryless, 200));
  });

  it('is learnt by a recurrent network', async () => {
    const share = await trainedAccuracy(set, { kind: 'dense', neurons: 60 }, [4, 2]);
    expect(share).toBeGreaterThan(0.9);
  });
});
