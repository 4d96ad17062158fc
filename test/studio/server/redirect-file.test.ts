/** The file that opens the browser, and what is left of it. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hereabouts } from '../../../src/files/temporary.ts';
import { writeRedirectFile } from '../../../src/studio/server/redirect-file.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';

const URL = 'http://127.0.0.1:7878/#token=secret';

test.skipIf(process.platform === 'win32')('only its owner can read it', async () => {
  const home = temporaryFolder();
  const mask = process.umask(0);
  const file = await writeRedirectFile(URL, home);
  process.umask(mask);
  expect(readFileSync(file.path, 'utf8')).toContain(`location.replace("${URL}")`);
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file.path)).mode & 0o777).toBe(0o700);
  // Neither hidden nor in a temporary folder, which some browsers cannot read.
  expect(dirname(dirname(file.path))).toBe(home);
  expect(basename(dirname(file.path))).not.toMatch(/^\./);
  file.remove();
  expect(readdirSync(home)).toEqual([]);
  file.remove();
});

test('those of studios that were killed are removed, those of running ones and others are not', async () => {
  const home = temporaryFolder();
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const place = await hereabouts();
  const name = (pid: number, where = place) => `motifsmith-studio-${where}-${pid}-abcdef`;
  const names = [name(ended), name(process.ppid), name(ended, '00000000'), 'motifsmith-studio-x'];
  for (const one of names) {
    mkdirSync(join(home, one));
    writeFileSync(join(home, one, 'open.html'), '');
  }
  const target = temporaryFolder();
  writeFileSync(join(target, 'kept'), '');
  symlinkSync(target, join(home, name(ended).replace('abcdef', 'ghijkl')));
  const file = await writeRedirectFile(URL, home);
  file.remove();
  expect(readdirSync(home).sort()).toEqual(names.slice(1).sort());
  expect(readdirSync(target)).toEqual(['kept']);
});

test('without a home there is none, and the reason', async () => {
  await expect(writeRedirectFile(URL, join(temporaryFolder(), 'none'))).rejects.toMatchObject({
    kind: 'inputOutput',
    message: 'The file that opens the browser cannot be written.',
  });
});
