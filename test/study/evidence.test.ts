/** What searching gains, and whether seeds agree, from rows and facts made by hand. */
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import type { MemberSummary } from '../../src/run/schema/summary.ts';
import { drawMotif } from '../../src/search/candidates/random-motif.ts';
import type { CellFacts } from '../../src/study/cell-facts.ts';
import { ranking, similarity, withGains } from '../../src/study/evidence.ts';
import type { MethodResults } from '../../src/study/results.ts';

const row = (base: string, mean: number | null): MethodResults =>
  ({ method: base, base, accuracy: mean === null ? null : { mean } }) as MethodResults;

describe('gain', () => {
  test('is the part by which a mean exceeds that of random motifs', () => {
    const rows = withGains([row('hrmas', 0.9), row('random-motif', 0.8), row('dense', null)]);
    expect(rows.map(({ gain }) => gain)).toEqual([expect.closeTo(0.125, 12), null, null]);
  });

  test('is unknown without random motifs, or where they are always wrong', () => {
    expect(withGains([row('hrmas', 0.9)])[0]!.gain).toBeNull();
    expect(withGains([row('hrmas', 0.9), row('random-motif', 0)])[0]!.gain).toBeNull();
  });
});

describe('similarity', () => {
  const motif = (seed: number, size: number) =>
    drawMotif(new Random(seed, 'motif'), [size], true, {}).motif;
  const facts = (...motifs: ReturnType<typeof motif>[]) => ({ motifs }) as unknown as CellFacts;

  test('compares every two seeds, layer by layer', () => {
    const [a, b] = [facts(motif(1, 3), motif(2, 4)), facts(motif(3, 3), motif(4, 5))];
    const found = similarity([a, b, a], true)!;
    expect(found).toMatchObject({ pairs: 6, sameSize: 4 });
    expect(similarity([a, a], true)).toMatchObject({
      agreement: 1,
      kappa: 1,
      proportions: 1,
      degrees: 1,
    });
  });

  test('has no agreement between different sizes, and nothing for one seed or no motif', () => {
    const found = similarity([facts(motif(1, 3)), facts(motif(1, 5))], true)!;
    expect(found).toMatchObject({ pairs: 1, sameSize: 0, agreement: null, kappa: null });
    expect(similarity([facts(motif(1, 3))], true)).toBeNull();
    expect(similarity([facts(), facts()], true)).toBeNull();
  });
});

describe('ranking', () => {
  const candidate = (before: number | null, after: number, round?: number) => ({
    validation: { loss: 0, accuracy: after },
    ...(before !== null && { supernet: { loss: 0, accuracy: before } }),
    ...(round !== undefined && { round }),
  });
  const summary = (...candidates: object[]) => ({ candidates }) as unknown as MemberSummary;

  test('is the mean of τ over the runs that measured finalists', () => {
    const right = summary(candidate(0.1, 0.5), candidate(0.2, 0.6), candidate(null, 0.9));
    const wrong = summary(candidate(0.2, 0.5), candidate(0.1, 0.6));
    expect(ranking([right, wrong, summary()])).toEqual({
      motifs: 2,
      tau: { mean: 0, std: Math.SQRT2 },
    });
  });

  test('leaves out what was not trained for equally long, and runs without finalists', () => {
    expect(ranking([summary(candidate(0.1, 0.5, 1), candidate(0.2, 0.6, 2))])).toBeNull();
    expect(ranking([summary()])).toBeNull();
  });
});
