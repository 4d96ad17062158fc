/** The α-gradient over two supernet layers at once, on the reference engine. */

import { describe, expect, test } from 'vitest';
import { norm } from '../../src/core/math.ts';
import { Random } from '../../src/core/random.ts';
import { sampleFromEvents } from '../../src/data/events/sample.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { initialIntrinsic, initialWeights } from '../../src/model/initialise.ts';
import { soft } from '../../src/model/relaxation.ts';
import { blueprint } from '../../src/model/shape.ts';
import { zeroLogits } from '../../src/model/supernet.ts';
import {
  architectureGradient,
  logitGradients,
  type RelaxedLayer,
  setArchitecture,
} from '../../src/search/supernet/architecture-gradient.ts';

const layer = { kind: 'supernet', neurons: 6, boundary: 'open', lateral: true } as const;
const plan = blueprint({
  inputs: 3,
  hidden: [
    { ...layer, sizes: [1, 2] },
    { kind: 'feedforward', neurons: 5 },
    { ...layer, sizes: [2, 3] },
  ],
  outputs: 2,
  neuron: { tauMembrane: 5, tauSynapse: 2, threshold: 0.6, inhibitoryWeight: -2 },
});

const random = new Random(12, 'test');
const samples = [0, 1, 0, 1].map((label) => {
  const times = Array.from({ length: 24 }, () => random.integer(10));
  const channels = times.map(() => random.integer(3));
  return sampleFromEvents(10, times, channels, label);
});
const [train, valid] = [samples.slice(0, 2), samples.slice(2)];

async function setUp() {
  const network = await referenceEngine.createNetwork(plan.shape, plan.layout);
  network.weights.set(initialWeights(plan, 1, 'test'));
  initialIntrinsic(plan).forEach(({ resistance, tau }, l) => {
    network.neurons(l).resistance.set(resistance);
    network.neurons(l).tau.set(tau);
  });
  const relaxed: RelaxedLayer[] = [0, 2].map((l) => {
    const supernet = plan.supernets[l]!;
    const logits = zeroLogits(supernet.layer.sizes);
    for (const row of [logits.size, ...logits.types])
      row.forEach((_, k) => {
        row[k] = 0.3 * ((k % 4) - 1);
      });
    return { layer: l, supernet, relaxation: soft(logits) };
  });
  return { network, relaxed };
}

describe('architectureGradient', () => {
  test('first order is the chain rule at w, for each layer', async () => {
    const { network, relaxed } = await setUp();
    const result = await architectureGradient(network, relaxed, valid, { order: 1 });
    expect(result.gradients).toEqual(logitGradients(network, relaxed));
    expect(result.gradients).toHaveLength(2);
    for (const { size } of result.gradients) expect(size.some((g) => g !== 0)).toBe(true);
    expect(result.valid.loss).toBe((await network.evaluate(valid)).loss);
    expect(result).toMatchObject({ epsilon: null, train: null });
  });

  test('second order by its definition, and θ is the same bits afterwards', async () => {
    const { network, relaxed } = await setUp();
    const w = network.weights.slice();
    const xi = 0.05;
    const result = await architectureGradient(network, relaxed, valid, {
      order: 2,
      xi,
      clipGradientNorm: null,
      train,
    });
    expect(network.weights).toEqual(w);

    setArchitecture(network, relaxed);
    const { loss } = await network.gradients(train);
    expect(result.train!.loss).toBe(loss);
    network.weights.set(w.map((x, k) => x - xi * network.gradient[k]!));
    expect((await network.gradients(valid)).loss).toBe(result.valid.loss);
    const atVirtual = logitGradients(network, relaxed);
    const slope = network.gradient.slice();
    const epsilon = 0.01 / Math.hypot(...slope);
    expect(result.epsilon).toBeCloseTo(epsilon, 12);
    const around = async (sign: number) => {
      network.weights.set(w.map((x, k) => x + sign * epsilon * slope[k]!));
      await network.gradients(train);
      return logitGradients(network, relaxed);
    };
    const [plus, minus] = [await around(1), await around(-1)];
    result.gradients.forEach(({ size, types }, k) => {
      [size, ...types].forEach((row, r) => {
        const rowOf = (all: typeof plus) => [all[k]!.size, ...all[k]!.types][r]!;
        row.forEach((g, c) => {
          const correction = (xi * (rowOf(plus)[c]! - rowOf(minus)[c]!)) / (2 * epsilon);
          expect(Math.abs(g - (rowOf(atVirtual)[c]! - correction))).toBeLessThan(1e-12);
        });
      });
    });
  });

  test('a flat valid loss takes no finite difference', async () => {
    const { network, relaxed } = await setUp();
    network.weights.fill(0);
    const silent = [sampleFromEvents(4, [], [], 0)];
    const how = { order: 2, xi: 0.1, clipGradientNorm: null, train: silent } as const;
    const { gradients, epsilon } = await architectureGradient(network, relaxed, silent, how);
    expect(epsilon).toBe(0);
    for (const { size } of gradients) expect(size.every((g) => g === 0)).toBe(true);
  });

  test('θ is restored when a pass fails', async () => {
    const { network, relaxed } = await setUp();
    const w = network.weights.slice();
    const broken = [sampleFromEvents(2, [0], [9], 0)];
    const how = { order: 2, xi: 0.1, clipGradientNorm: null, train } as const;
    const failing = architectureGradient(network, relaxed, broken, how);
    await expect(failing).rejects.toMatchObject({ kind: 'data' });
    expect(network.weights).toEqual(w);
  });

  test('the virtual step is clipped as the real one is', async () => {
    const { network, relaxed } = await setUp();
    await architectureGradient(network, relaxed, train, { order: 1 });
    const length = norm(network.gradient);
    const half = { order: 2, xi: 0.1, clipGradientNorm: length / 2, train } as const;
    const clipped = await architectureGradient(network, relaxed, valid, half);
    // Half the gradient at ξ is the whole gradient at ξ/2: the same w'.
    const short = { order: 2, xi: 0.05, clipGradientNorm: null, train } as const;
    const whole = await architectureGradient(network, relaxed, valid, short);
    expect(clipped.valid.loss).toBeCloseTo(whole.valid.loss, 12);
    const idle = { ...half, clipGradientNorm: 2 * length } as const;
    const free = { ...half, clipGradientNorm: null } as const;
    expect(await architectureGradient(network, relaxed, valid, idle)).toEqual(
      await architectureGradient(network, relaxed, valid, free),
    );
  });
});
