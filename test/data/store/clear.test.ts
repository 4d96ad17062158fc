/** Emptying the cache: its own files and no others. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearCache } from '../../../src/data/store/cache/clear.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';

test('deletes decoded sets and hashes, and nothing that is not of the cache', async () => {
  const folder = temporaryFolder();
  const own = [`sets/${'a'.repeat(64)}.cache`, `files/${'b'.repeat(64)}.json`];
  const others = ['sets/thesis.cache', `sets/${'a'.repeat(64)}.json`, 'files/b.json', 'notes.txt'];
  for (const part of ['sets', 'files']) mkdirSync(join(folder, part));
  for (const name of [...own, ...others]) writeFileSync(join(folder, name), 'bytes');
  const isThere = (name: string) => existsSync(join(folder, name));
  expect(await clearCache(folder, true)).toEqual({ files: 2, size: 10, kept: [] });
  expect([...own, ...others].every(isThere)).toBe(true);
  expect(await clearCache(folder, false)).toEqual({ files: 2, size: 10, kept: [] });
  expect([...own, ...others].filter(isThere)).toEqual(others);
  expect(await clearCache(join(folder, 'nowhere'), false)).toEqual({ files: 0, size: 0, kept: [] });
});
