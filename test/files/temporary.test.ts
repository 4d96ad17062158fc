/** What killed writers leave is removed; what others are writing, or is not ours, stays. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { removeLeftovers, temporaryName } from '../../src/files/temporary.ts';
import { writeWhole } from '../../src/files/write-atomic.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const root = temporaryFolder();
let number = 0;
let folder: string;

beforeEach(async () => {
  folder = join(root, String(++number));
  await mkdir(folder);
});

/** Names of a file that a running and a dead process of this machine write, and one elsewhere. */
async function namesOf(
  file: string,
): Promise<{ running: string; dead: string; elsewhere: string }> {
  const running = (await temporaryName(join(folder, file))).slice(folder.length + 1);
  // No process has this number: it is above the largest that Linux and macOS give.
  const dead = running.replace(`-${process.pid}-`, '-4194999-');
  const elsewhere = dead.replace(/\.[0-9a-f]{8}-/, '.00000000-');
  return { running, dead, elsewhere };
}

const put = (name: string) => writeFile(join(folder, name), 'part');

describe('removeLeftovers', () => {
  it('removes what killed writers left, of this version and earlier ones, and nothing else', async () => {
    const { running, dead, elsewhere } = await namesOf('page.html');
    const leftovers = [dead, 'summary.json.0123456789ab.tmp', 'weights.safetensors.1234567'];
    const kept = ['summary.json', 'table.csv.bak', 'notes.0123456789ab.tmp', running, elsewhere];
    for (const name of [...leftovers, ...kept]) await put(name);
    await removeLeftovers(folder);
    expect((await readdir(folder)).sort()).toEqual(kept.sort());
  });

  it('removes what a writer elsewhere has not touched for a day, but goes by no clock here', async () => {
    const { running, elsewhere } = await namesOf('page.html');
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
    for (const name of [running, elsewhere]) {
      await put(name);
      await utimes(join(folder, name), twoDaysAgo, twoDaysAgo);
    }
    await removeLeftovers(folder);
    expect(await readdir(folder)).toEqual([running]);
  });
});

it('whoever writes a file removes what killed writers of it left', async () => {
  const page = await namesOf('page.html');
  const other = await namesOf('other.html');
  for (const name of [page.running, page.dead, other.dead]) await put(name);
  await writeWhole(join(folder, 'page.html'), 'text');
  expect((await readdir(folder)).sort()).toEqual(['page.html', page.running, other.dead].sort());
});
