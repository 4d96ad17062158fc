/** Folders come into being whatever other processes do meanwhile. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ensureFolder } from '../../src/files/folders.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, mkdir: vi.fn(real.mkdir) };
});

const root = temporaryFolder();
let number = 0;
let folder: string;

beforeEach(async () => {
  folder = join(root, String(++number));
  await mkdir(folder);
});

const isFolder = async (path: string) => (await stat(path)).isDirectory();

describe('ensureFolder', () => {
  test('makes all that is missing, and leaves what is there', async () => {
    const path = join(folder, 'a', 'b');
    await ensureFolder(path);
    await writeFile(join(path, 'kept'), '');
    await ensureFolder(path);
    expect((await stat(join(path, 'kept'))).isFile()).toBe(true);
  });

  test('succeeds if another process makes the parent just after this one has missed it', async () => {
    const path = join(folder, 'a', 'b');
    vi.mocked(mkdir).mockImplementationOnce(async (): Promise<undefined> => {
      const missing = mkdir(path);
      await missing.catch(() => mkdir(dirname(path)));
      await missing;
    });
    await ensureFolder(path);
    expect(await isFolder(path)).toBe(true);
  });

  test('succeeds if another process makes the folder first', async () => {
    const path = join(folder, 'a');
    vi.mocked(mkdir).mockImplementationOnce(async (): Promise<undefined> => {
      await mkdir(path);
      await mkdir(path);
    });
    await ensureFolder(path);
    expect(await isFolder(path)).toBe(true);
  });

  test('says what is in the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expectFailure(() => ensureFolder(file), 'inputOutput', /file of this name/, /file$/);
    const below = join(file, 'a');
    await expectFailure(() => ensureFolder(below), 'inputOutput', /a part of the path/, /a$/);
  });

  test.runIf(process.platform === 'linux')(
    'ends where a file system answers ENOENT although the parent exists',
    async () => {
      const path = '/proc/motifsmith/a';
      await expectFailure(() => ensureFolder(path), 'inputOutput', /does not exist/, /a$/);
    },
  );
});
