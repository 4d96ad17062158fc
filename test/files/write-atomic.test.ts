/** Files appear complete or not at all, and every refusal says what to do. */
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically, writeJson, writeWhole } from '../../src/files/write-atomic.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const root = temporaryFolder();
let number = 0;
let folder: string;
let path: string;

beforeEach(async () => {
  folder = join(root, String(++number));
  await mkdir(folder);
  path = join(folder, 'file.json');
});

describe('writeAtomically', () => {
  it('writes pieces of any size, and can correct what it wrote', async () => {
    const pieces = [3, 2 ** 20, 1, 3 * 2 ** 20 + 5].map((length, k) =>
      new Uint8Array(length).fill(k + 1),
    );
    const length = await writeAtomically(path, async (file) => {
      for (const piece of pieces) await file.append(piece);
      await file.overwrite(Uint8Array.of(9), 2);
      return file.length;
    });
    const expected = Buffer.concat(pieces);
    expected[2] = 9;
    expect(length).toBe(expected.length);
    expect(expected.equals(await readFile(path))).toBe(true);
  });

  it('shows nothing before the end, and nothing at all if it fails', async () => {
    await writeWhole(path, 'old');
    const failing = writeAtomically(path, async (file) => {
      await file.append(Uint8Array.of(1));
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toHaveLength(2);
      throw new RangeError('on purpose');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await readdir(folder)).toEqual(['file.json']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('replaces the file that a link leads to, not the link', async () => {
    const link = join(folder, 'link');
    await writeJson(path, 1);
    await symlink(path, link);
    await writeJson(link, { a: 2 });
    expect(await readFile(path, 'utf8')).toBe('{\n  "a": 2\n}\n');
  });

  it.each([
    ['a folder in the way', (at: string) => at, /folder of this name/, /^Name another/],
    [
      'a missing folder',
      (at: string) => join(at, 'x', 'y'),
      /does not exist/,
      /^Create it, or name/,
    ],
  ])('explains %s', async (_, place, message, remedy) => {
    const call = () => writeWhole(place(folder), 'x');
    await expectFailure(call, 'inputOutput', message, new RegExp(folder));
    await expect(call()).rejects.toMatchObject({ remedy: expect.stringMatching(remedy) });
  });
});
