import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import type { Boundary } from '../../src/model/architecture-schema.ts';
import { edgeIndex } from '../../src/model/edges.ts';
import { logitGradient, soft } from '../../src/model/relaxation.ts';
import {
  type ArchitectureLogits,
  argmax,
  buildSupernet,
  discretise,
  relax,
  type Supernet,
  zeroLogits,
} from '../../src/model/supernet.ts';

function supernet(
  neurons: number,
  sizes: number[],
  lateral = true,
  boundary: Boundary = 'open',
): Supernet {
  return buildSupernet({ kind: 'supernet', neurons, sizes, boundary, lateral }, -2);
}

function randomLogits(sizes: readonly number[], random: Random): ArchitectureLogits {
  const logits = zeroLogits(sizes);
  for (const row of [logits.size, ...logits.types]) {
    for (let k = 0; k < row.length; k++) row[k] = random.normal();
  }
  return logits;
}

/** Σ_e G_e W_e(α): a loss whose edge gradient is G everywhere. */
function linearLoss(
  net: Supernet,
  logits: ArchitectureLogits,
  weights: Float64Array,
  edgeGradient: Float64Array,
): number {
  const { gain, offset } = relax(net, soft(logits).probability);
  return gain.reduce((sum, g, e) => sum + edgeGradient[e]! * (g * weights[e]! + offset[e]!), 0);
}

describe('relax', () => {
  test('equation 15 by hand: two neurons, sizes 1 and 2, uniform logits', () => {
    const net = supernet(2, [1, 2]);
    const { gain, offset } = relax(net, soft(zeroLogits([1, 2])).probability);
    // 0<0 is intra for both sizes; 0<1 is lateral for size 1 and intra for size 2: ½·⅓ + ½·⅓ each.
    for (const [target, source] of [
      [0, 0],
      [0, 1],
    ] as const) {
      const e = edgeIndex(net.edges, target, source);
      expect(gain[e]).toBeCloseTo(1 / 3, 14);
      expect(offset[e]).toBeCloseTo(-2 / 3, 14);
    }
  });

  test('a certain architecture is the discrete one', () => {
    const net = supernet(6, [2, 3]);
    const logits = zeroLogits([2, 3]);
    logits.size[1] = 2000;
    const row = logits.types[1]!;
    for (let position = 0; position * 3 < row.length; position++) {
      row[position * 3 + (position % 3)] = 2000;
    }
    const { gain, offset } = relax(net, soft(logits).probability);
    const discrete = discretise(net, logits, 1);
    expect(discrete.intra).toEqual([
      ['exc', 'inh', 'none'],
      ['exc', 'inh', 'none'],
      ['exc', 'inh', 'none'],
    ]);
    const at = (target: number, source: number) => edgeIndex(net.edges, target, source);
    expect([gain[at(3, 3)], offset[at(3, 3)]]).toEqual([1, 0]);
    expect([gain[at(3, 4)], offset[at(3, 4)]]).toEqual([0, -2]);
    expect([gain[at(3, 5)], offset[at(3, 5)]]).toEqual([0, 0]);
  });
});

describe('logitGradient', () => {
  test('agrees with central differences of relax', () => {
    const shapes = fc.record({
      seed: fc.integer(),
      neurons: fc.integer({ min: 5, max: 14 }),
      sizes: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      lateral: fc.boolean(),
    });
    fc.assert(
      fc.property(shapes, ({ seed, neurons, sizes, lateral }) => {
        const sorted = sizes.sort((a, b) => a - b);
        const net = supernet(neurons, sorted, lateral);
        const random = new Random(seed, 'test');
        const logits = randomLogits(sorted, random);
        const edges = net.edges.sources.length;
        const weights = Float64Array.from({ length: edges }, () => random.uniform());
        const edgeGradient = Float64Array.from({ length: edges }, () => random.normal());
        const gradient = logitGradient(net, soft(logits), weights, edgeGradient);
        const step = 1e-5;
        const loss = () => linearLoss(net, logits, weights, edgeGradient);
        [logits.size, ...logits.types].forEach((row, r) => {
          const computed = [gradient.size, ...gradient.types][r]!;
          for (let k = 0; k < row.length; k++) {
            const kept = row[k]!;
            row[k] = kept + step;
            const above = loss();
            row[k] = kept - step;
            const below = loss();
            row[k] = kept;
            expect(Math.abs(computed[k]! - (above - below) / (2 * step))).toBeLessThan(1e-8);
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  test('sums to zero over each softmax', () => {
    const net = supernet(9, [2, 4]);
    const random = new Random(5, 'test');
    const logits = randomLogits([2, 4], random);
    const edges = net.edges.sources.length;
    const ones = new Float64Array(edges).fill(1);
    const noise = Float64Array.from({ length: edges }, () => random.normal());
    const { size, types } = logitGradient(net, soft(logits), ones, noise);
    expect(size[0]! + size[1]!).toBeCloseTo(0, 12);
    for (const row of types) {
      for (let at = 0; at < row.length; at += 3) {
        expect(row[at]! + row[at + 1]! + row[at + 2]!).toBeCloseTo(0, 12);
      }
    }
  });
});

test('without lateral connections discretise leaves them out', () => {
  const net = supernet(6, [2], false);
  expect(discretise(net, zeroLogits([2]), 0).inter).toEqual([
    ['none', 'none'],
    ['none', 'none'],
  ]);
});

test('argmax takes the first of equals', () => {
  expect(argmax([1, 3, 3, 2])).toBe(1);
});
