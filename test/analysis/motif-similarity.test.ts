import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreement, likeness } from '../../src/analysis/motif-similarity.ts';
import { Random } from '../../src/core/random.ts';
import type { MotifTopology } from '../../src/model/architecture-schema.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../../src/model/connection-types.ts';
import { drawMotif } from '../../src/search/candidates/random-motif.ts';

const types = fc.array(fc.constantFrom(...CONNECTION_TYPES), { minLength: 2, maxLength: 30 });
const motif = (seed: number, size: number) =>
  drawMotif(new Random(seed, 'motif'), [size], true, {}).motif;

describe('agreement', () => {
  test('of an example by hand', () => {
    const a: ConnectionType[] = ['exc', 'exc', 'inh', 'none'];
    const b: ConnectionType[] = ['exc', 'inh', 'inh', 'inh'];
    // Same at 2 of 4; by chance ½ · ¼ + ¼ · ¾ + ¼ · 0 = 5/16.
    expect(agreement(a, b)).toEqual({ share: 0.5, kappa: (0.5 - 5 / 16) / (1 - 5 / 16) });
  });

  test('is whole with itself and symmetric', () => {
    fc.assert(
      fc.property(types, fc.infiniteStream(fc.constantFrom(...CONNECTION_TYPES)), (a, stream) => {
        const b = [...stream.take(a.length)];
        expect(agreement(a, a).share).toBe(1);
        expect(agreement(a, a).kappa ?? 1).toBeCloseTo(1, 12);
        expect(agreement(a, b)).toEqual(agreement(b, a));
      }),
    );
  });

  test('of motifs without anything in common is near 0 beyond chance', () => {
    const kappas = Array.from({ length: 300 }, (_, k) => {
      const proportions = { exc: 0.7, inh: 0.2, none: 0.1 };
      const draw = (name: string) =>
        drawMotif(new Random(k, name), [8], true, { proportions }).motif.intra.flat();
      return agreement(draw('a'), draw('b'));
    });
    const mean = (pick: (one: (typeof kappas)[number]) => number) =>
      kappas.reduce((sum, one) => sum + pick(one), 0) / kappas.length;
    expect(mean(({ share }) => share)).toBeGreaterThan(0.5);
    expect(Math.abs(mean(({ kappa }) => kappa!))).toBeLessThan(0.02);
  });
});

describe('likeness', () => {
  test('does not see how neurons are numbered, in inputs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const one = motif(seed, 5);
        const order = [...new Random(seed, 'order').permutation(5)];
        const other: MotifTopology = {
          size: 5,
          intra: order.map((p) => order.map((q) => one.intra[p]![q]!)),
          inter: order.map((p) => one.inter[p]!),
        };
        const found = likeness(one, other, true);
        expect(found.degrees).toBeCloseTo(1, 12);
        expect(found.proportions).toBeCloseTo(1, 12);
      }),
    );
  });

  test('is between 0 and 1 for any sizes, without agreement for different ones', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 9 }), (seed, size) => {
        const found = likeness(motif(seed, size), motif(seed + 1, 4), true);
        expect(found.agreement === null).toBe(size !== 4);
        for (const value of [found.proportions, found.degrees]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('leaves out lateral positions where there are none', () => {
    const one = drawMotif(new Random(1, 'a'), [2], false, {}).motif;
    const other = drawMotif(new Random(9, 'b'), [2], false, {}).motif;
    const closed = likeness(one, other, false).agreement!.share;
    expect(likeness(one, other, true).agreement!.share).toBeCloseTo((closed * 4 + 4) / 8, 12);
  });

  test('of inputs is 1 minus the area between the distributions', () => {
    const row = (inputs: ConnectionType[][]): MotifTopology => ({
      size: 2,
      intra: inputs,
      inter: [
        ['none', 'none'],
        ['none', 'none'],
      ],
    });
    const all = row([
      ['exc', 'exc'],
      ['exc', 'exc'],
    ]);
    const half = row([
      ['exc', 'exc'],
      ['none', 'none'],
    ]);
    // Excitatory: {½, ½} and {0, ½}; half of the neurons are ½ apart. Inhibitory: the same.
    expect(likeness(all, half, true).degrees).toBeCloseTo(1 - 0.25 / 2, 12);
  });
});
