import { describe, expect, test } from 'vitest';
import { adamUpdate, clipFactor, constrainWeights, newAdamState } from '../../src/engine/adam.ts';
import type { AdamSettings } from '../../src/engine/optimiser-settings.ts';
import { weightLayout } from '../../src/model/shape.ts';

const PLAIN: AdamSettings = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
};

describe('adamUpdate', () => {
  test('two steps by hand', () => {
    const x = Float64Array.of(1, -2);
    const state = newAdamState(2);
    adamUpdate(x, [0.5, -4], state, PLAIN);
    // The first step is lr · g/(|g| + ε), whatever the size of g.
    expect(x[0]).toBeCloseTo(0.9, 8);
    expect(x[1]).toBeCloseTo(-1.9, 8);
    expect([...state.firstMoment]).toEqual([expect.closeTo(0.05, 15), expect.closeTo(-0.4, 15)]);
    expect([...state.secondMoment]).toEqual([expect.closeTo(0.0025, 15), expect.closeTo(0.16, 15)]);
    adamUpdate(x, [0, 1], state, PLAIN);
    // m = 0.045, v = 0.002475; 1 − β1² = 0.19, 1 − β2² = 0.0199.
    expect(x[0]).toBeCloseTo(0.9 - (0.1 * (0.045 / 0.19)) / Math.sqrt(0.002475 / 0.0199), 8);
    // m = −0.26, v = 0.1684.
    expect(x[1]).toBeCloseTo(-1.9 + (0.1 * (0.26 / 0.19)) / Math.sqrt(0.1684 / 0.0199), 8);
    expect(state.beta1Power).toBeCloseTo(0.81, 15);
    expect(state.beta2Power).toBeCloseTo(0.9801, 15);
  });

  test('an L2 penalty joins the gradient, as in torch.optim.Adam', () => {
    const x = Float64Array.of(3);
    const state = newAdamState(1);
    adamUpdate(x, [0.1], state, PLAIN, { l2Penalty: 0.2 });
    expect(state.firstMoment[0]).toBeCloseTo(0.1 * (0.1 + 0.2 * 3), 15);
  });

  test('decoupled decay shrinks the weight apart from the step, as in torch.optim.AdamW', () => {
    const decayed = Float64Array.of(3, 0);
    const plain = Float64Array.of(3, 0);
    const states = [newAdamState(2), newAdamState(2)] as const;
    adamUpdate(decayed, [0.1, 0.1], states[0], PLAIN, { decoupledWeightDecay: 0.2 });
    adamUpdate(plain, [0.1, 0.1], states[1], PLAIN);
    expect(plain[0]! - decayed[0]!).toBeCloseTo(0.1 * 0.2 * 3, 15);
    expect(decayed[1]).toBe(plain[1]);
    expect(states[0]).toEqual(states[1]);
  });

  test('the gradient is scaled before the moments see it', () => {
    const state = newAdamState(2);
    const gradient = Float64Array.of(3, 4);
    const gradientScale = clipFactor({ gradientNorm: 5 }, 1);
    adamUpdate(new Float64Array(2), gradient, state, PLAIN, { gradientScale });
    expect([...state.firstMoment]).toEqual([expect.closeTo(0.06, 15), expect.closeTo(0.08, 15)]);
    expect([...gradient]).toEqual([3, 4]);
    expect(clipFactor({ gradientNorm: 5 }, 5)).toBe(1);
    expect(clipFactor({ gradientNorm: 5 }, null)).toBe(1);
  });

  test('a weight without gradient does not move', () => {
    const x = Float64Array.of(0.25);
    const state = newAdamState(1);
    for (let k = 0; k < 5; k++) adamUpdate(x, [0], state, PLAIN);
    expect(x[0]).toBe(0.25);
  });
});

test('constrainWeights clamps excitatory weights and clips feedforward ones only', () => {
  const ring = { neurons: 1, offsets: Uint32Array.of(0, 1), sources: Uint32Array.of(0) };
  const layers = [
    { neurons: 1, inputs: 2, edges: ring },
    { neurons: 1, inputs: 1, edges: ring },
    { neurons: 1, inputs: 1, edges: null },
  ];
  const layout = weightLayout(layers, [true, false]);
  const weights = Float64Array.of(-9, 9, -0.5, 5, -9, -7);
  expect(constrainWeights(weights, layout, null)).toBe(true);
  expect([...weights]).toEqual([-9, 9, 0, 5, -9, -7]);
  expect(constrainWeights(weights, layout, 4)).toBe(true);
  expect([...weights]).toEqual([-4, 4, 0, 4, -9, -4]);
  for (const strange of [Number.NaN, Infinity, -Infinity]) {
    weights[4] = strange;
    expect(constrainWeights(weights, layout, null)).toBe(false);
  }
});
