import { describe, expect, test } from 'vitest';
import { sampleFromEvents } from '../../src/data/events/sample.ts';
import type { EngineNetwork } from '../../src/engine/engine.ts';
import type { IntrinsicPlasticitySettings } from '../../src/engine/plasticity-settings.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { applyReferencePlasticity } from '../../src/engine/reference/plasticity.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { applyWasmPlasticity } from '../../src/engine/wasm/plasticity.ts';
import { blueprint } from '../../src/model/shape.ts';

const SETTINGS: IntrinsicPlasticitySettings = {
  targetRate: 0.2,
  learningRate: 0.5,
  tauCalcium: 8,
  minimumRate: 0.01,
  resistanceBounds: [2, 40],
  tauBounds: [2, 40],
  mode: 'window',
};

/** Two feedforward layers that spike readily, R = τ = 5. */
async function network(): Promise<EngineNetwork> {
  const { shape, layout } = blueprint({
    inputs: 2,
    hidden: [
      { kind: 'feedforward', neurons: 3 },
      { kind: 'feedforward', neurons: 2 },
    ],
    outputs: 2,
    neuron: { tauMembrane: 5, tauSynapse: 2, threshold: 1, inhibitoryWeight: -2 },
  });
  const net = await referenceEngine.createNetwork(shape, layout);
  net.weights.forEach((_, k) => {
    net.weights[k] = 0.6 + 0.15 * (k % 5);
  });
  for (const l of [0, 1, 2]) {
    net.neurons(l).resistance.fill(5);
    net.neurons(l).tau.fill(5);
  }
  return net;
}

const SAMPLES = [
  sampleFromEvents(6, [0, 1, 1, 2, 4, 5], [0, 1, 0, 1, 1, 0], 0),
  sampleFromEvents(3, [0, 0, 1, 2], [0, 1, 0, 1], 0),
];

describe('window', () => {
  test('is the rule alone on the spikes that the frozen network gives', async () => {
    const net = await network();
    const recordings = await Promise.all(SAMPLES.map((sample) => net.record(sample)));
    const rates = await net.intrinsicPlasticity(SAMPLES, [0, 1], SETTINGS);
    for (const l of [0, 1]) {
      const { neurons } = net.shape.layers[l]!;
      const alone = await applyReferencePlasticity(
        {
          resistance: new Float64Array(neurons).fill(5),
          tau: new Float64Array(neurons).fill(5),
          threshold: 1,
          spikes: recordings.map(({ spikes }) => spikes[l]!),
        },
        SETTINGS,
      );
      expect(net.neurons(l).resistance).toEqual(alone.resistance);
      expect(net.neurons(l).tau).toEqual(alone.tau);
      expect(alone.tau).not.toEqual(new Float64Array(neurons).fill(5));
      const spikes = recordings.reduce((sum, r) => sum + r.spikes[l]!.neurons.length, 0);
      expect(rates[l]).toBeCloseTo(spikes / (9 * neurons), 15);
    }
    expect(net.neurons(2).tau).toEqual(new Float64Array(2).fill(5));
  });
});

describe('online', () => {
  test('a step acts on the next one: it is a chain of windows of one step', async () => {
    const net = await network();
    await net.intrinsicPlasticity(SAMPLES, [0], { ...SETTINGS, mode: 'online' });
    // By hand: step all samples, then apply the mean of the rule's change at that step.
    const other = await network();
    const states = SAMPLES.map(() => other.initialState());
    const trains = SAMPLES.map(() => ({ offsets: [0], neurons: [] as number[] }));
    for (let t = 0; t < 6; t++) {
      SAMPLES.forEach(({ steps, offsets, channels }, b) => {
        if (t >= steps) return;
        states[b] = other.step(states[b]!, channels.subarray(offsets[t]!, offsets[t + 1]!));
        trains[b]!.neurons.push(...states[b]!.layers[0]!.spikes);
        trains[b]!.offsets.push(trains[b]!.neurons.length);
      });
      const { resistance, tau } = await applyReferencePlasticity(
        {
          resistance: [5, 5, 5],
          tau: [5, 5, 5],
          threshold: 1,
          spikes: trains.map(({ offsets, neurons }) => ({
            offsets: Uint32Array.from(offsets),
            neurons: Uint32Array.from(neurons),
          })),
        },
        { ...SETTINGS, mode: 'online' },
      );
      other.neurons(0).resistance.set(resistance);
      other.neurons(0).tau.set(tau);
    }
    expect(net.neurons(0).resistance).toEqual(other.neurons(0).resistance);
    expect(net.neurons(0).tau).toEqual(other.neurons(0).tau);
  });

  test('equals window where every sample has one step', async () => {
    const short = [sampleFromEvents(1, [0], [0], 0), sampleFromEvents(1, [0], [1], 0)];
    const [window, online] = [await network(), await network()];
    await window.intrinsicPlasticity(short, [0, 1], SETTINGS);
    await online.intrinsicPlasticity(short, [0, 1], { ...SETTINGS, mode: 'online' });
    expect(online.neurons(0)).toEqual(window.neurons(0));
  });
});

test('a silent neuron rises by the fixed steps and stops at the bounds', async () => {
  const problem = {
    resistance: [5],
    tau: [5],
    threshold: 1,
    spikes: [{ offsets: new Uint32Array(4), neurons: new Uint32Array(0) }],
  };
  const { resistance, tau, calcium } = await applyReferencePlasticity(problem, {
    ...SETTINGS,
    tauBounds: [4.9, 40],
  });
  expect(resistance[0]).toBeCloseTo(5.15, 14);
  expect(tau[0]).toBe(4.9);
  expect(calcium[0]).toBe(0);
});

/** One neuron with R = τ = 5 that spikes once: φ = 1. */
const ONE_SPIKE = {
  resistance: [5],
  tau: [5],
  threshold: 1,
  spikes: [{ offsets: Uint32Array.of(0, 1), neurons: Uint32Array.of(0) }],
};

/**
 * By hand, with τcal = 5, μ = 0.2, γ = 0.5. y = 1/5: e = exp(1), W = 1/(e − 1), ΔR = 0.5 · (2 − W − 1 − 1)/(5W) =
 * −0.1 and Δτ = 0. y = 1/4: e = exp(0.8), W = 0.815966, ΔR = 0.5 · (2.5 − W − 1 − 1.5625)/(5W) = −0.107660 and
 * Δτ = 0.5 · (1.25 − 1)/5 = 0.025.
 */
test.each([
  ['tauCalcium', 4.9, 5],
  ['tauCalcium-1', 4.892340369197, 5.025],
] as const)('divides by %s for the rate', async (rateDivisor, resistance, tau) => {
  const settings = { ...SETTINGS, tauCalcium: 5, rateDivisor };
  const reference = await applyReferencePlasticity(ONE_SPIKE, settings);
  expect(reference.resistance[0]).toBeCloseTo(resistance, 12);
  expect(reference.tau[0]).toBeCloseTo(tau, 12);
  const wasm = await applyWasmPlasticity(ONE_SPIKE, settings);
  expect(wasm.resistance[0]).toBeCloseTo(resistance, 5);
  expect(wasm.tau[0]).toBeCloseTo(tau, 5);
  // φ decays by 1 − 1/τcal either way.
  expect(wasm.calcium[0]).toBe(1);
});

/**
 * One neuron with R = τ = 5 that would spike at every step, τs = 1 and a weight of 2: u = 0.8 u' + 2. By a loop of ten
 * lines outside this project, with τcal = 5, μ = 0.2, γ = 0.5, over four steps.
 */
describe.each([
  ['window', 0, 1, 4.293780893929, 5.4192],
  ['window', 1, 0.5, 4.544506764863, 5.0752],
  ['window', 2, 0.5, 4.5165950852, 4.9952],
  ['online', 0, 1, 4.258305581497, 5.408643436128],
  ['online', 1, 0.5, 4.528583453826, 5.075183287248],
  ['online', 2, 0.5, 4.494759645268, 4.995636871216],
] as const)('%s, %i steps of rest', (mode, refractory, rate, resistance, tau) => {
  test.each([referenceEngine, createWasmEngine()])('$name', async (engine) => {
    const { shape, layout } = blueprint({
      inputs: 1,
      hidden: [{ kind: 'feedforward', neurons: 1 }],
      outputs: 1,
      neuron: { tauMembrane: 5, tauSynapse: 1, threshold: 1, inhibitoryWeight: -2 },
    });
    const net = await engine.createNetwork(shape, layout);
    net.weights.fill(2);
    for (const l of [0, 1]) {
      net.neurons(l).resistance.fill(5);
      net.neurons(l).tau.fill(5);
    }
    const always = sampleFromEvents(4, [0, 1, 2, 3], [0, 0, 0, 0], 0);
    const settings = { ...SETTINGS, tauCalcium: 5, mode, refractory };
    const before = await net.record(always);
    expect(await net.intrinsicPlasticity([always], [0], settings)).toEqual([rate]);
    const digits = engine === referenceEngine ? 11 : 5;
    expect(net.neurons(0).resistance[0]).toBeCloseTo(resistance, digits);
    expect(net.neurons(0).tau[0]).toBeCloseTo(tau, digits);
    // The rest is that of the pass alone.
    net.neurons(0).resistance.fill(5);
    net.neurons(0).tau.fill(5);
    expect(await net.record(always)).toEqual(before);
    net.dispose();
  });
});

describe('refuses settings', () => {
  const bad: [Partial<IntrinsicPlasticitySettings>, string][] = [
    [{ minimumRate: 0.001, tauBounds: [4, 64] }, 'overflow'],
    [{ minimumRate: 0 }, 'minimumRate'],
    [{ targetRate: 0 }, 'targetRate'],
    [{ learningRate: -1 }, 'learningRate'],
    [{ tauCalcium: 0.5 }, 'tauCalcium'],
    [{ tauCalcium: 1.5, rateDivisor: 'tauCalcium-1' }, 'tauCalcium is 1.5; allowed: at least 2'],
    [{ refractory: -1 }, 'refractory'],
    [{ refractory: 1.5 }, 'refractory'],
    [{ resistanceBounds: [4, 2] }, 'resistanceBounds'],
    [{ tauBounds: [0, 2] }, 'tauBounds'],
  ];
  test.each(bad)('%o', async (change, message) => {
    const pass = (await network()).intrinsicPlasticity(SAMPLES, [0], { ...SETTINGS, ...change });
    await expect(pass).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message),
    });
  });
});
