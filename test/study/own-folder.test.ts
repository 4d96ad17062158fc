/** Folders that become a study's or a sweep's, also while other processes want the same. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { exists } from '../../src/files/read.ts';
import { requireOwnFolder } from '../../src/study/own-folder.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, readdir: vi.fn(real.readdir) };
});

const root = temporaryFolder();
let number = 0;
let folder: string;

beforeEach(() => {
  folder = join(root, String(++number));
});

const claim = () =>
  requireOwnFolder(folder, {
    kind: 'study',
    record: 'study.json',
    holds: () => exists(join(folder, 'study.json')),
  });

describe('requireOwnFolder', () => {
  test('makes the folder, and takes one with locks, runs and leftovers of the record', async () => {
    await claim();
    expect(await readdir(folder)).toEqual([]);
    await mkdir(join(folder, 'runs'));
    for (const name of ['lock', 'study.json.123.tmp']) await writeFile(join(folder, name), '');
    await claim();
  });

  test('takes its own, whatever else is there', async () => {
    await mkdir(folder);
    for (const name of ['notes.txt', 'study.json']) await writeFile(join(folder, name), '');
    await claim();
  });

  test('names what is in the way', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'notes.txt'), '');
    await expectFailure(claim, 'usage', /holds no study/, /notes\.txt$/);
  });

  test.each(['before', 'after'])(
    'is not misled by a process that writes the record just %s the folder is listed',
    async (moment) => {
      await mkdir(folder);
      vi.mocked(readdir).mockImplementationOnce(async (path) => {
        const record = () => writeFile(join(folder, 'study.json'), '');
        if (moment === 'before') await record();
        const names = await readdir(path);
        if (moment === 'after') await record();
        return names as never;
      });
      await claim();
    },
  );
});
