/** The .npy decoder against files written out by hand, and against every kind of damage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { decodeNpy, type NumericType } from '../../src/formats/npy.ts';
import { encodeNpy, expectFailure, npyWithHeader } from '../data/helpers.ts';

const ascii = (text: string) => new TextEncoder().encode(text);
const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

describe('decodeNpy', () => {
  it('reads a file written out byte by byte', () => {
    const text = "{'descr': '<u2', 'fortran_order': False, 'shape': (2, 3), }\n";
    const bytes = Uint8Array.of(
      ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0],
      ...ascii(text),
      ...[1, 0, 2, 0, 3, 0, 0, 1, 255, 255, 6, 0],
    );
    expect(decodeNpy(bytes, 'golden')).toEqual({
      dtype: 'u2',
      shape: [2, 3],
      data: Uint16Array.of(1, 2, 3, 256, 65535, 6),
    });
  });

  it.each([2, 3])('reads version %i with its 4-byte header length', (version) => {
    const text = header('|i1', '(2,)');
    const bytes = Uint8Array.of(
      ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length, 0, 0, 0],
      ...ascii(text),
      ...[127, 128],
    );
    expect(decodeNpy(bytes, 'golden')).toEqual({
      dtype: 'i1',
      shape: [2],
      data: Int8Array.of(127, -128),
    });
  });

  it.each<[NumericType, number[]]>([
    ['u1', [0, 255]],
    ['u2', [0, 65535]],
    ['u4', [0, 4294967295]],
    ['u8', [0, Number.MAX_SAFE_INTEGER]],
    ['i1', [-128, 127]],
    ['i2', [-32768, 32767]],
    ['i4', [-2147483648, 2147483647]],
    ['i8', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
    ['f4', [-1.5, 0.25]],
    ['f8', [-0.1, 1e300]],
  ])('reads %s', (dtype, values) => {
    const array = decodeNpy(encodeNpy(dtype, values), 'x');
    expect(array.dtype).toBe(dtype);
    expect(Array.from<unknown>(array.data)).toEqual(values);
  });

  it('reads halves: normal, subnormal, infinite, not a number', () => {
    const halves = [0x3c00, 0xc000, 0x3555, 0x7bff, 0x0001, 0x83ff, 0x8000, 0x7c00, 0xfc00, 0x7e00];
    const body = new Uint8Array(Uint16Array.from(halves).buffer);
    const { data } = decodeNpy(npyWithHeader(header('<f2', '(10,)'), body), 'x');
    const expected = [1, -2, 1365 / 4096, 65504, 2 ** -24, -1023 * 2 ** -24, -0];
    expect(Array.from<unknown>(data)).toEqual([...expected, Infinity, -Infinity, Number.NaN]);
  });

  it('reads strings without their padding', () => {
    const unicode = new Uint8Array(Uint32Array.of(0x66, 0x31, 0, 0x1f600, 0, 0).buffer);
    expect(decodeNpy(npyWithHeader(header('<U3', '(2,)'), unicode), 'x')).toEqual({
      dtype: 'U',
      shape: [2],
      data: ['f1', '😀'],
    });
    const plain = Uint8Array.of(0x6d, 0x31, 0, 0xe9, 0, 0x62);
    expect(decodeNpy(npyWithHeader(header('|S3', '(2,)'), plain), 'x').data).toEqual([
      'm1',
      'é\0b',
    ]);
  });

  it('reads a scalar, an empty array and an unaligned view', () => {
    expect(decodeNpy(npyWithHeader(header('|u1', '()'), Uint8Array.of(7)), 'x')).toEqual({
      dtype: 'u1',
      shape: [],
      data: Uint8Array.of(7),
    });
    expect(decodeNpy(encodeNpy('f8', []), 'x').data).toHaveLength(0);
    const file = encodeNpy('f8', [0.5]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(decodeNpy(shifted.subarray(3), 'x').data).toEqual(Float64Array.of(0.5));
  });

  const good = encodeNpy('u2', [1, 2, 3]);
  const patched = (offset: number, value: number) => {
    const bytes = good.slice();
    bytes[offset] = value;
    return bytes;
  };
  const eight = new Uint8Array(8);
  it.each<[string, Uint8Array, RegExp, RegExp]>([
    ['nothing', new Uint8Array(0), /only 0 bytes/, /^file, byte 0$/],
    ['another format', patched(1, 0), /begin with/, /byte 0$/],
    ['version 4', patched(6, 4), /version 4/, /byte 6$/],
    ['a huge header', npyOfVersion2(2 ** 31), /claims 2147483648/, /byte 8$/],
    ['a cut header length', npyOfVersion2(0).subarray(0, 11), /header length/, /byte 8$/],
    ['a cut header', good.subarray(0, 40), /within its header/, /byte 8$/],
    ['cut data', good.subarray(0, good.length - 1), /6 bytes of data/, /byte 128$/],
    ['bytes left over', Uint8Array.of(...good, 0), /but 7 follow/, /byte 128$/],
    [
      'records',
      npyWithHeader(header('?', '(4,)').replace("'?'", "[('a', '<u2')]"), eight),
      /records/,
      /byte 10$/,
    ],
    ['no order', npyWithHeader("{'descr': '<u2'}", eight), /fortran_order/, /byte 10$/],
    ['no shape', npyWithHeader(header('<u2', 'None'), eight), /shape/, /byte 10$/],
    ['Fortran order', npyWithHeader(header('<u2', '(2, 2)', 'True'), eight), /C order/, /fortran/],
    ['big-endian text', npyWithHeader(header('>U1', '(2,)'), eight), /big-endian/, /descr/],
    ['objects', npyWithHeader(header('|O', '(1,)'), eight), /type \|O is not/, /descr/],
    ['complex', npyWithHeader(header('<c8', '(1,)'), eight), /unsupported/, /descr/],
    [
      'a hostile shape',
      npyWithHeader(header('<u2', '(999999999999999, 9999)'), eight),
      /8 follow/,
      /byte/,
    ],
    [
      'endless empty strings',
      npyWithHeader(header('<U0', '(999999999,)'), new Uint8Array(0)),
      /0 bytes/,
      /byte/,
    ],
    [
      'an invalid character',
      npyWithHeader(header('<U1', '(2,)'), new Uint8Array(8).fill(255)),
      /character/,
      /byte/,
    ],
    [
      'an unsafe integer',
      npyWithHeader(header('<i8', '(1,)'), new Uint8Array(8).fill(127)),
      /exactly/,
      /element 0/,
    ],
  ])('refuses %s', async (_, bytes, message, where) => {
    await expectFailure(() => decodeNpy(bytes, 'file'), 'data', message, where);
  });

  it('answers any mutation with a value or a foreseen error', () => {
    const seeds = [
      encodeNpy('u2', [1, 2, 3]),
      encodeNpy('i8', [1, -2]),
      npyWithHeader(header('<U2', '(2,)'), new Uint8Array(16).fill(1, 0, 1)),
    ];
    const mutation = fc.record({
      seed: fc.nat(seeds.length - 1),
      edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      keep: fc.nat(),
      cut: fc.boolean(),
    });
    const check = ({
      seed,
      edits,
      keep,
      cut,
    }: {
      seed: number;
      edits: [number, number][];
      keep: number;
      cut: boolean;
    }) => {
      const bytes = seeds[seed]!.slice(0, cut ? keep % (seeds[seed]!.length + 1) : undefined);
      for (const [offset, value] of edits)
        if (bytes.length > 0) bytes[offset % bytes.length] = value;
      try {
        decodeNpy(bytes, 'mutated');
      } catch (error) {
        if (!(error instanceof MotifsmithError)) throw error;
      }
    };
    fc.assert(fc.property(mutation, check), { numRuns: 5000, seed: 1 });
  });
});

/** The first 12 bytes of a version 2 file whose header claims a length. */
function npyOfVersion2(headerLength: number): Uint8Array {
  const bytes = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 0, 0);
  new DataView(bytes.buffer).setUint32(8, headerLength, true);
  return bytes;
}
