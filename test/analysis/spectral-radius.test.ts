/** Spectral radii against matrices whose eigenvalues are known. */
import { expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { edgesFromSources, motifEdges } from '../../src/model/edges.ts';
import { spectralRadius } from '../../src/model/spectral-radius.ts';
import { topologyFromTypes } from '../../src/model/topology.ts';

/** The radius of a matrix given by rows; zeros are no edges unless kept. */
function radius(rows: readonly (readonly number[])[], keepZeros = false): number {
  const sources = rows.map((row) => [...row.keys()].filter((j) => keepZeros || row[j] !== 0));
  const weights = rows.flatMap((row, i) => sources[i]!.map((j) => row[j]!));
  return spectralRadius(edgesFromSources(sources), weights);
}

const zeros = (n: number) => Array.from({ length: n }, () => new Array<number>(n).fill(0));

it('real eigenvalues, of either sign', () => {
  expect(radius([[-3]])).toBe(3);
  // Eigenvalues 3 and 1; −3 and −1.
  expect(
    radius([
      [2, 1],
      [1, 2],
    ]),
  ).toBeCloseTo(3, 9);
  expect(
    radius([
      [-2, -1],
      [-1, -2],
    ]),
  ).toBeCloseTo(3, 9);
  // Eigenvalues ±√6: the direction never settles.
  expect(
    radius([
      [0, 2],
      [3, 0],
    ]),
  ).toBeCloseTo(Math.sqrt(6), 6);
});

it('complex pairs', () => {
  const [c, s] = [0.9 * Math.cos(0.7), 0.9 * Math.sin(0.7)];
  expect(
    radius([
      [c, -s],
      [s, c],
    ]),
  ).toBeCloseTo(0.9, 9);
  // The same pair seen in stretched coordinates: the norm swings by a factor of 50.
  expect(
    radius([
      [c, -50 * s],
      [s / 50, c],
    ]),
  ).toBeCloseTo(0.9, 3);
  // Beside a smaller real eigenvalue that is not orthogonal to it.
  expect(
    radius([
      [c, -s, 1],
      [s, c, 1],
      [0.001, 0, 0.5],
    ]),
  ).toBeGreaterThan(0.89);
});

it('weighted cycles: the geometric mean of the weights', () => {
  const weights = [0.2, 3, 1.5, 0.9, 4, 0.3, 2.2];
  const rows = zeros(7);
  weights.forEach((w, i) => {
    rows[(i + 1) % 7]![i] = w;
  });
  const product = weights.reduce((all, w) => all * w, 1);
  expect(radius(rows)).toBeCloseTo(product ** (1 / 7), 5);
});

it('triangular matrices: the largest diagonal entry, however strong the rest', () => {
  const rows = zeros(60);
  const random = new Random(1, 'triangle');
  rows.forEach((row, i) => {
    for (let j = 0; j < i; j++) row[j] = 5 * random.normal();
    row[i] = i === 17 ? -0.8 : 0.5;
  });
  expect(radius(rows)).toBe(0.8);
});

it('nilpotent matrices: 0', () => {
  const chain = zeros(700);
  for (let i = 1; i < 700; i++) chain[i]![i - 1] = 9;
  expect(radius(chain)).toBe(0);
  // Also by cancellation, and without any edge.
  expect(
    radius([
      [1, -1],
      [1, -1],
    ]),
  ).toBe(0);
  expect(radius(zeros(4))).toBe(0);
});

it('weights of 0 connect nothing', () => {
  expect(
    radius(
      [
        [0.4, 0],
        [7, 0.3],
      ],
      true,
    ),
  ).toBe(0.4);
});

it('motifs in a one-way chain: that of a single motif', () => {
  const types = ['exc', 'inh', 'exc', 'none', 'exc', 'none', 'exc', 'none'] as const;
  const topology = topologyFromTypes(2, types);
  const { edges, coupling } = motifEdges({ neurons: 400, size: 2, boundary: 'open' }, topology, -2);
  const weights = coupling.gain.map((gain, e) => gain * 0.2 + coupling.offset[e]!);
  // [[0.2, −2], [0.2, 0]]: λ² − 0.2 λ + 0.4 = 0, |λ| = √0.4.
  expect(spectralRadius(edges, weights)).toBeCloseTo(Math.sqrt(0.4), 6);
});

it('random dense matrices: close to the circular law', () => {
  const random = new Random(3, 'ginibre');
  const n = 200;
  const rows = zeros(n).map((row) => row.map(() => random.normal() / Math.sqrt(n)));
  expect(Math.abs(radius(rows) - 1)).toBeLessThan(0.08);
});
