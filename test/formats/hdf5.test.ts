/** The HDF5 reader on files of h5py (`python/make_hdf5.py`), and on what our own writer writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { type Hdf5Dataset, type Hdf5Group, openHdf5 } from '../../src/formats/hdf5/reader.ts';
import { encodeHdf5, type Hdf5Tree } from '../../src/formats/hdf5/writer.ts';

const LIMITS = { unpackedBytes: 2 ** 20 };
const readFixture = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, '../exchange/foreign', name));
const arrays = openHdf5(readFixture('arrays.h5'), 'arrays.h5', LIMITS);
const newer = openHdf5(readFixture('v114.h5'), 'v114.h5', LIMITS);

function group(parent: Hdf5Group, name: string): Hdf5Group {
  const member = parent.open(name);
  expect(member?.kind).toBe('group');
  return member as Hdf5Group;
}

const read = (parent: Hdf5Group, name: string) => (parent.open(name) as Hdf5Dataset).read();

/** The elements of an array, numbers or text. */
function elements(parent: Hdf5Group, name: string): (number | string)[] {
  const { data } = read(parent, name);
  return ArrayBuffer.isView(data) ? Array.from(data) : [...data];
}

function refusal(action: () => unknown): MotifsmithError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    return error as MotifsmithError;
  }
  throw new Error('it was read');
}

describe('files of h5py', () => {
  const numbers = (name: string) => elements(group(arrays, 'read'), name);

  test('numbers of every kind and byte order', () => {
    for (const kind of ['i1', '<i2', '>i2', '<i4', '>i4', '<i8', '>i8']) {
      expect(numbers(kind), kind).toEqual([-3, 0, 100]);
    }
    for (const kind of ['u1', '<u2', '>u4', '<u8'])
      expect(numbers(kind), kind).toEqual([3, 0, 200]);
    for (const kind of ['<f4', '>f4']) expect(numbers(kind)).toEqual([-1.5, 0, Math.fround(0.1)]);
    for (const kind of ['<f8', '>f8']) expect(numbers(kind)).toEqual([-1.5, 0, 0.1]);
    expect(read(group(arrays, 'read'), 'scalar')).toMatchObject({ shape: [], data: { 0: 2.5 } });
    expect(read(group(arrays, 'read'), 'empty').shape).toEqual([0, 3]);
    expect(numbers('noted')).toEqual([1, 2]);
  });

  test('text of fixed and of any length', () => {
    expect(numbers('fixed text')).toEqual(['ab', '', 'abc']);
    expect(numbers('text')).toEqual(['µ', '', 'neuron']);
  });

  test('chunks that reach over the edge, shuffled and deflated or plain', () => {
    const cube = Array.from({ length: 7 * 5 * 9 }, (_, k) => k);
    expect(read(group(arrays, 'read'), 'cube')).toMatchObject({ shape: [7, 5, 9] });
    expect(numbers('cube')).toEqual(cube);
    expect(numbers('plain chunks')).toEqual(cube.slice(0, 45));
  });

  test('groups of many members', () => {
    const many = group(arrays, 'many');
    expect(many.names.length).toBe(300);
    expect(elements(many, 'member 299')).toEqual([299]);
    expect(many.open('member 300')).toBeUndefined();
  });

  test('the newer format, as far as it is read', () => {
    expect(read(newer, 'text').data).toEqual(['NIRGraph']);
    expect(elements(newer, 'matrix')).toEqual(Array.from({ length: 12 }, (_, k) => k));
    expect(elements(newer, 'plain')).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ['lzf', /packed by filter 32000/],
    ['checksum', /packed by filter 3/],
    ['complex', /neither numbers nor text/],
    ['half', /class 1 and 2 bytes/],
    ['big', /integer 1152921504606847000 is too large/],
    ['null', /data set is empty/],
    ['missing chunks', /1 of its 10 chunks/],
    ['unwritten', /never written/],
    ['lists', /neither numbers nor text/],
  ])('%s is refused', (name, message) => {
    const error = refusal(() => read(group(arrays, 'refused'), name));
    expect(error.kind).toBe('artifact');
    expect(error.message).toMatch(message);
    expect(error.where).toMatch(/^arrays\.h5, byte \d+$/);
    expect(error.remedy).toBeTruthy();
  });

  test('links out of the tree and dense groups are refused, circles end', () => {
    expect(refusal(() => arrays.open('links')).message).toMatch(/soft link/);
    expect(refusal(() => arrays.open('outside')).message).toMatch(/link/);
    expect(refusal(() => newer.open('dense')).message).toMatch(/dense form/);
    expect(refusal(() => read(newer, 'grid')).message).toMatch(/chunk index of HDF5 1.10/);
    let loop = group(arrays, 'loop');
    const endless = () => {
      for (;;) loop = loop.open('itself') as Hdf5Group;
    };
    expect(refusal(endless).message).toMatch(/refer to each other for ever/);
  });

  test('any truncation is refused at once', () => {
    const bytes = readFixture('v114.h5');
    for (let length = 0; length < bytes.length; length += 7) {
      const error = refusal(() => openHdf5(bytes.subarray(0, length), 'cut', LIMITS));
      expect(error.kind).toBe('artifact');
    }
  });

  test('what would take more memory than allowed is not unpacked', () => {
    const small = openHdf5(readFixture('arrays.h5'), 'x', { unpackedBytes: 3000 });
    expect(elements(group(small, 'read'), 'i1')).toEqual([-3, 0, 100]);
    const error = refusal(() => read(group(small, 'read'), 'cube'));
    expect(error.message).toMatch(/unpack to more than 3000 bytes/);
  });
});

describe('our own files', () => {
  const array = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .chain(([rows, columns]) =>
      fc.constantFrom('f4', 'f8', 'u1').chain((kind) =>
        fc
          .array(kind === 'u1' ? fc.integer({ min: 0, max: 255 }) : fc.float({ noNaN: true }), {
            minLength: rows * columns,
            maxLength: rows * columns,
          })
          .map((values) => ({
            shape: [rows, columns],
            data:
              kind === 'u1'
                ? Uint8Array.from(values)
                : kind === 'f4'
                  ? Float32Array.from(values)
                  : Float64Array.from(values),
          })),
      ),
    );
  const name = fc.stringMatching(/^[a-zµ_][a-z0-9_]{0,12}$/);

  test('come back as they were', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.oneof(array, fc.string({ maxLength: 20 })), { maxKeys: 12 }),
        async (members) => {
          const texts = Object.values(members).filter((member) => typeof member === 'string');
          fc.pre(texts.every((text) => !text.includes('\0')));
          const tree: Hdf5Tree = { nested: members, empty: {} };
          const root = openHdf5(await encodeHdf5(tree), 'own', { unpackedBytes: 2 ** 26 });
          expect([...root.names].sort()).toEqual(['empty', 'nested']);
          const nested = group(root, 'nested');
          expect([...nested.names].sort()).toEqual(Object.keys(members).sort());
          for (const [key, member] of Object.entries(members)) {
            const { shape, data } = read(nested, key);
            if (typeof member === 'string') expect(data).toEqual([member]);
            else {
              expect(shape).toEqual(member.shape);
              expect(elements(nested, key)).toEqual(Array.from(member.data));
            }
          }
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  test('large matrices are cut into chunks of whole rows', async () => {
    const data = Float64Array.from({ length: 700 * 400 }, (_, k) => k / 3);
    const bytes = await encodeHdf5({ w: { shape: [700, 400], data } });
    const found = read(openHdf5(bytes, 'own', { unpackedBytes: 2 ** 26 }), 'w');
    expect(found.shape).toEqual([700, 400]);
    expect(
      Buffer.compare(Buffer.from((found.data as Float64Array).buffer), Buffer.from(data.buffer)),
    ).toBe(0);
  });
});
