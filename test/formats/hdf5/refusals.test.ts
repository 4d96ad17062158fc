/** What the HDF5 reader refuses: kinds of data that are not read, and files that are damaged or hostile. */
import { describe, expect, it, test } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { lookup3 } from '../../../src/formats/hdf5/read/checksums.ts';
import type { Hdf5Group } from '../../../src/formats/hdf5/reader.ts';
import { dataset, group, open, openFixture, readFixture, refusal } from './helpers.ts';

const odd = openFixture('odd.h5');

describe('kinds that are not read', () => {
  it.each<[string, RegExp]>([
    ['null', /data set is empty/],
    ['complex', /only be read by fields/],
    ['record', /only be read by fields/],
    ['text-rows', /class 9/],
    ['ragged', /only be read one by one/],
    ['unsafe', /9007199254740994 is too large/],
    ['elsewhere', /in another file/],
    ['bomb', /compressed twice/],
    ['huge', /unpack to more than/],
    ['huge-chunk', /unpack to more than/],
  ])('%s', (name, message) => {
    const error = refusal(() => dataset(odd, name).read());
    expect(error.kind).toBe('artifact');
    expect(error.message).toMatch(message);
    expect(error.where).toContain(`odd.h5, data set ${name}, byte `);
  });

  it.each(['outside', 'circle'])('the link %s', (name) => {
    expect(refusal(() => odd.open(name)).message).toMatch(/link by path/);
  });

  it('is silent about what is not asked for', () => {
    expect(dataset(odd, 'numbers/u1').read().data).toEqual(Uint8Array.of(1, 2, 100));
    expect(odd.names).toContain('complex');
    expect(dataset(odd, 'truth').read().data).toBeInstanceOf(Int8Array);
  });
});

describe('limits', () => {
  test('of what a chunk unpacks to, stated before anything is unpacked', () => {
    const small = openFixture('v110.h5', { mostBytes: 20_000 });
    expect(dataset(small, 'numbers/i1').read().data).toEqual(Int8Array.of(-3, 0, 100));
    const cube = () => dataset(small, 'indexes/far').read();
    expect(refusal(cube).message).toMatch(/unpack to more than 20000 bytes/);
  });

  test('for each read, or for all together', () => {
    const times = (limit: 'each' | 'together') => {
      const root = openFixture('earliest.h5', { mostBytes: 30_000, limit });
      for (let k = 0; k < 20; k++) dataset(root, 'storage/lzf').read();
    };
    times('each');
    expect(refusal(() => times('together')).message).toMatch(/unpack to more than/);
  });

  test('of members that are members of themselves', () => {
    let loop = group(openFixture('earliest.h5', { limit: 'together' }), 'loop');
    const endless = () => {
      for (;;) loop = loop.open('itself') as Hdf5Group;
    };
    expect(refusal(endless).message).toMatch(/refer to each other without end/);
  });
});

describe('damage', () => {
  test('a file that is not HDF5, or cut short', () => {
    const text = new TextEncoder().encode('long enough to be one, but not HDF5 '.repeat(99));
    expect(refusal(() => open(text)).message).toMatch(/does not start like one/);
    expect(refusal(() => open(new Uint8Array(0))).message).toMatch(/does not start like one/);
    for (const name of ['v110.h5', 'earliest.h5', 'user-block.h5']) {
      const bytes = readFixture(name);
      for (let length = 0; length < bytes.length; length += 97) {
        expect(refusal(() => open(bytes.subarray(0, length))).kind).toBe('artifact');
      }
      expect(refusal(() => open(bytes.subarray(0, -1))).message).toMatch(/cut short/);
    }
  });

  test.each([
    'indexes/single gzip',
    'indexes/implicit',
    'indexes/fixed gzip',
    'indexes/growing gzip',
    'indexes/growing both gzip',
    'indexes/pages',
    'many/member 299',
    `long/39 ${'long'.repeat(60)}`,
  ])('no wrong byte of the newest version changes %s unnoticed', (path) => {
    const bytes = readFixture('latest.h5');
    const intact = dataset(open(bytes), path).read().data;
    // Raw data has no checksum unless it is compressed: there a byte may change an element.
    const mayChange = /gzip/.test(path) ? 0 : 40;
    let [refused, changed] = [0, 0];
    for (let at = 0; at < bytes.length; at += 131) {
      bytes[at]! ^= 4;
      try {
        const { data } = dataset(open(bytes), path).read();
        expect(data.length).toBe(intact.length);
        if (data.some((value, k) => value !== intact[k])) changed += 1;
      } catch (error) {
        if (!(error instanceof MotifsmithError)) throw error;
        refused += 1;
      }
      bytes[at]! ^= 4;
    }
    expect(refused).toBeGreaterThan(10);
    expect(changed).toBeLessThanOrEqual(mayChange);
  });

  test.each([
    ['deflate', 'storage/gzip shuffle'],
    ['fletcher32', 'storage/fletcher32'],
    ['lzf', 'storage/lzf'],
  ])('a chunk that its filter %s finds damaged', (filter, path) => {
    const bytes = readFixture('latest.h5');
    const message = new RegExp(`damaged, as its filter ${filter} tells`);
    let found = 0;
    for (let at = 0; at < bytes.length && found < 3; at += 5) {
      bytes[at]! ^= 255;
      try {
        dataset(open(bytes), path).read();
      } catch (error) {
        if (message.test((error as Error).message)) found += 1;
      }
      bytes[at]! ^= 255;
    }
    expect(found).toBe(3);
  });

  test('an object of a heap that has no length, which led libhdf5 in circles', () => {
    const bytes = readFixture('shd_test.h5');
    const view = new DataView(bytes.buffer);
    let object = Buffer.from(bytes).indexOf('GCOL') + 16;
    while (view.getUint16(object, true) !== 0) {
      object += 16 + 8 * Math.ceil(Number(view.getBigUint64(object + 8, true)) / 8);
    }
    view.setBigUint64(object + 8, 0n, true);
    expect(dataset(open(bytes), 'spikes/times').sequence(0).length).toBeGreaterThan(0);
  });

  test('an object header that continues in itself', () => {
    const bytes = readFixture('earliest.h5');
    const view = new DataView(bytes.buffer);
    const root = Number(view.getBigUint64(64, true));
    // The only message becomes a continuation of 24 bytes: itself. More messages are promised than
    // the file has bytes for.
    view.setUint16(root + 2, 0xffff, true);
    view.setUint16(root + 16, 0x10, true);
    view.setBigUint64(root + 24, BigInt(root + 16), true);
    view.setBigUint64(root + 32, 24n, true);
    expect(refusal(() => open(bytes)).message).toMatch(/without end/);
  });
});

test('lookup3 is Jenkins’ hash', () => {
  // The values that its author's own test program prints (initial value 0).
  const hash = (text: string) => lookup3(new TextEncoder().encode(text));
  expect(hash('')).toBe(0xdeadbeef);
  expect(hash('Four score and seven years ago')).toBe(0x17770551);
});
