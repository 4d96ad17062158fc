import { describe, expect, it } from 'vitest';
import {
  addSpikingGradient,
  rateError,
  type SpikingWeights,
  spikingScores,
} from '../../../src/baselines/readout/spiking-readout.ts';
import { Random } from '../../../src/core/random.ts';
import type { SpikeTrain } from '../../../src/engine/engine.ts';

const [NEURONS, CLASSES, STEPS] = [7, 3, 25];
const random = new Random(1, 'test');

function drawTrain(): SpikeTrain {
  const [offsets, neurons] = [[0], [] as number[]];
  for (let t = 0; t < STEPS; t++) {
    for (let i = 0; i < NEURONS; i++) if (random.uniform() < 0.3) neurons.push(i);
    offsets.push(neurons.length);
  }
  return { offsets: Uint32Array.from(offsets), neurons: Uint32Array.from(neurons) };
}

const readout: SpikingWeights = {
  weights: Float64Array.from({ length: NEURONS * CLASSES }, () => 1.6 * random.uniform() - 0.4),
  bias: Float64Array.from({ length: CLASSES }, () => 0.2 * random.uniform()),
};

/** u and s of class k as the equation says, step by step. */
function naive(train: SpikeTrain, k: number) {
  const [u, s]: [number[], number[]] = [[], []];
  for (let t = 0; t < STEPS; t++) {
    let input = readout.bias[k]!;
    for (let e = train.offsets[t]!; e < train.offsets[t + 1]!; e++) {
      input += readout.weights[train.neurons[e]! * CLASSES + k]!;
    }
    const before = t === 0 ? 0 : u[t - 1]! * (1 - s[t - 1]!);
    u.push((2 / 3) * before + input / 3);
    s.push(u[t]! > 0.3 ? 1 : 0);
  }
  return { u, s };
}

describe('a layer of spiking neurons as a readout', () => {
  it('fires as its equation says', () => {
    const train = drawTrain();
    const rates = spikingScores(readout, train, STEPS);
    const expected = [0, 1, 2].map((k) => naive(train, k).s.reduce((a, b) => a + b, 0) / STEPS);
    expect([...rates]).toEqual(expected);
    expect(expected.every((rate) => rate > 0 && rate < 1)).toBe(true);
  });

  it('has the gradient of the chain rule, written out over all pairs of steps', () => {
    const train = drawTrain();
    const label = 1;
    const gradient = {
      weights: new Float64Array(NEURONS * CLASSES),
      bias: new Float64Array(CLASSES),
    };
    const rates = addSpikingGradient(readout, train, STEPS, label, gradient);
    for (let k = 0; k < CLASSES; k++) {
      const { u, s } = naive(train, k);
      const g = (2 * (rates[k]! - (k === label ? 1 : 0))) / (CLASSES * STEPS);
      const h = (t: number) => (Math.abs(u[t]! - 0.3) < 0.25 ? 2 : 0);
      // du[t]/du[t−1], of which the reset is a part.
      const passes = (t: number) => (2 / 3) * (1 - s[t - 1]! - u[t - 1]! * h(t - 1));
      let bias = 0;
      const weights = new Float64Array(NEURONS);
      for (let from = 0; from < STEPS; from++) {
        let factor = 1;
        let D = 0;
        for (let t = from; t < STEPS; t++) {
          if (t > from) factor *= passes(t);
          D += g * h(t) * factor;
        }
        bias += D / 3;
        for (let e = train.offsets[from]!; e < train.offsets[from + 1]!; e++) {
          weights[train.neurons[e]!]! += D / 3;
        }
      }
      expect(gradient.bias[k]).toBeCloseTo(bias, 12);
      for (let i = 0; i < NEURONS; i++) {
        expect(gradient.weights[i * CLASSES + k]).toBeCloseTo(weights[i]!, 12);
      }
    }
  });

  it('has an error of 0 where the class fires at every step and no other does', () => {
    expect(rateError(Float64Array.of(0, 1, 0), 1)).toBe(0);
    expect(rateError(Float64Array.of(0, 1, 0), 0)).toBeCloseTo(2 / 3, 12);
  });
});
