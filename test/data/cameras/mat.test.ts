/** Recordings in MAT-files: what counts from 1, and what is refused. */
import { readFileSync } from 'node:fs';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readDat2mat } from '../../../src/data/cameras/dat2mat.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import type { DecodeOptions } from '../../../src/data/cameras/format.ts';
import { fromOne } from '../../../src/data/cameras/from-one.ts';
import { matEvents } from '../../../src/data/cameras/mat-events.ts';
import { unreadFile } from '../../../src/data/cameras/unread.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { decodeMat } from '../../../src/formats/mat.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/formats/${name}`));
const decode = (bytes: Uint8Array, options: DecodeOptions = {}) =>
  decodeRecording(matEvents, bytes, 'a.mat', { sensor: { width: 128, height: 128 }, ...options });
const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
/** A file with these elements behind the header of one that SciPy wrote. */
const fileOf = (...parts: Uint8Array[]) =>
  Uint8Array.from(
    [fixture('mat-matrix.mat').subarray(0, 128), ...parts].flatMap((part) => [...part]),
  );
const compressed = (content: Uint8Array, claimed = content.length) => {
  const packed = zlibSync(Uint8Array.from([...words(14, claimed), ...content]));
  return [words(15, packed.length), packed];
};

describe('recordings in MAT-files', () => {
  it('of version 4, and files that are empty, are called so', () => {
    const messageOf = (head: Uint8Array) => unreadFile(head, 'a.mat', 'a.mat').message;
    // As SciPy begins a matrix `out1` of 500 × 4 numbers.
    expect(messageOf(words(0, 500, 4, 0, 5, 0x3174756f, 0))).toMatch(/version 4/);
    expect(messageOf(words(1, 500, 4, 0, 5, 0x3174756f, 0))).toMatch(/no known format/);
    expect(messageOf(words())).toMatch(/is empty/);
  });

  it('count from 1 if their polarities do', () => {
    const notes: Note[] = [];
    const report = reportOn('a.mat', { onWarning: (note) => notes.push(note) });
    const names = ['x', 'y', 'p', 'ts'];
    const columns = (x: number, p: number[]) =>
      [[x, 7], [2, 3], p, [5, 9]].map((values) => Float64Array.from(values));
    const zero = (x: number, p: number[]) =>
      fromOne(names, columns(x, p), report).map((column) => [...column]);
    expect(zero(1, [2, 1])).toEqual([
      [0, 6],
      [1, 2],
      [1, 0],
      [5, 9],
    ]);
    expect(zero(0, [2, 1])).toEqual([
      [0, 7],
      [2, 3],
      [1, 0],
      [5, 9],
    ]);
    expect(zero(1, [0, 1])).toEqual([
      [1, 7],
      [2, 3],
      [0, 1],
      [5, 9],
    ]);
    expect(zero(1, [-1, 1])).toEqual([
      [1, 7],
      [2, 3],
      [-1, 1],
      [5, 9],
    ]);
    expect(notes.map(noteText)).toEqual([
      expect.stringContaining('pixels from 1'),
      expect.stringContaining('polarities 1 and 2'),
    ]);
  });

  it('that are a matrix take data.columns', async () => {
    const { x, y } = await decode(fixture('mat-matrix.mat'), { columns: ['y', 'x', 'p', 't'] });
    expect([x[0], y[0]]).toEqual([30, 10]);
  });

  it('of dat2mat.m are read with data.columns as any others, and rows as they are', async () => {
    const columns = ['t', 'x', 'y', 'p'] as const;
    const { y } = await decode(fixture('mat-conv-snn.mat'), { columns });
    expect([...y]).toEqual([97, 107, 127, 0]);
  });

  it.each([
    ['five columns', 5, [], /the 5 columns of out1 are not those of dat2mat.m/],
    ['other filling', 6, [[0, 1, 2, 3, 4, 1]], /the 6 columns of out1/],
    ['another last column', 4, [[0, 1, 2, 3]], /the 4 columns of out1/],
  ] as const)('of dat2mat.m are refused with %s', async (_, width, rows, message) => {
    const row = rows[0] ?? Array.from({ length: width }, () => 0);
    const columns = row.map((value) => Float64Array.of(value));
    const report = reportOn('a.mat', {});
    const options = { sensor: null, timeUnit: null, columns: null };
    await expectFailure(() => readDat2mat(columns, report, options), 'data', message, /out1/);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['another beginning', fixture('mat-matrix.mat').fill(0, 124), /does not begin/],
    ['no events', fileOf(), /no x, y, p and t/],
    ['a cut element', fileOf(words(14, 1000), words(0, 0)), /1000 bytes is cut/],
    ['a damaged stream', fileOf(words(15, 8), words(0x9c78, 0xffff)), /cannot be unpacked/],
    [
      'a variable that claims too much',
      fileOf(...compressed(words(1, 2), 2 ** 20)),
      /cannot be unpacked/,
    ],
    ['a bomb', fileOf(...compressed(words(1, 2), 2 ** 31)), /unpack to over/],
    [
      'a variable without a shape',
      fileOf(...compressed(words(6, 8, 6, 0, 5, 0, 1, 0))),
      /no shape/,
    ],
  ])('are refused with %s', async (_, bytes, message) => {
    await expectFailure(() => decode(bytes), 'data', message, /^a\.mat, /);
  });

  it('verify checksums', async () => {
    const bytes = fixture('mat-nested.mat');
    bytes[bytes.length - 1]! ^= 1;
    await expectFailure(() => decode(bytes), 'data', /cannot be unpacked/, /byte 136$/);
  });

  it('are read in either byte order', () => {
    const view = new DataView(new ArrayBuffer(128 + 64));
    view.setUint16(124, 0x0100);
    view.setUint16(126, 0x4d49);
    // Matrix of 56 bytes: flags of a 16-bit array, shape 1 × 2, name x, values 515 and 7.
    const numbers = [
      14, 56, 6, 8, 10, 0, 5, 8, 1, 2, 0x0001_0001, 0x7800_0000, 3, 4, 0x0203_0007, 0,
    ];
    numbers.forEach((value, k) => {
      view.setUint32(128 + 4 * k, value);
    });
    const x = decodeMat(new Uint8Array(view.buffer), 'a.mat').fields.get('x');
    expect(x).toMatchObject({ kind: 'numbers', shape: [1, 2] });
    expect(x?.kind === 'numbers' && [...x.read()]).toEqual([515, 7]);
  });
});
