/** Links to nowhere among files of which only the content tells whether they are recordings. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { DEFAULT_EAR } from '../../../src/data/audio/ear.ts';
import { inspectSet } from '../../../src/data/inspect/inspect-set.ts';
import { locateSet } from '../../../src/data/store/locate.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

it.skipIf(process.platform === 'win32')('cost their own recording at most', async () => {
  const path = mkdtempSync(join(tmpdir(), 'motifsmith-'));
  folders.push(path);
  for (const name of ['left', 'right']) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, '1.csv'), `x,y,t,p\n1,2,0,1\n2,3,${5000 + name.length},0\n`);
  }
  // As many as on the left with the one that cannot be read.
  writeFileSync(join(path, 'right/2.csv'), 'x,y,t,p\n1,2,0,1\n2,3,7000,0\n');
  symlinkSync('nowhere.csv', join(path, 'left/99.csv'));
  symlinkSync('nowhere.txt', join(path, 'left/notes.txt'));
  const sensor = { width: 4, height: 4 };
  const located = await locateSet({ path, format: null, only: null, ear: DEFAULT_EAR, sensor });
  const set = await located.open();
  const ids = ['left/1.csv', 'left/99.csv', 'right/1.csv', 'right/2.csv'];
  expect(set.recordings.map(({ id }) => id)).toEqual(ids);
  const { bad, warnings } = await inspectSet(set);
  expect(bad.map(({ id }) => id)).toEqual(['left/99.csv']);
  expect(warnings.first.map(({ where }) => where)).toEqual([`${path}/left/notes.txt`]);
});
