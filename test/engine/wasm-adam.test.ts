/** What the kernels compute along with an update: norm, limits, finiteness. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { norm } from '../../src/core/math.ts';
import type { WeightUpdateSettings } from '../../src/engine/optimiser-settings.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { blueprint } from '../../src/model/shape.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const SETTINGS: WeightUpdateSettings = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledWeightDecay: 0,
  clipGradientNorm: null,
  clipFeedforward: null,
};

const PLAN: NetworkPlan = {
  seed: 3,
  inputs: 30,
  classes: 3,
  layers: [{ kind: 'scml', neurons: 41, size: 5 }],
  lengths: [12, 20],
  density: 0.3,
  types: ['exc', 'inh', 'none'],
};

describe('gradientNorm', () => {
  it('has the bits of the sum in order', async () => {
    const { network } = await randomNetwork(createWasmEngine(), PLAN);
    await network.gradients(randomSamples(PLAN));
    const size = network.gradientNorm;
    expect(size).toBeGreaterThan(0);
    expect(size).toBe(norm(network.gradient));
  });

  it('is that of the present gradient, even of one that the caller wrote', async () => {
    const { network } = await randomNetwork(createWasmEngine(), PLAN);
    const samples = randomSamples(PLAN);
    await network.gradients(samples);
    const first = network.gradientNorm;
    network.gradient.fill(0);
    expect(network.gradientNorm).toBe(0);
    network.gradient[5] = -2;
    expect(network.gradientNorm).toBe(2);
    await network.gradients(samples.slice(1));
    const second = network.gradientNorm;
    expect(second).not.toBe(first);
    expect(second).toBe(norm(network.gradient));
  });
});

/** A feedforward network of more weights than one task updates, and of no whole number of vectors. */
async function large(threads: number) {
  const { shape, layout } = blueprint({
    inputs: 211,
    hidden: [{ kind: 'feedforward', neurons: 103 }],
    outputs: 7,
    neuron: { tauMembrane: 8, tauSynapse: 4, threshold: 1, inhibitoryWeight: -2 },
  });
  return createWasmEngine(threads).createNetwork(shape, layout);
}

describe('adamStep tells whether all weights are finite', () => {
  test.each([1, 2])('with %i threads', async (threads) => {
    const network = await large(threads);
    const { length } = network.layout;
    expect(length).toBeGreaterThan(16384);
    expect(length % 4).not.toBe(0);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(0, 16383, 16384, length - 1), fc.nat(length - 1)),
        fc.constantFrom(Number.NaN, Infinity, -Infinity),
        async (place, strange) => {
          network.gradient.fill(0);
          network.weights.fill(0.5);
          expect(await network.adamStep(SETTINGS)).toBe(true);
          network.weights[place] = strange;
          expect(await network.adamStep(SETTINGS)).toBe(false);
          network.weights[place] = 0;
          expect(await network.adamStep(SETTINGS)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
    network.dispose();
  });

  it('after the limits: an infinite weight that they bring back is finite', async () => {
    const network = await large(1);
    network.weights[3] = Infinity;
    const clipped = { ...SETTINGS, clipFeedforward: 4 };
    expect(await network.adamStep(clipped)).toBe(true);
    expect(network.weights[3]).toBe(4);
    network.weights[3] = Number.NaN;
    expect(await network.adamStep(clipped)).toBe(false);
  });
});

test('limits hold for each weight of its segment and for no other', async () => {
  const { network, built } = await randomNetwork(createWasmEngine(), PLAN);
  network.gradient.fill(0);
  network.weights.forEach((_, k) => {
    network.weights[k] = k % 2 === 0 ? -9 : 9;
  });
  await network.adamStep({ ...SETTINGS, clipFeedforward: 4 });
  const { weights } = network;
  for (const { kind, nonNegative, offset, length } of built.layout.segments) {
    expect(length).toBeGreaterThan(1);
    for (let k = offset; k < offset + length; k++) {
      const [low, high] = kind === 'feedforward' ? [-4, 4] : [nonNegative ? 0 : -9, 9];
      expect(weights[k], `${kind} ${k}`).toBe(k % 2 === 0 ? low : high);
    }
  }
});
