/** Columns of HDF5 files of recordings: against what h5py wrote, in memory and in place. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../../src/core/errors.ts';
import { ColumnFile } from '../../../../src/data/sources/cochlea/hdf5-columns.ts';
import { DiskStore } from '../../../../src/data/store/disk.ts';
import type { FileStore, OpenFile } from '../../../../src/formats/file-store.ts';
import { expectFailure } from '../../helpers.ts';
import { memoryStore } from '../memory-store.ts';

const FIXTURES = 'test/fixtures/hdf5';
const odd = new Uint8Array(readFileSync(join(FIXTURES, 'odd.h5')));
const file = await ColumnFile.open(memoryStore({ 'odd.h5': odd }), 'odd.h5');

describe('what h5py wrote', () => {
  it.each(['f2', 'f2be', 'f4', 'f4be', 'f8', 'f8be'])('reads %s', (type) => {
    expect(Array.from(file.column(`numbers/${type}`).numbers())).toEqual([0.5, -1.25, 3]);
  });

  it.each(['u1', 'u4', 'u4be', 'i1', 'i2', 'i8be', 'u8'])('reads %s', (type) => {
    expect(Array.from(file.column(`numbers/${type}`).numbers())).toEqual([1, 2, 100]);
  });

  it('reads truth values as numbers', () => {
    expect([...file.column('truth').numbers()]).toEqual([1, 0]);
  });

  it('reads ragged rows, of either byte order, empty ones too', () => {
    const ragged = file.column('ragged');
    expect(ragged.length).toBe(3);
    expect(ragged.row(0)).toEqual(Float32Array.of(1.5));
    expect(ragged.row(1)).toEqual(new Float32Array(0));
    expect(ragged.row(2)).toEqual(Float32Array.of(2, -3));
    expect(file.column('huge-rows').row(2 ** 40 - 1)).toEqual(new Uint8Array(0));
  });

  it('reads strings of fixed and of variable length', () => {
    expect(file.column('strings/fixed').strings()).toEqual(['one', 'thirteen', '']);
    expect(file.column('strings/variable').strings()).toEqual(['a', 'äö', '']);
  });

  it('reads an empty data set, and says what is there', () => {
    expect(file.column('empty').numbers()).toEqual(new Uint16Array(0));
    expect(file.find('empty')).not.toBeNull();
    expect(file.find('strings')).toBeNull();
    expect(file.find('strings/none')).toBeNull();
  });
});

describe('what it refuses', () => {
  it.each<[string, RegExp]>([
    ['missing', /no such data set/],
    ['strings', /no such data set/],
    ['circle', /link by path/],
    ['outside', /link by path/],
    ['scalar', /shape \(\)/],
    ['matrix', /shape \(2, 2\)/],
    ['null', /data set is empty/],
    ['complex', /records can only be read by fields/],
    ['record', /records can only be read by fields/],
    ['text-rows', /neither numbers nor text/],
    ['strings/fixed', /does not hold numbers/],
    ['ragged', /only be read one by one/],
    ['unsafe', /9007199254740994/],
    ['huge', /more than 134217728 bytes/],
    ['huge-chunk', /more than 134217728 bytes/],
    ['elsewhere', /in another file/],
    ['bomb', /compressed twice/],
  ])('numbers %s', async (path, message) => {
    await expectFailure(() => file.column(path).numbers(), 'data', message, /^odd\.h5, /);
  });

  it('rows where there are none, strings that are numbers', async () => {
    const row = (path: string, index: number) => () => file.column(path).row(index);
    await expectFailure(row('ragged', 3), 'data', /no sequence 3/, /data set ragged, byte/);
    await expectFailure(row('numbers/u1', 0), 'data', /not hold sequences/, /numbers\/u1, byte/);
    await expectFailure(row('text-rows', 0), 'data', /neither/, /text-rows, byte/);
    await expectFailure(row('huge', 2 ** 40), 'data', /not hold sequences/, /huge/);
    const strings = () => file.column('numbers/u1').strings();
    await expectFailure(strings, 'data', /not hold strings/, /numbers\/u1$/);
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('not HDF5, though long enough to be it '.repeat(99))],
    ['a bare signature', odd.subarray(0, 8)],
    ['half a file', odd.subarray(0, odd.length >> 1)],
    ['a file without its last byte', odd.subarray(0, odd.length - 1)],
  ])('%s', async (_, bytes) => {
    const open = () => ColumnFile.open(memoryStore({ 'x.h5': bytes }), 'x.h5');
    await expectFailure(open, 'data', /cannot be read: /, /^x\.h5, byte \d+$/);
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
      const large = await ColumnFile.open(store, 'odd.h5');
      expect(large.column('numbers/f2').numbers()).toEqual(Float32Array.of(0.5, -1.25, 3));
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
    const opened = await ColumnFile.open(store, 'odd.h5');
    const strings = () => opened.column('strings/variable').strings();
    broken = true;
    expect(strings).toThrow(/The disk is gone/);
    broken = false;
    expect(strings()).toEqual(['a', 'äö', '']);
    opened.close();
    expect(store.closed).toBe(true);
  });

  it('notices that a file became shorter', async () => {
    let size = odd.length;
    const store = storeOver((position, target) => {
      const part = odd.subarray(position, Math.min(size, position + target.length));
      target.set(part);
      return part.length;
    });
    const opened = await ColumnFile.open(store, 'odd.h5');
    size = 4000;
    const numbers = () => opened.column('numbers/f8').numbers();
    await expectFailure(numbers, 'data', /became shorter/, /byte \d+$/);
  });

  it('closes a file that it cannot open', async () => {
    const store = storeOver(() => 0);
    await expectFailure(() => ColumnFile.open(store, 'odd.h5'), 'data', /became shorter/, /odd/);
    expect(store.closed).toBe(true);
  });
});
