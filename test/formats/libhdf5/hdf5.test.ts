/** The guarded HDF5 reader against what h5py wrote, and against files made to hurt. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { DiskStore } from '../../../src/data/store/disk.ts';
import type { FileStore, OpenFile } from '../../../src/formats/file-store.ts';
import { Hdf5File } from '../../../src/formats/libhdf5/hdf5.ts';
import { expectFailure } from '../../data/helpers.ts';
import { memoryStore } from '../../data/sources/memory-store.ts';

const FIXTURES = 'test/fixtures/hdf5';
const fixture = (name: string) => new Uint8Array(readFileSync(join(FIXTURES, name)));

const odd = fixture('odd.h5');

/** One action for each question. */
const on = (opened: Hdf5File) => ({
  has: (path: string) => opened.read((reader) => reader.has(path)),
  length: (path: string) => opened.read((reader) => reader.length(path)),
  numbers: (path: string) => opened.read((reader) => reader.numbers(path)),
  strings: (path: string) => opened.read((reader) => reader.strings(path)),
  row: (path: string, index: number) => opened.read((reader) => reader.row(path, index)),
});

let file: Hdf5File;
beforeAll(async () => {
  file = await Hdf5File.open(memoryStore({ 'odd.h5': odd }), 'odd.h5');
});
afterAll(() => file.close());

describe('what h5py wrote', () => {
  it.each(['f2', 'f2be', 'f4', 'f4be', 'f8', 'f8be'])('reads %s', async (type) => {
    expect(Array.from(await on(file).numbers(`numbers/${type}`))).toEqual([0.5, -1.25, 3]);
  });

  it.each(['u1', 'u4', 'u4be', 'i1', 'i2', 'i8be', 'u8'])('reads %s', async (type) => {
    expect(Array.from(await on(file).numbers(`numbers/${type}`))).toEqual([1, 2, 100]);
  });

  it('reads ragged rows, of either byte order, empty ones too', async () => {
    expect(await on(file).length('ragged')).toBe(3);
    expect(await on(file).row('ragged', 0)).toEqual(Float32Array.of(1.5));
    expect(await on(file).row('ragged', 1)).toEqual(new Float32Array(0));
    expect(await on(file).row('ragged', 2)).toEqual(Float32Array.of(2, -3));
    expect(await on(file).row('huge-rows', 2 ** 40 - 1)).toEqual(new Uint8Array(0));
  });

  it('reads strings of fixed and of variable length', async () => {
    expect(await on(file).strings('strings/fixed')).toEqual(['one', 'thirteen', '']);
    expect(await on(file).strings('strings/variable')).toEqual(['a', 'äö', '']);
  });

  it('reads an empty data set, and says what is there', async () => {
    expect(await on(file).numbers('empty')).toEqual(new Uint16Array(0));
    expect(await on(file).has('empty')).toBe(true);
    expect(await on(file).has('strings')).toBe(false);
    expect(await on(file).has('strings/none')).toBe(false);
  });
});

describe('what it refuses', () => {
  it.each<[string, RegExp]>([
    ['missing', /no such data set/],
    ['strings', /no such data set/],
    ['circle', /no such data set/],
    ['outside', /no such data set/],
    ['scalar', /shape \(\)/],
    ['matrix', /shape \(2, 2\)/],
    ['null', /shape \(none\)/],
    ['truth', /integers or floats/],
    ['complex', /integers or floats/],
    ['record', /integers or floats/],
    ['text-rows', /integers or floats/],
    ['strings/fixed', /integers or floats/],
    ['ragged', /integers or floats/],
    ['unsafe', /9007199254740994/],
    ['huge', /claims 8796093022208 bytes/],
    ['huge-chunk', /chunk claims 2147483648 bytes/],
    ['elsewhere', /unable to open external raw data file/],
  ])('numbers %s', async (path, message) => {
    await expectFailure(() => on(file).numbers(path), 'data', message, /^odd\.h5, data set /);
  });

  it('rows where there are none, strings that are numbers', async () => {
    await expectFailure(() => on(file).row('ragged', 3), 'data', /has 3 rows/, /ragged, row 3$/);
    await expectFailure(() => on(file).row('numbers/u1', 0), 'data', /ragged/, /u1, row 0$/);
    await expectFailure(
      () => on(file).row('text-rows', 0),
      'data',
      /integers/,
      /text-rows, row 0$/,
    );
    await expectFailure(() => on(file).row('huge', 2 ** 40), 'data', /ragged/, /huge/);
    await expectFailure(() => on(file).strings('numbers/u1'), 'data', /strings/, /numbers\/u1$/);
  });

  it('a chunk that unpacks to a gigabyte, and reads on afterwards', async () => {
    const before = process.memoryUsage().rss;
    await expectFailure(() => on(file).numbers('bomb'), 'data', /over 268435456 bytes/, /bomb$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(4e8);
    expect(await on(file).numbers('numbers/u1')).toEqual(Uint8Array.of(1, 2, 100));
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    [
      'text',
      new TextEncoder().encode('no HDF5 file at all, though long enough to be one '.repeat(99)),
    ],
    ['a bare signature', odd.subarray(0, 8)],
    ['half a file', odd.subarray(0, odd.length >> 1)],
    ['a file without its last byte', odd.subarray(0, odd.length - 1)],
  ])('%s', async (_, bytes) => {
    const store = memoryStore({ 'x.h5': bytes });
    await expectFailure(() => Hdf5File.open(store, 'x.h5'), 'data', /cannot be read: /, /^x\.h5$/);
  });
});

/** A store that gives the fixture in place, through a reader that a test can break. */
function storeOver(read: OpenFile['read']): FileStore & { closed: boolean } {
  const store = {
    ...memoryStore({ 'odd.h5': odd }),
    closed: false,
    openFile: async (): Promise<OpenFile> => ({
      size: odd.length,
      read,
      close: () => {
        store.closed = true;
      },
    }),
  };
  return store;
}

const readOdd: OpenFile['read'] = (position, target) => {
  const part = odd.subarray(position, position + target.length);
  target.set(part);
  return part.length;
};

describe('files in place', () => {
  it('reads of a file over 2 GiB only what it needs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'motifsmith-hdf5-'));
    try {
      const path = join(folder, 'odd.h5');
      copyFileSync(join(FIXTURES, 'odd.h5'), path);
      truncateSync(path, 5 * 2 ** 30);
      const disk = await DiskStore.open(path);
      let bytes = 0;
      const opened = await disk.openFile('odd.h5');
      const store: FileStore = {
        ...memoryStore({}),
        openFile: async () => ({
          ...opened,
          read: (position, target) => {
            bytes += target.length;
            return opened.read(position, target);
          },
        }),
      };
      const large = await Hdf5File.open(store, 'odd.h5');
      expect(await on(large).numbers('numbers/f2')).toEqual(Float32Array.of(0.5, -1.25, 3));
      expect(bytes).toBeLessThan(100_000);
      large.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('passes on what the disk says, and recovers with it', async () => {
    let broken = false;
    const store = storeOver((position, target) => {
      if (broken) throw new MotifsmithError('data', 'The disk is gone.', { where: 'odd.h5' });
      return readOdd(position, target);
    });
    const opened = await Hdf5File.open(store, 'odd.h5');
    broken = true;
    await expect(on(opened).strings('strings/variable')).rejects.toThrow(/The disk is gone/);
    broken = false;
    expect(await on(opened).strings('strings/variable')).toEqual(['a', 'äö', '']);
    opened.close();
    expect(store.closed).toBe(true);
  });

  it('begins anew after the library was torn apart in the middle of its work', async () => {
    let tear = false;
    const store = storeOver((position, target) => {
      if (tear) throw new WebAssembly.RuntimeError('unreachable');
      return readOdd(position, target);
    });
    const opened = await Hdf5File.open(store, 'odd.h5');
    expect(await on(opened).numbers('numbers/f4')).toEqual(Float32Array.of(0.5, -1.25, 3));
    tear = true;
    const failure = /cannot be read: unreachable/;
    await expectFailure(() => on(opened).row('ragged', 0), 'data', failure, /ragged, row 0$/);
    await expectFailure(() => on(opened).row('ragged', 0), 'data', failure, /^odd\.h5$/);
    tear = false;
    expect(await on(opened).row('ragged', 0)).toEqual(Float32Array.of(1.5));
    opened.close();
  });

  it('ends a loop without end, goes on with a fresh instance, and gives up in the end', async () => {
    const bytes = fixture('shd_test.h5');
    const view = new DataView(bytes.buffer);
    // Objects of a heap: index, 6 bytes, size; 0 is the index of the free space at its end.
    let object = Buffer.from(bytes).indexOf('GCOL') + 16;
    const size = () => Number(view.getBigUint64(object + 8, true));
    while (view.getUint16(object, true) !== 0) object += 16 + 8 * Math.ceil(size() / 8);
    // Free space of no size, of which the next piece is the same again.
    view.setBigUint64(object + 8, 0n, true);
    const looping = await Hdf5File.open(memoryStore({ 'x.h5': bytes }), 'x.h5', 500);
    const failure = /no end was in sight after 0.5 s/;
    const where = /spikes\/times, row 0$/;
    await expectFailure(() => on(looping).row('spikes/times', 0), 'data', failure, where);
    expect(await on(looping).length('labels')).toBe(7);
    for (const row of [1, 2]) {
      await expect(on(looping).row('spikes/times', row)).rejects.toThrow(failure);
    }
    await expectFailure(() => on(looping).length('labels'), 'data', /3 times/, /^x\.h5$/);
    looping.close();
  });

  it('closes a file that it cannot open', async () => {
    const store = storeOver(() => 0);
    await expectFailure(() => Hdf5File.open(store, 'odd.h5'), 'data', /cannot be read/, /odd/);
    expect(store.closed).toBe(true);
  });
});
