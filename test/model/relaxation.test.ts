import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { log } from '../../src/core/math.ts';
import { Random } from '../../src/core/random.ts';
import {
  logitGradient,
  penaliseEntropy,
  type Relaxation,
  sampled,
  soft,
} from '../../src/model/relaxation.ts';
import {
  type ArchitectureLogits,
  buildSupernet,
  relax,
  relaxTau,
  zeroLogits,
} from '../../src/model/supernet.ts';

const SIZES = [2, 3];
const supernet = buildSupernet(
  { kind: 'supernet', neurons: 8, sizes: SIZES, boundary: 'open', lateral: true },
  -2,
);
const TIMES = {
  ...supernet,
  layer: { ...supernet.layer, tauCandidates: [2, 3, 5].map((tau) => [tau, 2 * tau, 5 * tau, 9]) },
};
const edges = supernet.edges.sources.length;

function draw(fill: () => number, choices = 0): ArchitectureLogits {
  const logits = zeroLogits(SIZES, choices);
  for (const row of rows(logits)) row.set(Array.from(row, fill));
  return logits;
}

const rows = ({ size, types, tau = [] }: ArchitectureLogits) => [size, ...types, ...tau.flat()];

/** Calls `check` with every logit's computed gradient and the central difference of `loss`. */
function differences(
  logits: ArchitectureLogits,
  computed: ArchitectureLogits,
  loss: () => number,
): void {
  const step = 1e-5;
  rows(logits).forEach((row, r) => {
    for (let k = 0; k < row.length; k++) {
      const kept = row[k]!;
      row[k] = kept + step;
      const above = loss();
      row[k] = kept - step;
      const below = loss();
      row[k] = kept;
      expect(Math.abs(rows(computed)[r]![k]! - (above - below) / (2 * step))).toBeLessThan(1e-7);
    }
  });
}

/** Σ over edges of gradient times effective weight. */
function linearLoss(
  weightsOf: Relaxation['weights'],
  weights: Float64Array,
  edgeGradient: Float64Array,
): number {
  const { gain, offset } = relax(supernet, weightsOf);
  return edgeGradient.reduce((sum, g, e) => sum + g * (gain[e]! * weights[e]! + offset[e]!), 0);
}

const scene = fc.record({
  seed: fc.integer(),
  temperature: fc.double({ min: 0.2, max: 5, noNaN: true }),
});

describe('relaxations', () => {
  test('a soft one has the gradient of its loss at any temperature', () => {
    fc.assert(
      fc.property(scene, ({ seed, temperature }) => {
        const random = new Random(seed, 'test');
        const logits = draw(() => random.normal());
        const weights = Float64Array.from({ length: edges }, () => random.uniform());
        const edgeGradient = Float64Array.from({ length: edges }, () => random.normal());
        differences(
          logits,
          logitGradient(supernet, soft(logits, temperature), weights, edgeGradient),
          () => linearLoss(soft(logits, temperature).weights, weights, edgeGradient),
        );
      }),
      { numRuns: 10 },
    );
  });

  test('a soft one has the gradient of a loss that depends on time constants', () => {
    fc.assert(
      fc.property(scene, ({ seed, temperature }) => {
        const random = new Random(seed, 'test');
        const logits = draw(() => random.normal(), 4);
        const weights = Float64Array.from({ length: edges }, () => random.uniform());
        const edgeGradient = Float64Array.from({ length: edges }, () => random.normal());
        const tauGradient = Float64Array.from({ length: 8 }, () => random.normal());
        differences(
          logits,
          logitGradient(TIMES, soft(logits, temperature), weights, edgeGradient, tauGradient),
          () => {
            const { weights: taken } = soft(logits, temperature);
            const tau = relaxTau(TIMES, taken)!;
            const times = tauGradient.reduce((sum, g, i) => sum + g * tau[i]!, 0);
            return linearLoss(taken, weights, edgeGradient) + times;
          },
        );
      }),
      { numRuns: 10 },
    );
  });

  test('a sampled one carries the derivatives of the discrete pass through the softmax', () => {
    fc.assert(
      fc.property(scene, ({ seed, temperature }) => {
        const random = new Random(seed, 'test');
        const logits = draw(() => random.normal());
        const weights = Float64Array.from({ length: edges }, () => random.uniform());
        const edgeGradient = Float64Array.from({ length: edges }, () => random.normal());
        const again = () => sampled(logits, temperature, new Random(seed, 'noise'));
        const { weights: taken } = again();
        // ∂E/∂p of the discrete pass: the loss is linear in each of them while the others stay.
        const slopes = zeroLogits(SIZES);
        rows(slopes).forEach((row, r) => {
          for (let k = 0; k < row.length; k++) {
            const moved = { size: taken.size.slice(), types: taken.types.map((t) => t.slice()) };
            rows(moved)[r]![k]! += 1;
            row[k] =
              linearLoss(moved, weights, edgeGradient) - linearLoss(taken, weights, edgeGradient);
          }
        });
        const carried = () => {
          const y = again().probability;
          return rows(slopes).reduce(
            (sum, row, r) => sum + row.reduce((part, s, k) => part + s * rows(y)[r]![k]!, 0),
            0,
          );
        };
        differences(logits, logitGradient(supernet, again(), weights, edgeGradient), carried);
      }),
      { numRuns: 10 },
    );
  });

  test('samples are one of each, as often as the softmax says', () => {
    const random = new Random(4, 'test');
    const logits = draw(() => random.normal());
    const { probability } = soft(logits);
    const counts = zeroLogits(SIZES);
    const draws = 4000;
    for (let n = 0; n < draws; n++) {
      const { weights } = sampled(logits, 0.7, new Random(n, 'draw'));
      expect(weights.size.reduce((sum, w) => sum + w, 0)).toBe(1);
      for (const [r, row] of rows(weights).entries()) {
        for (const [k, w] of row.entries()) rows(counts)[r]![k]! += w;
      }
    }
    for (const [r, row] of rows(counts).entries()) {
      for (const [k, count] of row.entries()) {
        const p = rows(probability)[r]![k]!;
        // Four standard errors.
        const tolerance = 4 * Math.sqrt((p * (1 - p)) / draws);
        expect(Math.abs(count / draws - p)).toBeLessThan(tolerance + 1e-9);
      }
    }
  });

  test('the penalty adds the gradient of the entropies', () => {
    const random = new Random(9, 'test');
    const logits = draw(() => random.normal());
    const [temperature, factor] = [0.6, 0.3];
    const start = zeroLogits(SIZES);
    start.size.fill(1);
    penaliseEntropy(supernet, logits, temperature, factor, start);
    for (const v of start.size.keys()) start.size[v]! -= 1;
    const entropy = () => {
      const { size, types } = soft(logits, temperature).probability;
      const positions = supernet.candidates.map((c) => new Set(c.positions));
      let sum = 0;
      for (const p of size) sum -= p * log(p);
      types.forEach((row, v) => {
        for (const position of positions[v]!) {
          for (const p of row.subarray(3 * position, 3 * position + 3)) sum -= p * log(p);
        }
      });
      return factor * sum;
    };
    differences(logits, start, entropy);
  });

  test('decided logits stay finite', () => {
    const logits = draw(() => 0);
    logits.size[0] = 1e4;
    const gradient = zeroLogits(SIZES);
    penaliseEntropy(supernet, logits, 0.01, 1, gradient);
    expect(gradient.size.every(Number.isFinite)).toBe(true);
  });
});
