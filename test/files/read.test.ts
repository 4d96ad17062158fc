/** JSON files of runs that are too large or too deep to be any. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LIMITS } from '../../src/core/limits.ts';
import { readJson } from '../../src/files/read.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'motifsmith-')), 'summary.json');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

it('is refused before it is read if it has more bytes than any', async () => {
  await writeFile(path, '{}');
  // A hole: takes no room on the disk.
  await truncate(path, LIMITS.jsonBytes + 1);
  await expect(readJson(path, 'summary')).rejects.toMatchObject({
    kind: 'artifact',
    message: 'The summary has 67108865 bytes, over 67108864.',
    where: path,
  });
});

it('is refused if it is a million brackets deep', async () => {
  await writeFile(path, '['.repeat(1_000_000) + ']'.repeat(1_000_000));
  await expect(readJson(path, 'summary')).rejects.toMatchObject({
    kind: 'artifact',
    message: 'The file is not JSON: Over 64 brackets within brackets at position 64.',
  });
});
