import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';

const draw = (random: Random, n: number, what: 'uniform' | 'normal' = 'uniform') =>
  Array.from({ length: n }, () => random[what]());

describe('Random', () => {
  test('gives the same numbers for the same seed and stream, others otherwise', () => {
    const first = draw(new Random(7, 'weights/hidden.0'), 20);
    expect(draw(new Random(7, 'weights/hidden.0'), 20)).toEqual(first);
    expect(draw(new Random(7, 'weights/hidden.1'), 20)).not.toEqual(first);
    expect(draw(new Random(8, 'weights/hidden.0'), 20)).not.toEqual(first);
  });

  test('uniform numbers fill [0, 1) with the right mean and variance', () => {
    const values = draw(new Random(1, 'test'), 20_000);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean).toBeCloseTo(0.5, 1.7);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  test('normal numbers have mean 0, variance 1 and fourth moment 3', () => {
    const values = draw(new Random(2, 'test'), 40_000, 'normal');
    const moment = (k: number) => values.reduce((sum, x) => sum + x ** k, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.02);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.25);
  });

  test('Poisson numbers have the given mean and variance', () => {
    const random = new Random(5, 'test');
    expect(random.poisson(0)).toBe(0);
    const values = Array.from({ length: 20_000 }, () => random.poisson(6));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 6)).toBeLessThan(0.1);
    expect(Math.abs(variance - 6)).toBeLessThan(0.25);
  });

  test('integers stay in range and reach both ends', () => {
    const random = new Random(3, 'test');
    const values = new Set(Array.from({ length: 200 }, () => random.integer(5)));
    expect([...values].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('a permutation holds every number once and is not the identity', () => {
    const order = new Random(4, 'order').permutation(50);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
