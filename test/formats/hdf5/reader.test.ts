/** The HDF5 reader on files of h5py: every feature in three versions of the format. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hdf5Dataset } from '../../../src/formats/hdf5/reader.ts';
import { dataset, FIXTURES, group, openFixture, refusal } from './helpers.ts';

type Expected =
  | { readonly shape: number[]; readonly data: (number | string)[] }
  | { readonly shape: number[]; readonly set: Record<string, number> }
  | { readonly shape: number[]; readonly sequences: number[][] };

const features: Record<string, Expected> = JSON.parse(
  readFileSync(join(FIXTURES, 'features.json'), 'utf8'),
);

/** Everything in a data set, in the form of `features.json`. */
function contents(found: Hdf5Dataset, like: Expected): Expected {
  const shape = [...found.shape];
  if ('sequences' in like) {
    const sequences = Array.from({ length: shape[0]! }, (_, k) => Array.from(found.sequence(k)));
    return { shape, sequences };
  }
  const array = found.read();
  expect(array.shape).toEqual(shape);
  if ('data' in like) return { shape, data: Array.from<number | string>(array.data) };
  const numbers = Array.from(array.data, Number);
  return { shape, set: Object.fromEntries(numbers.flatMap((x, k) => (x === 0 ? [] : [[k, x]]))) };
}

describe.each(['earliest', 'v110', 'latest'])('a file of the %s version', (version) => {
  const root = openFixture(`${version}.h5`);

  it.each(Object.keys(features))('has %s', (path) => {
    if (path === 'storage/plain edges' && version === 'earliest') return;
    const expected = features[path]!;
    expect(contents(dataset(root, path), expected)).toEqual(expected);
  });

  it('has numbers of the types they are stored in', () => {
    const type = (path: string) => dataset(root, path).read().data.constructor.name;
    expect(type('numbers/>u2')).toBe('Uint16Array');
    expect(type('numbers/<f4')).toBe('Float32Array');
    expect(type('numbers/<f2')).toBe('Float32Array');
    expect(type('numbers/>i8')).toBe('Float64Array');
  });

  it('has groups of any size', () => {
    expect(group(root, 'many').names).toHaveLength(300);
    expect(new Set(group(root, 'many').names)).toContain('member 0');
    expect(root.open('many/member 300')).toBeUndefined();
    const long = group(root, 'long').names;
    expect([...long].sort()).toEqual(
      Array.from({ length: 40 }, (_, k) => `${k} ${'long'.repeat(60)}`).sort(),
    );
    expect(group(root, 'nothing').names).toEqual([]);
    expect(root.open('nested/in/side/more')).toBeUndefined();
    expect(root.open('missing/member')).toBeUndefined();
  });

  it('may have links by path, which are not followed', () => {
    const links = group(root, 'links');
    expect([...links.names].sort()).toEqual(['far', 'hard', 'soft']);
    for (const name of ['soft', 'far']) {
      expect(refusal(() => links.open(name)).message).toMatch(
        new RegExp(`links/${name} is a link by path`),
      );
    }
  });

  const sliced = Object.keys(features).filter(
    (path) => /^(indexes|storage|text)/.test(path) && !/plain edges|far/.test(path),
  );
  it('gives any rows of a data set', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sliced),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (path, begin, end) => {
          const whole = dataset(root, path);
          const { shape, data } = whole.read();
          const first = Math.floor(begin * shape[0]!);
          const count = Math.floor(end * (shape[0]! - first));
          const rowSize = data.length / shape[0]!;
          const part = whole.read(first, count);
          expect(part.shape).toEqual([count, ...shape.slice(1)]);
          expect(part.data).toEqual(data.slice(first * rowSize, (first + count) * rowSize));
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('has no rows, sequences or members but its own', () => {
    const grid = dataset(root, 'indexes/single');
    for (const [first, count] of [
      [12, 1],
      [-1, 2],
      [0, 13],
      [0, Number.NaN],
    ] as const) {
      expect(refusal(() => grid.read(first, count)).message).toMatch(/there are no rows/);
    }
    expect(refusal(() => grid.sequence(0)).message).toMatch(/does not hold sequences/);
    const sequences = dataset(root, 'sequences/plain <f2');
    for (const index of [6, -1, Number.NaN]) {
      expect(refusal(() => sequences.sequence(index)).message).toMatch(/there is no sequence/);
    }
    expect(refusal(() => sequences.read()).message).toMatch(/only be read one by one/);
  });
});

it('an HDF5 file may start after other bytes, which count in errors', () => {
  const root = openFixture('user-block.h5');
  expect(dataset(root, 'after').read().data).toEqual(Float64Array.of(0, 1, 2));
  const error = refusal(() => dataset(root, 'after').sequence(0));
  expect(Number(/byte (\d+)$/.exec(error.where!)![1])).toBeGreaterThan(1024);
});
