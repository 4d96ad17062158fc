import { describe, expect, test } from 'vitest';
import { kendallTau } from '../../src/analysis/rank-correlation.ts';

describe("Kendall's τ", () => {
  test('of known examples', () => {
    expect(kendallTau([1, 2, 3], [10, 20, 30])).toBe(1);
    expect(kendallTau([1, 2, 3], [3, 2, 1])).toBe(-1);
    // scipy.stats.kendalltau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]) = −0.4714045…
    expect(kendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.4714045207910316, 12);
    expect(kendallTau([1, 1], [1, 2])).toBeNull();
    expect(kendallTau([1], [1])).toBeNull();
  });
});
