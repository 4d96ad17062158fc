/** Zip archives: what fflate and NumPy write is read, what is damaged or hostile is refused. */

import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { decodeNpz } from '../../src/formats/npz.ts';
import { readZip } from '../../src/formats/zip.ts';
import { encodeNpy, encodeNpz, expectFailure } from '../data/helpers.ts';

const values = Array.from({ length: 300 }, (_, i) => i % 7);
const archive = encodeNpz({ a: encodeNpy('u1', values), b: encodeNpy('i4', [-1, 2]) });
const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;

/** Offset of the n-th record with a signature. */
function find(bytes: Uint8Array, signature: number, n = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 0; offset + 4 <= bytes.length; offset++) {
    if (view.getUint32(offset, true) === signature && n-- === 0) return offset;
  }
  throw new Error('no such record');
}

function patched(signature: number, field: number, bytes: 2 | 4, value: number, n = 0): Uint8Array {
  const copy = archive.slice();
  const view = new DataView(copy.buffer);
  const offset = find(copy, signature, n) + field;
  if (bytes === 2) view.setUint16(offset, value, true);
  else view.setUint32(offset, value, true);
  return copy;
}

const both = (bytes: Uint8Array) => decodeNpz(bytes, 'x.npz', ['a', 'b']);

describe('decodeNpz', () => {
  it('reads deflated and stored members', () => {
    for (const level of [9, 0] as const) {
      const bytes = zipSync({ 'a.npy': encodeNpy('u1', values) }, { level });
      expect(Array.from<unknown>(decodeNpz(bytes, 'x', ['a']).get('a')!.data)).toEqual(values);
    }
  });

  it('reads a stored archive written out by hand', () => {
    const content = new TextEncoder().encode('hi');
    // The CRC-32 of "hi" is d8932aac.
    const crc = [0xac, 0x2a, 0x93, 0xd8];
    const sizes = [2, 0, 0, 0, 2, 0, 0, 0];
    const bytes = Uint8Array.of(
      ...[0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...crc, ...sizes, 1, 0, 2, 0],
      ...[0x6e, 9, 9, ...content],
      ...[0x50, 0x4b, 1, 2, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...crc, ...sizes, 1, 0],
      ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6e],
      ...[0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 35, 0, 0, 0, 1, 0, 0x21],
    );
    const [member] = readZip(bytes, 'hand');
    expect(member).toMatchObject({ name: 'n', offset: 0, size: 2 });
    expect(member!.extract()).toEqual(content);
  });

  it('leaves arrays alone that are not wanted', () => {
    const bytes = encodeNpz({ a: encodeNpy('u1', [1]), junk: Uint8Array.of(1, 2, 3) });
    expect([...decodeNpz(bytes, 'x', ['a']).keys()]).toEqual(['a']);
  });

  it.each<[string, Uint8Array, RegExp, RegExp]>([
    ['something else', new Uint8Array(100), /not a zip/, /^x\.npz, byte 100$/],
    ['an empty file', new Uint8Array(0), /not a zip/, /byte 0$/],
    [
      'a cut archive',
      archive.subarray(0, archive.length - 30),
      /directory, at the end, is missing/,
      /byte \d+$/,
    ],
    ['a missing entry', patched(END, 10, 2, 3), /entry 3 of 3/, /byte \d+$/],
    ['an entry elsewhere', patched(END, 16, 4, 2 ** 32 - 1), /entry 1 of 2/, /byte 4294967295$/],
    ['an endless name', patched(ENTRY, 28, 2, 65535), /name is cut/, /byte/],
    ['encryption', patched(ENTRY, 8, 2, 1), /encrypted/, /member a\.npy$/],
    ['another method', patched(ENTRY, 10, 2, 14), /method 14/, /member a\.npy$/],
    ['a wrong place', patched(ENTRY, 42, 4, 5), /does not begin/, /member a\.npy, byte 5$/],
    ['a place beyond the end', patched(ENTRY, 42, 4, 2 ** 31), /does not begin/, /byte 2147483648/],
    ['a long extra field', patched(LOCAL, 28, 2, 65535), /beyond the end/, /member a\.npy/],
    ['a wrong checksum', patched(ENTRY, 16, 4, 1), /checksum/, /member a\.npy, byte \d+$/],
    [
      'a size too large',
      patched(ENTRY, 24, 4, 10 ** 6),
      /cannot unpack to 1000000/,
      /member a\.npy/,
    ],
    ['a size too small', patched(ENTRY, 24, 4, 10), /cannot be read/, /member a\.npy/],
    ['cut content', patched(ENTRY, 20, 4, 20), /decompressed/, /member a\.npy/],
    ['2 GiB in one member', patched(ENTRY, 24, 4, 2 ** 31), /over 1073741824 bytes/, /member a/],
    ['overlapping members', patched(ENTRY, 20, 4, archive.length), /overlaps/, /byte/],
  ])('refuses %s', async (_, bytes, message, where) => {
    await expectFailure(() => both(bytes), 'data', message, where);
  });

  it('refuses two members of one name', async () => {
    const copy = archive.slice();
    copy[find(copy, ENTRY, 1) + 46] = 'a'.charCodeAt(0);
    await expectFailure(() => both(copy), 'data', /listed twice/, /byte/);
  });

  it('names the arrays that there are when one is missing', async () => {
    await expectFailure(
      () => decodeNpz(archive, 'x.npz', ['c']),
      'data',
      /no array "c"/,
      /has a, b/,
    );
  });

  it('names the member that is not an array', async () => {
    const bytes = encodeNpz({ a: Uint8Array.of(1, 2, 3) });
    await expectFailure(
      () => decodeNpz(bytes, 'x', ['a']),
      'data',
      /\.npy/,
      /x, member a\.npy, byte 0/,
    );
  });

  it('answers any mutation with a value or a foreseen error', () => {
    const edits = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    const check = (changes: [number, number][], length: number) => {
      const bytes = archive.slice(0, length);
      for (const [offset, value] of changes) if (offset < length) bytes[offset] = value;
      try {
        both(bytes);
      } catch (error) {
        if (!(error instanceof MotifsmithError)) throw error;
      }
    };
    const whole = fc.property(edits, (changes) => check(changes, archive.length));
    fc.assert(whole, { numRuns: 4000, seed: 1 });
    const cut = fc.property(edits, fc.nat(archive.length), check);
    fc.assert(cut, { numRuns: 1000, seed: 2 });
  });
});
