import { describe, expect, test } from 'vitest';
import { applyStdp, Plasticity } from '../../../src/baselines/stdp/stdp.ts';
import { Random } from '../../../src/core/random.ts';
import { sampleFromEvents } from '../../../src/data/events/sample.ts';
import type { SpikeTrain } from '../../../src/engine/engine.ts';

const STEPS = 40;

function trainAt(times: readonly number[]): SpikeTrain {
  const zeros = times.map(() => 0);
  const { offsets, channels } = sampleFromEvents(STEPS, times, zeros, 0);
  return { offsets, neurons: channels };
}

const synapse = {
  targets: [0],
  sources: [0],
  potentiation: [0.002],
  depression: [0.003],
  tauPotentiation: [5],
  tauDepression: [9],
};

function learn(pre: number[], post: number[], delay: 0 | 1, start = 0.5): number {
  const weights = Float64Array.of(start);
  const rule = { maximumWeight: 1, exponent: 0, delay };
  const spikes = { pre: trainAt(pre), post: trainAt(post) };
  applyStdp(weights, new Plasticity(synapse, rule, 1), spikes);
  return weights[0]!;
}

describe.each([0, 1] as const)('with a delay of %d', (delay) => {
  test('every pair of spikes adds its own part', () => {
    const random = new Random(4, 'test/stdp');
    const draw = () => [...Array(STEPS).keys()].filter(() => random.uniform() < 0.2);
    const [pre, post] = [draw(), draw()];
    let change = 0;
    for (const sent of pre) {
      const arrived = sent + delay;
      if (arrived >= STEPS) continue;
      for (const fired of post) {
        if (fired > arrived) change += 0.002 * Math.exp((arrived - fired) / 5);
        if (fired < arrived) change -= 0.003 * Math.exp((fired - arrived) / 9);
      }
    }
    expect(Math.abs(change)).toBeGreaterThan(0.001);
    expect(learn(pre, post, delay)).toBeCloseTo(0.5 + change, 12);
  });
});

test('weights stay within their limits', () => {
  expect(learn([0], [1], 0, 1)).toBe(1);
  expect(learn([1], [0], 0, 0)).toBe(0);
});
