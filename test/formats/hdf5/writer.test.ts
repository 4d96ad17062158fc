/** What the HDF5 writer writes, read back by our reader and, where it is installed, by h5py. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { NumericData } from '../../../src/formats/hdf5/write/datasets.ts';
import { encodeHdf5, type Hdf5Leaf, type Hdf5Tree } from '../../../src/formats/hdf5/writer.ts';
import { python, pythonHas } from '../../exchange/python.ts';
import { dataset, group, open } from './helpers.ts';

function numbers(kind: 'f4' | 'f8' | 'i8' | 'u1', count: number): fc.Arbitrary<NumericData> {
  const size = { minLength: count, maxLength: count };
  if (kind === 'f4') return fc.float32Array(size);
  if (kind === 'f8') return fc.float64Array(size);
  if (kind === 'u1') return fc.uint8Array(size);
  const integers = fc.array(fc.maxSafeInteger(), size);
  return integers.map((values) => BigInt64Array.from(values.map(BigInt)));
}

const array = fc
  .tuple(
    fc.constantFrom('f4' as const, 'f8' as const, 'i8' as const, 'u1' as const),
    fc.array(fc.integer({ min: 0, max: 14 }), { maxLength: 3 }),
  )
  .chain(([kind, shape]) => {
    const count = shape.reduce((all, length) => all * length, 1);
    return numbers(kind, count).map((data) => ({ shape, data }));
  });
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0'));
const texts = fc.array(text, { maxLength: 8 }).map((data) => ({ shape: [data.length], data }));
const name = fc.stringMatching(/^[a-zµ_][a-z0-9_]{0,12}$/);
const { tree } = fc.letrec<{ tree: Hdf5Tree }>((tie) => ({
  tree: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, array, text, texts, tie('tree')), {
    maxKeys: 30,
  }),
}));

/** Checks that a group holds a tree and nothing else. */
function expectTree(found: ReturnType<typeof open>, expected: Hdf5Tree): void {
  expect([...found.names].sort()).toEqual(Object.keys(expected).sort());
  for (const [name, entry] of Object.entries(expected)) {
    if (typeof entry === 'string') {
      expect(dataset(found, name).read()).toEqual({ shape: [], data: [entry] });
    } else if (
      !('data' in entry && (ArrayBuffer.isView(entry.data) || Array.isArray(entry.data)))
    ) {
      expectTree(group(found, name), entry as Hdf5Tree);
    } else {
      const { shape, data } = entry as Exclude<Hdf5Leaf, string>;
      const read = dataset(found, name).read();
      expect(read.shape).toEqual(shape);
      const wide = data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
      // Vitest takes its time for large arrays.
      if (Array.isArray(wide) || wide.length < 1000) expect(read.data).toEqual(wide);
      else expect(sha256(read.data as NumericData)).toBe(sha256(wide as NumericData));
    }
  }
}

/** Arrays above what is kept in one piece, and more members than a node of any tree holds. */
const LARGE = {
  rows: {
    shape: [700, 400],
    data: Float64Array.from({ length: 700 * 400 }, (_, k) => k / 3),
  },
  wide: { shape: [70, 50_000], data: Uint8Array.from({ length: 3_500_000 }, (_, k) => k % 251) },
  cube: { shape: [9, 7, 30], data: Float32Array.from({ length: 1890 }, (_, k) => -k) },
  integers: { shape: [200], data: BigInt64Array.from({ length: 200 }, (_, k) => BigInt(k - 7)) },
  many: Object.fromEntries(
    Array.from({ length: 700 }, (_, k) => [`member ${k}`, `${k} ${'text '.repeat(k % 90)}`]),
  ),
  edges: { shape: [2, 2], data: ['input', 'lif', 'lif', ''] },
  version: '1.0',
  nothing: {},
  none: { shape: [0, 3], data: new Float64Array(0) },
} satisfies Hdf5Tree;

describe('files of our own', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(tree, (tree) => expectTree(open(encodeHdf5(tree)), tree)),
      { numRuns: 200, seed: 1 },
    );
  });

  it('may be large', () => {
    expectTree(open(encodeHdf5(LARGE)), LARGE);
  });

  it('are the same for the same tree', () => {
    expect(sha256(encodeHdf5(structuredClone(LARGE)))).toBe(sha256(encodeHdf5(LARGE)));
  });
});

test.skipIf(!pythonHas('h5py', 'numpy'))('h5py reads them, and can change them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-hdf5-'));
  try {
    const file = join(folder, 'own.h5');
    writeFileSync(file, encodeHdf5(LARGE));
    const { many, nothing, version, edges, ...arrays } = LARGE;
    const texts = Object.entries(many).map(
      ([name, text]) => [`many/${name}`, { shape: [], texts: [text] }] as const,
    );
    const digests = Object.entries(arrays).map(
      ([name, { shape, data }]) => [name, { shape, sha256: sha256(data) }] as const,
    );
    expect(JSON.parse(python('read_hdf5.py', file))).toEqual({
      ...Object.fromEntries([...texts, ...digests]),
      edges: { shape: [2, 2], texts: edges.data },
      version: { shape: [], texts: [version] },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function sha256(data: NumericData): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
