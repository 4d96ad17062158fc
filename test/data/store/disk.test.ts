/** Files as the operating system gives them, and where the cache is. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../src/data/store/cache/location.ts';
import { DiskStore } from '../../../src/data/store/disk.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { expectFailure } from '../helpers.ts';

const root = temporaryFolder();
mkdirSync(join(root, 'b', 'c'), { recursive: true });
for (const path of ['a.bin', 'b/c/d.bin', 'b.bin', '.hidden', 'b/.DS_Store', 'Z.bin']) {
  writeFileSync(join(root, path), path);
}

describe('a store', () => {
  it('lists files by path, those that people see', async () => {
    const store = await DiskStore.open(root);
    expect(store.root).toBe(root);
    expect(await store.list()).toEqual([
      { path: 'Z.bin', size: 5 },
      { path: 'a.bin', size: 5 },
      { path: 'b.bin', size: 5 },
      { path: 'b/c/d.bin', size: 9 },
    ]);
  });

  it('reads whole files, beginnings, pieces and places', async () => {
    const store = await DiskStore.open(root);
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    expect(text(await store.read('b/c/d.bin'))).toBe('b/c/d.bin');
    expect(text(await store.head('b/c/d.bin', 3))).toBe('b/c');
    expect(text(await store.head('a.bin', 99))).toBe('a.bin');
    let pieces = '';
    for await (const piece of store.chunks('b/c/d.bin', 4)) pieces += `${text(piece)}|`;
    expect(pieces).toBe('b/c/|d.bi|n|');
    const file = await store.openFile('b/c/d.bin');
    const target = new Uint8Array(6);
    expect([file.size, file.read(6, target), text(target.subarray(0, 3))]).toEqual([9, 3, 'bin']);
    file.close();
  });

  it('of a single file holds that file', async () => {
    const store = await DiskStore.open(join(root, 'b', 'c', 'd.bin'));
    expect(store.root).toBe(join(root, 'b', 'c'));
    expect(await store.list()).toEqual([{ path: 'd.bin', size: 9 }]);
  });

  it('refuses what is not there, naming it', async () => {
    const absent = join(root, 'absent');
    await expectFailure(() => DiskStore.open(absent), 'data', /does not exist/, /absent/);
    const store = await DiskStore.open(root);
    const reads = [() => store.read('x'), () => store.head('x', 1), () => store.openFile('x')];
    for (const read of reads) await expectFailure(read, 'data', /does not exist/, /x$/);
    await expectFailure(() => store.read('b'), 'data', /is a folder/, /b$/);
  });

  it.skipIf(process.platform === 'win32')('follows links, but not in circles', async () => {
    const linked = join(root, 'linked');
    mkdirSync(linked);
    symlinkSync(join(root, 'b'), join(linked, 'there'));
    const store = await DiskStore.open(linked);
    expect((await store.list()).map(({ path }) => path)).toEqual(['there/c/d.bin']);
    symlinkSync(linked, join(linked, 'self'));
    const circle = await DiskStore.open(linked);
    expect((await circle.list()).map(({ path }) => path)).toEqual(['there/c/d.bin']);
    const [self, ...others] = await circle.unreadable();
    expect([self!.id, self!.error.message, others]).toEqual([
      'self',
      'The data is a link that leads back to itself.',
      [],
    ]);
  });
});

it('finds the folder of caches', () => {
  expect(cacheFolder({ MOTIFSMITH_CACHE: '/x' })).toBe('/x');
  expect(cacheFolder({ XDG_CACHE_HOME: '/y' })).toBe(join('/y', 'motifsmith'));
  expect(cacheFolder({})).toContain(homedir());
});
