import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import type { BatchResult, EngineNetwork, StreamState } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { Architecture } from '../../src/model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../../src/model/initialise.ts';
import { blueprint } from '../../src/model/shape.ts';
import { topologyFromTypes } from '../../src/model/topology.ts';

const STACK: Architecture = {
  inputs: 4,
  hidden: [
    { kind: 'feedforward', neurons: 6 },
    {
      kind: 'scml',
      neurons: 7,
      boundary: 'open',
      motif: topologyFromTypes(2, ['exc', 'inh', 'exc', 'none', 'exc', 'none', 'exc', 'exc']),
    },
    { kind: 'dense', neurons: 5 },
  ],
  outputs: 3,
  neuron: { tauMembrane: 5, tauSynapse: 3, threshold: 0.5, inhibitoryWeight: -2 },
};

async function network(architecture = STACK, seed = 3): Promise<EngineNetwork> {
  const plan = blueprint(architecture);
  const created = await referenceEngine.createNetwork(plan.shape, plan.layout);
  created.weights.set(initialWeights(plan, seed, 'test'));
  initialIntrinsic(plan).forEach(({ resistance, tau }, l) => {
    created.neurons(l).resistance.set(resistance);
    created.neurons(l).tau.set(tau);
    const coupling = plan.couplings[l];
    if (coupling) created.setCoupling(l, coupling);
  });
  return created;
}

function randomSample(seed: number, steps: number, label = seed % 3): EventSample {
  const random = new Random(seed, 'sample');
  const times: number[] = [];
  const channels: number[] = [];
  for (let e = 0; e < steps * 3; e++) {
    times.push(random.integer(steps));
    channels.push(random.integer(4));
  }
  return sampleFromEvents(steps, times, channels, label);
}

const SAMPLES = [11, 4, 17, 9].map((steps, k) => randomSample(k, steps));

describe('forward pass', () => {
  test('streaming gives the bits of the batch run, and leaves old states alone', async () => {
    const net = await network();
    const sample = SAMPLES[2]!;
    const recording = await net.record(sample);
    let state: StreamState = net.initialState();
    const second: StreamState[] = [];
    for (let t = 0; t < sample.steps; t++) {
      const channels = sample.channels.slice(sample.offsets[t]!, sample.offsets[t + 1]!);
      const before = structuredClone(state);
      const after = net.step(state, channels);
      expect(state).toEqual(before);
      second.push(net.step(state, [...channels]));
      expect(second.at(-1)).toEqual(after);
      state = after;
      recording.spikes.forEach(({ offsets, neurons }, l) => {
        const batch = neurons.slice(offsets[t]!, offsets[t + 1]!);
        expect(state.layers[l]!.spikes).toEqual(batch);
      });
    }
    expect(state.scores).toEqual(recording.scores);
    expect(recording.spikes.every(({ neurons }) => neurons.length > 0)).toBe(true);
    expect((await net.evaluate([sample])).scores[0]).toEqual(recording.scores);
  });

  test('results of a sample do not depend on the batch or its order', async () => {
    const net = await network();
    const alone: BatchResult[] = [];
    for (const sample of SAMPLES) alone.push(await net.evaluate([sample]));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), async (order) => {
        const batch = await net.evaluate(order.map((k) => SAMPLES[k]!));
        order.forEach((k, b) => {
          expect(batch.scores[b]).toEqual(alone[k]!.scores[0]);
          expect(batch.losses[b]).toBe(alone[k]!.loss);
        });
        const sum = (f: (k: number) => number) => order.reduce((total, k) => total + f(k), 0);
        expect(batch.correct).toBe(sum((k) => alone[k]!.correct));
        expect(batch.spikes[0]).toBe(sum((k) => alone[k]!.spikes[0]!));
        expect(batch.steps).toBe(sum((k) => SAMPLES[k]!.steps));
      }),
      { numRuns: 20 },
    );
  });

  test('an event that stands twice counts twice', async () => {
    const architecture = { ...STACK, hidden: [], inputs: 1, outputs: 1 };
    const net = await network(architecture);
    net.weights[0] = 0.9;
    const current = (channels: number[]) =>
      net.step(net.initialState(), channels).layers[0]!.current[0]!;
    expect(current([0, 0])).toBeCloseTo(2 * current([0]), 15);
    expect(current([0])).toBeCloseTo(0.9 / 3, 15);
  });

  test('a fresh network has weights 0, R = τ = 1, gain 1 and offset 0', async () => {
    const { shape, layout } = blueprint(STACK);
    const net = await referenceEngine.createNetwork(shape, layout);
    expect(net.weights.every((w) => w === 0)).toBe(true);
    expect([...net.neurons(1).tau, ...net.neurons(1).resistance].every((x) => x === 1)).toBe(true);
    expect(net.initialState().layers[1]!.psc).toEqual(new Float64Array(7));
  });
});

describe('gradients', () => {
  test('are means over the batch', async () => {
    const net = await network();
    const mean = new Float64Array(net.layout.length);
    for (const sample of SAMPLES) {
      await net.gradients([sample]);
      net.gradient.forEach((g, k) => {
        mean[k]! += g / SAMPLES.length;
      });
    }
    const { loss, losses } = await net.gradients(SAMPLES);
    net.gradient.forEach((g, k) => {
      expect(Math.abs(g - mean[k]!)).toBeLessThan(1e-14);
    });
    expect(loss).toBeCloseTo(losses.reduce((sum, x) => sum + x, 0) / 4, 14);
    expect(loss).toBe((await net.evaluate(SAMPLES)).loss);
  });

  test('of trained recurrent weights are gain times those of the effective ones', async () => {
    const net = await network();
    const { edges } = net.shape.layers[1]!;
    const gain = Float64Array.from(edges!.sources, (_, e) => (e % 3) / 2);
    net.setCoupling(1, { gain, offset: gain.map((g) => g - 0.6) });
    await net.gradients(SAMPLES);
    const { offset } = net.layout.segments.find(({ name }) => name === 'hidden.1.recurrent')!;
    const raw = net.edgeGradient(1);
    expect(raw.some((g) => g !== 0)).toBe(true);
    raw.forEach((g, e) => {
      expect(net.gradient[offset + e]).toBe(gain[e]! * g);
    });
  });
});

describe('refuses', () => {
  const net = network();
  const good = SAMPLES[0]!;
  const bad: [string, EventSample, string][] = [
    ['a channel out of range', sampleFromEvents(3, [0, 1], [0, 4], 0), 'sample 1, event 1'],
    ['a label out of range', { ...good, label: 3 }, 'sample 1'],
    ['no steps', { ...good, steps: 0, offsets: new Uint32Array(1) }, 'sample 1'],
  ];
  test.each(bad)('%s, naming the sample', async (_, sample, where) => {
    const created = await net;
    await expect(created.evaluate([good, sample])).rejects.toMatchObject({ kind: 'data', where });
    await expect(created.gradients([good, sample])).rejects.toMatchObject({ kind: 'data', where });
  });

  test('an empty batch, and a channel out of range in a stream', async () => {
    const created = await net;
    await expect(created.evaluate([])).rejects.toMatchObject({ kind: 'data' });
    expect(() => created.step(created.initialState(), [9])).toThrowError('channel 9');
  });

  test('but not an unlabelled sample where labels do not matter', async () => {
    await expect((await net).record({ ...good, label: -1 })).resolves.toBeDefined();
  });
});
