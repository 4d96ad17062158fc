import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { Random } from '../../src/core/random.ts';
import { typesByPosition } from '../../src/model/topology.ts';
import { drawEvenMotif } from '../../src/search/even-motif.ts';
import { fixedArchitecture } from '../../src/search/fixed.ts';
import { TEMPLATE } from './toy.ts';

const counts = (types: readonly string[]) =>
  ['exc', 'inh', 'none'].map((type) => types.filter((one) => one === type).length);

describe('motifs of equal density', () => {
  it('have the same numbers of connections, at different positions', () => {
    const shares = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        shares,
        fc.boolean(),
        (size, [a, b], lateral) => {
          const [exc, inh] = [Math.min(a, b), Math.max(a, b) - Math.min(a, b)];
          const open = size * size + (lateral ? 2 * size : 0);
          const draw = (seed: number) =>
            typesByPosition(drawEvenMotif(new Random(seed, 'x'), size, { exc, inh }, lateral));
          const [one, other] = [draw(1), draw(2)];
          expect(counts(one)).toEqual(counts(other));
          expect(Math.abs(counts(one)[0]! - exc * open)).toBeLessThanOrEqual(0.5);
          expect(Math.abs(counts(one)[1]! - inh * open)).toBeLessThanOrEqual(1);
          if (!lateral) expect(counts(one.slice(size * size))[2]).toBe(2 * size);
        },
      ),
    );
    const draw = (seed: number) =>
      drawEvenMotif(new Random(seed, 'x'), 6, { exc: 0.2, inh: 0.2 }, true);
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('differ by seed, or are the same for all', () => {
    const motif = { size: null, exc: 0.3, inh: 0.2 };
    const even = (seed: number) => fixedArchitecture(TEMPLATE, { kind: 'even', seed, motif });
    expect(even(1)).toEqual(even(1));
    expect(even(1)).not.toEqual(even(2));
    expect(fixedArchitecture(TEMPLATE, { kind: 'same', motif })).toEqual(even(0));
    const sized = fixedArchitecture(TEMPLATE, {
      kind: 'even',
      seed: 1,
      motif: { ...motif, size: 4 },
    });
    expect(sized.hidden[0]).toMatchObject({ motif: { size: 4 } });
  });

  it('cannot have more connections than there may be', async () => {
    await expect(
      loadConfig({ source: 'demo', sets: ['evenMotif.exc=0.7', 'evenMotif.inh=0.4'], options: [] }),
    ).rejects.toThrow(/evenMotif.inh is 0.4; allowed: at most 1 minus evenMotif.exc \(0.7\)/);
  });
});
