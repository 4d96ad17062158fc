/** The cache: the same samples as without it, decoded once, and no damage passes unseen. */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { type DecodedSet, decodeInMemory } from '../../../src/data/datasets/decode.ts';
import { createTransform } from '../../../src/data/events/transform.ts';
import type { RecordingSet } from '../../../src/data/sources/recording-set.ts';
import { type CachedRequest, openCached } from '../../../src/data/store/cache/open-cached.ts';
import { openCache } from '../../../src/data/store/cache/read.ts';
import { DiskStore } from '../../../src/data/store/disk.ts';
import { temporaryName } from '../../../src/files/temporary.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { madeSet, PLAIN, SENSOR } from '../datasets/sets.ts';
import { allSamples } from '../helpers.ts';

const root = temporaryFolder();
let number = 0;
let folder: string;
let files: string;

beforeEach(() => {
  number += 1;
  folder = join(root, `cache-${number}`);
  files = join(root, `files-${number}`);
  mkdirSync(join(files, 'sub'), { recursive: true });
  writeFileSync(join(files, 'a.bin'), 'first');
  writeFileSync(join(files, 'sub', 'b.bin'), 'second');
  settle();
});

/** As if the files had lain there for long: freshly changed ones are never trusted. */
function settle(): void {
  // The time of change cannot be set; the clock of the test goes on instead.
  clock += 10_000;
}
let clock = 0;
const realNow = Date.now;
Date.now = () => realNow() + clock;

interface Opening extends Partial<Omit<CachedRequest, 'store'>> {
  readonly set?: RecordingSet;
  readonly skipBad?: boolean;
  readonly version?: string;
  readonly path?: string;
  readonly onDamage?: (damage: MotifsmithError) => void;
}

/** Opens the files by way of the cache; tells whether the set was decoded and bytes were hashed. */
async function open({
  set = madeSet(),
  skipBad = false,
  version = '1',
  path = files,
  onDamage,
  ...request
}: Opening = {}): Promise<{ decoded: DecodedSet; built: boolean; hashed: number }> {
  let built = false;
  let hashed = 0;
  const decoded = await openCached(
    {
      store: await DiskStore.open(path),
      recipe: { format: 'made' },
      transform: PLAIN,
      openSet: async () => {
        built = true;
        return set;
      },
      ...request,
    },
    { folder, version, onDamage },
    {
      skipBad,
      onProgress: ({ stage, done }) => {
        if (stage === 'hash') hashed = done;
      },
    },
  );
  return { decoded, built, hashed };
}

const cacheFiles = () =>
  readdirSync(join(folder, 'sets')).map((name) => join(folder, 'sets', name));

const inMemory = (set: RecordingSet, skipBad = false) =>
  decodeInMemory(set, createTransform(SENSOR, PLAIN), { skipBad });

/** Everything that a set tells, samples included. */
function content({ samples, close: _, ...rest }: DecodedSet) {
  return { ...rest, samples: allSamples(samples), digests: [...rest.digests] };
}

describe('what is read from the cache', () => {
  it('is what decoding gives, now and later', async () => {
    const expected = content(await inMemory(madeSet()));
    for (const built of [true, false, false]) {
      const found = await open();
      expect(found.built).toBe(built);
      expect(content(found.decoded)).toEqual(expected);
      expect(found.decoded.samples.label(4)).toBe(1);
      found.decoded.close();
    }
  });

  it('is what decoding gives for many channels, too, and without damaged recordings', async () => {
    const sensor = { width: 300, height: 300, polarities: 1 as const };
    const set: RecordingSet = {
      ...madeSet({ count: 3 }),
      sensor,
      read: async (k) => ({
        sensor,
        times: Float64Array.of(0, 1000 * k),
        x: Uint16Array.of(299, k),
        y: Uint16Array.of(299, 3),
        polarity: Uint8Array.of(0, 0),
      }),
    };
    const { decoded } = await open({ set, recipe: { format: 'wide' } });
    expect(decoded.samples.read(2).channels).toEqual(Uint32Array.of(89_999, 902));
    const bad = madeSet({ bad: [0, 11] });
    const partial = await open({ set: bad, skipBad: true, recipe: { format: 'bad' } });
    expect(content(partial.decoded)).toEqual(content(await inMemory(bad, true)));
    expect(partial.decoded.skipped).toHaveLength(2);
  });

  it('cannot be read after it was closed', async () => {
    const { decoded } = await open();
    decoded.close();
    decoded.close();
    expect(() => decoded.samples.read(0)).toThrow(/closed/);
  });

  it('does not excuse damaged recordings that an earlier reader left out', async () => {
    const set = madeSet({ bad: [4] });
    (await open({ set, skipBad: true })).decoded.close();
    await expect(open({ set })).rejects.toMatchObject({
      kind: 'data',
      where: 'folder/1/4.bin, byte 17',
    });
    expect((await open({ set, skipBad: true })).built).toBe(false);
  });
});

describe('the key', () => {
  it('reads no file again whose size and times are unchanged', async () => {
    expect((await open()).hashed).toBe(11);
    expect(await open()).toMatchObject({ built: false, hashed: 0 });
    writeFileSync(join(files, 'c.bin'), 'third');
    settle();
    expect(await open()).toMatchObject({ built: true, hashed: 5 });
    rmSync(join(files, 'c.bin'));
    expect(await open()).toMatchObject({ built: false, hashed: 0 });
  });

  it('notices a change that keeps size and time of modification', async () => {
    const path = join(files, 'a.bin');
    const { atime, mtime } = statSync(path);
    await open();
    writeFileSync(path, 'First');
    utimesSync(path, atime, mtime);
    expect(await open()).toMatchObject({ built: true, hashed: 5 });
  });

  it('does not trust a file that changed just before it was read', async () => {
    clock = 0;
    await open();
    expect(await open()).toMatchObject({ built: false, hashed: 11 });
  });

  it('is that of the content, wherever the files lie', async () => {
    await open();
    const copy = `${files}-copy`;
    cpSync(files, copy, { recursive: true });
    expect(await open({ path: copy })).toMatchObject({ built: false, hashed: 11 });
    cpSync(join(copy, 'a.bin'), join(copy, 'moved.bin'));
    rmSync(join(copy, 'a.bin'));
    expect((await open({ path: copy })).built).toBe(true);
  });

  it('tells transforms, recipes and versions apart', async () => {
    const different: Opening[] = [
      {},
      { transform: { ...PLAIN, binMs: 2 } },
      { transform: { ...PLAIN, counts: false } },
      { recipe: { format: 'other' } },
      { version: '2' },
    ];
    for (const opening of different) expect((await open(opening)).built).toBe(true);
    expect(cacheFiles()).toHaveLength(different.length);
    for (const opening of different) expect((await open(opening)).built).toBe(false);
  });

  it('survives a damaged list of known files', async () => {
    await open();
    const [list] = readdirSync(join(folder, 'files'));
    for (const text of ['', '{"a.bin":', 'null', '[]']) {
      writeFileSync(join(folder, 'files', list!), text);
      expect(await open()).toMatchObject({ built: false, hashed: 11 });
    }
  });
});

describe('damage', () => {
  it('of any byte is found and named, or does not matter', async () => {
    const { decoded } = await open();
    const expected = content(decoded);
    decoded.close();
    const [path] = cacheFiles();
    const whole = readFileSync(path!);
    let found = 0;
    const property = fc.property(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      (at, flip) => {
        const damaged = Buffer.from(whole);
        damaged[at] = damaged[at]! ^ flip;
        writeFileSync(path!, damaged);
        let set: DecodedSet | null = null;
        try {
          set = openCache(path!);
          expect(content(set!)).toEqual(expected);
        } catch (error) {
          expect(error).toBeInstanceOf(MotifsmithError);
          expect((error as MotifsmithError).where).toMatch(/\.cache, byte \d+$/);
          expect((error as MotifsmithError).message).toContain('is damaged');
          found += 1;
        } finally {
          set?.close();
        }
      },
    );
    fc.assert(property, { numRuns: 400, seed: 1 });
    // Only the 16 unused bytes of the header do not matter.
    expect(found).toBeGreaterThan(380);
  });

  it('of a sample names the recording', async () => {
    const { decoded } = await open();
    const [path] = cacheFiles();
    const bytes = readFileSync(path!);
    bytes[70] = bytes[70]! ^ 1;
    writeFileSync(path!, bytes);
    expect(() => decoded.samples.read(0)).toThrow(/recording 0\/0\.bin fails its checksum/);
    expect(decoded.samples.read(1).label).toBe(1);
  });

  it('that shows on opening is told, and the file made again', async () => {
    const expected = content((await open()).decoded);
    const [path] = cacheFiles();
    for (const length of [0, 10, 64, statSync(path!).size - 1]) {
      truncateSync(path!, length);
      const damages: string[] = [];
      const { decoded, built } = await open({ onDamage: ({ message }) => damages.push(message) });
      expect(built).toBe(true);
      expect(damages).toHaveLength(1);
      expect(content(decoded)).toEqual(expected);
    }
  });
});

describe('builders', () => {
  it('that run side by side give the same file', async () => {
    let begun = 0;
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    // Neither is through before the other has begun.
    const openSet = async () => {
      begun += 1;
      if (begun === 2) meet();
      await met;
      return madeSet();
    };
    const both = await Promise.all([open({ openSet }), open({ openSet })]);
    const [one, other] = both.map(({ decoded }) => content(decoded));
    expect(one).toEqual(other);
    expect(cacheFiles()).toHaveLength(1);
  });

  it('write the same bytes each time', async () => {
    await open();
    const [path] = cacheFiles();
    const first = readFileSync(path!);
    rmSync(path!);
    await open();
    expect(readFileSync(path!).equals(first)).toBe(true);
  });

  it('leave nothing behind when they fail', async () => {
    await expect(open({ set: madeSet({ bad: [5] }) })).rejects.toMatchObject({ kind: 'data' });
    expect(cacheFiles()).toEqual([]);
    expect(readdirSync(join(folder, 'files')).every((name) => name.endsWith('.json'))).toBe(true);
  });

  it('refuse files that change while they are read', async () => {
    const set = madeSet();
    const changing: RecordingSet = {
      ...set,
      read: (k) => {
        if (k === 5) writeFileSync(join(files, 'a.bin'), 'other content');
        return set.read(k);
      },
    };
    await expect(open({ set: changing })).rejects.toMatchObject({
      message: 'The files changed while they were read.',
      where: join(files, 'a.bin'),
    });
    expect(cacheFiles()).toEqual([]);
  });

  it('sweep up after those that were killed, and only after them', async () => {
    mkdirSync(join(folder, 'sets'), { recursive: true });
    const alive = await temporaryName(join(folder, 'sets', 'x.cache'));
    // No process has this number: it is above the largest that Linux and macOS give.
    const dead = alive.replace(`-${process.pid}-`, '-4194999-');
    const foreign = dead.replace(/\.[0-9a-f]{8}-/, '.00000000-');
    const abandoned = foreign.replace('x.cache', 'y.cache');
    for (const path of [alive, dead, foreign, abandoned]) writeFileSync(path, 'part');
    const old = realNow() / 1000 - 3 * 24 * 3600;
    utimesSync(abandoned, old, old);
    clock = 0;
    const left = () => cacheFiles().filter((path) => path.endsWith('.tmp'));
    await open();
    expect(left().sort()).toEqual([alive, foreign].sort());
    // And when the set is in the cache already.
    writeFileSync(dead, 'part');
    await open();
    expect(left().sort()).toEqual([alive, foreign].sort());
  });
});

it('says where the cache can go if it cannot be written', async () => {
  writeFileSync(folder, 'a file in the way');
  await expect(open()).rejects.toMatchObject({
    kind: 'inputOutput',
    remedy: expect.stringContaining('MOTIFSMITH_CACHE'),
  });
});
