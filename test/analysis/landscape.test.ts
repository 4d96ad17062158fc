import { expect, test } from 'vitest';
import { landscape } from '../../src/analysis/landscape.ts';
import { Random } from '../../src/core/random.ts';

const normal = (name: string, count: number, std: number) => {
  const random = new Random(1, name);
  return Array.from({ length: count }, () => 0.8 + std * random.normal());
};

test('figures of an example by hand', () => {
  const found = landscape([0.5, 0.6, 0.7, 0.8, 0.9], []);
  expect(found.mean).toBeCloseTo(0.7, 12);
  expect(found.std).toBeCloseTo(Math.sqrt(0.025), 12);
  expect(found.quantiles.map((value) => Number(value.toFixed(12)))).toEqual([
    0.5, 0.6, 0.7, 0.8, 0.9,
  ]);
  expect([found.noise, found.spread, found.ceiling]).toEqual([null, null, null]);
});

test('noise is taken off the spread, and the ceiling is the best motif without luck', () => {
  // Motifs spread by 0.03, training by 0.04: together by 0.05.
  const motifs = normal('motif', 2000, 0.03);
  const noise = normal('noise', 2000, 0.04);
  const found = landscape(
    motifs.map((value, k) => value + noise[k]! - 0.8),
    normal('same', 2000, 0.04),
  );
  expect(found.spread).toBeCloseTo(0.03, 2);
  // The greatest of the motifs themselves; the greatest accuracy is far above it.
  expect(Math.abs(found.ceiling! - Math.max(...motifs))).toBeLessThan(0.02);
  expect(found.quantiles[4]).toBeGreaterThan(found.ceiling! + 0.02);
});

test('where training alone explains the spread, nothing is left to the motifs', () => {
  const found = landscape([0.7, 0.8, 0.9], [0.5, 0.9]);
  expect(found).toMatchObject({ spread: 0, ceiling: expect.closeTo(0.8, 6) });
});

test('the greatest of 100 normal values is expected about 2.5 deviations up', () => {
  const values = Array.from({ length: 100 }, (_, k) => k / 100);
  const { mean, std, ceiling } = landscape(values, [0.5, 0.5]);
  expect((ceiling! - mean) / std).toBeCloseTo(2.508, 1);
});
