/** Statistics against textbooks, published tables and each other. */
import { describe, expect, it } from 'vitest';
import { energy } from '../../src/analysis/energy.ts';
import { signFlipTest } from '../../src/analysis/resampling.ts';
import {
  hedgesCorrection,
  holm,
  meanInterval,
  pairedComparison,
  pairedPower,
  seedsToResolve,
} from '../../src/analysis/statistics.ts';
import { Random } from '../../src/core/random.ts';

/** Extra hours of sleep of ten patients under two drugs (Student 1908; `sleep` in R). */
const FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
const SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('paired comparisons', () => {
  it("give Student's own figures", () => {
    const found = pairedComparison(FIRST, SECOND);
    expect(found.pairs).toBe(10);
    expect(found.difference).toBeCloseTo(-1.58, 12);
    expect(found.std).toBeCloseTo(1.229995, 6);
    expect(found.tTest).toEqual({ t: -4.06213, df: 9, p: 0.00283289 });
    // R: t.test(extra ~ group, paired = TRUE) gives −2.4598858 −0.7001142.
    expect(found.interval).toEqual([-2.45989, -0.700114]);
    // d_z = −1.2846, J(9) = 0.9139.
    expect(found.effectSize).toBeCloseTo(-1.2846 * 0.9139, 3);
    // One difference is 0 and the other nine have one sign: 4 of the 1024 patterns are as extreme.
    expect(found.permutation).toEqual({ p: 4 / 1024, exact: true });
  });

  it('correct for training sets that overlap', () => {
    // SciPy: d = FIRST - SECOND; t = d.mean() / sqrt((1/10 + 1/9) * d.var(ddof=1)); 2 * stats.t.sf(-t, 9)
    const found = pairedComparison(FIRST, SECOND, { overlap: 1 / 9 });
    expect(found.tTest).toEqual({ t: -2.79575, df: 9, p: 0.020857 });
    expect(found.interval).toEqual([-2.85844, -0.301556]);
    expect(found.std).toBe(pairedComparison(FIRST, SECOND).std);
  });

  it('leave out pairs with a failed run', () => {
    const lame = pairedComparison([null, ...FIRST, 1], [5, ...SECOND, null]);
    expect(lame).toEqual(pairedComparison(FIRST, SECOND));
  });

  it('say null where the values determine nothing', () => {
    const nothing = { std: null, interval: null, tTest: null, effectSize: null };
    expect(pairedComparison([null], [0.5])).toEqual({
      ...nothing,
      pairs: 0,
      difference: null,
      permutation: null,
    });
    expect(pairedComparison([0.75], [0.5])).toEqual({
      ...nothing,
      pairs: 1,
      difference: 0.25,
      permutation: { p: 1, exact: true },
    });
    const equal = pairedComparison([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
    expect(equal).toMatchObject({ difference: 0, std: 0, tTest: null, permutation: { p: 1 } });
    // 0.9 − 0.8 and 0.8 − 0.7 differ in the last bits alone.
    const constant = pairedComparison([0.9, 0.8, 0.7], [0.8, 0.7, 0.6]);
    expect(constant).toMatchObject({ ...nothing, std: 0, permutation: { p: 0.25 } });
  });

  it('find nothing in two values of which nothing can be said, and say so in JSON', () => {
    const two = pairedComparison([0.5, 0.7], [0.6, 0.5]);
    expect(two.effectSize).toBe(0);
    expect(JSON.stringify(two)).not.toMatch(/null|NaN/);
  });
});

describe('sign flips', () => {
  it('count as by hand', () => {
    // Sums of ±1 ±2 ±3: 6, 4, 2, 0, 0, −2, −4, −6.
    expect(signFlipTest([1, 2, 3])!.p).toBe(2 / 8);
    expect(signFlipTest([-1, 2, 3])!.p).toBe(4 / 8);
    expect(signFlipTest([-1, -2, 3])!.p).toBe(1);
    expect(signFlipTest([])).toBeNull();
  });

  it('sampled, come close to all of them', () => {
    const random = new Random(4, 'differences');
    const many = Array.from({ length: 21 }, () => 0.35 + random.normal());
    const sampled = signFlipTest(many)!;
    expect(sampled.exact).toBe(false);
    expect(signFlipTest(many)).toEqual(sampled);
    const { tTest } = pairedComparison(many, new Array(21).fill(0));
    expect(sampled.p).toBeGreaterThan(0.0001);
    expect(Math.abs(sampled.p - tTest!.p)).toBeLessThan(0.02);
  });
});

describe('intervals of a mean', () => {
  it('reach t standard errors each way, t being 4.302653 for three values', () => {
    const [low, high] = meanInterval([0.9, 0.92, 0.94])!;
    expect(low).toBeCloseTo(0.8703172, 6);
    expect(high).toBeCloseTo(0.9696828, 6);
  });

  it('cover what they say with five values', () => {
    const random = new Random(2, 'normal');
    const covered = Array.from({ length: 2000 }, () => {
      const [low, high] = meanInterval(
        Array.from({ length: 5 }, () => 0.5 + 0.01 * random.normal()),
      )!;
      return low <= 0.5 && high >= 0.5;
    }).filter(Boolean).length;
    expect(covered / 2000).toBeGreaterThan(0.935);
    expect(covered / 2000).toBeLessThan(0.965);
  });

  it('are wider where values overlap, cut to fractions, and null where they are not defined', () => {
    const width = ([low, high]: readonly [number, number]) => high - low;
    const values = [0.5, 0.52, 0.54, 0.51];
    expect(width(meanInterval(values, { overlap: 1 / 3 })!)).toBeCloseTo(
      width(meanInterval(values)!) * Math.sqrt(1 + 4 / 3),
      5,
    );
    expect(meanInterval([0.9, 1])).toEqual([expect.any(Number), 1]);
    expect(meanInterval([0.5])).toBeNull();
    expect(meanInterval([0.5, 0.5])).toBeNull();
  });
});

describe("Holm's adjustment", () => {
  it('is that of the worked example', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, k) => {
      expect(adjusted[k]).toBeCloseTo(p, 12);
    });
  });

  it('counts only the tests that were made, and stays at most 1', () => {
    expect(holm([null, 0.02, null, 0.6])).toEqual([null, 0.04, null, 0.6]);
    expect(holm([0.7, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe("Hedges' correction", () => {
  // Γ at whole and half numbers is known in closed form.
  it.each([
    [2, 1 / Math.sqrt(Math.PI)],
    [3, Math.sqrt(Math.PI / 6)],
    [4, Math.sqrt(2 / Math.PI)],
    [5, (3 * Math.sqrt(Math.PI)) / 4 / Math.sqrt(2.5)],
  ])('for %i degrees of freedom is %f', (degrees, correction) => {
    expect(hedgesCorrection(degrees)).toBeCloseTo(correction, 9);
  });

  it("stays by Hedges' approximation", () => {
    for (const m of [10, 20, 50]) {
      expect(Math.abs(hedgesCorrection(m) - (1 - 3 / (4 * m - 1)))).toBeLessThan(0.00035);
    }
  });
});

describe('sample sizes', () => {
  // Two-sided α = 0.05, power 0.8: Cohen (1988) and G*Power 3.1, difference between two dependent means.
  it.each([
    [0.2, 199],
    [0.5, 34],
    [0.8, 15],
    [1, 10],
  ])('for d = %f are the published ones', (effect, n) => {
    expect(seedsToResolve(1, effect)).toBe(n);
    expect(pairedPower(n, effect, 0.05)).toBeGreaterThanOrEqual(0.8);
    expect(pairedPower(n - 1, effect, 0.05)).toBeLessThan(0.8);
  });

  it('grow with power and with the inverse of α', () => {
    expect(seedsToResolve(1, 0.5, { power: 0.95 })).toBe(54);
    expect(seedsToResolve(1, 0.5, { alpha: 0.01 })).toBe(51);
  });

  it('are null or least where there is nothing to compute', () => {
    expect(seedsToResolve(null)).toBeNull();
    expect(seedsToResolve(0)).toBe(2);
    expect(seedsToResolve(100)).toBeNull();
    expect(seedsToResolve(1e-9)).toBe(2);
  });
});

it('energy is operations times their cost', () => {
  // 0.9 pJ and 4.6 pJ: Horowitz (2014).
  const { ac, mac, total } = energy({ ac: 1000, mac: 100 });
  expect([ac, mac, total].map((x) => Number(x.toFixed(9)))).toEqual([900, 460, 1360]);
  const costs = { acPicojoule: 2, macPicojoule: 3 };
  expect(energy({ ac: 5, mac: 7 }, costs).total).toBe(31);
});
