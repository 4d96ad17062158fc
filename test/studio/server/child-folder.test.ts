/** What a killed studio leaves in the temporary folder is removed, once nobody needs it. */
import { execFileSync } from 'node:child_process';
import { existsSync, lchownSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  makeChildFolder,
  noteChild,
  removeAbandonedFolders,
} from '../../../src/studio/server/child-folder.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';

/** No process has this number: it is above the largest that Linux and macOS give. */
const NOBODY = 4194999;

const root = temporaryFolder();
beforeAll(() => void vi.stubEnv('TMPDIR', root).stubEnv('TEMP', root));
afterAll(() => void vi.unstubAllEnvs());

/** Makes a folder as if by a studio that was killed. */
async function ofKilledStudio(child: number | null): Promise<string> {
  const made = await makeChildFolder();
  if (child !== null) await noteChild(made, child);
  const folder = join(dirname(made), basename(made).replace(`-${process.pid}-`, `-${NOBODY}-`));
  renameSync(made, folder);
  return folder;
}

test('kept while the studio or its process is running, or may be starting', async () => {
  const own = await makeChildFolder();
  await noteChild(own, NOBODY);
  const abandoned = await ofKilledStudio(NOBODY);
  const needed = await ofKilledStudio(process.pid);
  const [starting, old] = [await ofKilledStudio(null), await ofKilledStudio(null)];
  const twoHoursAgo = Date.now() / 1000 - 2 * 3600;
  utimesSync(old, twoHoursAgo, twoHoursAgo);
  await removeAbandonedFolders();
  expect([own, abandoned, needed, starting, old].map((folder) => existsSync(folder))).toEqual([
    ...[true, false, true, true, false],
  ]);
});

// Only root can give a folder to somebody else.
test.skipIf(process.getuid?.() !== 0)(
  'what others put there is left alone, even a pipe that nobody writes',
  async () => {
    const theirs = await ofKilledStudio(NOBODY);
    const link = `${theirs}x`;
    symlinkSync(await ofKilledStudio(process.pid), link);
    rmSync(join(theirs, 'pid'));
    execFileSync('mkfifo', [join(theirs, 'pid')]);
    for (const path of [theirs, link]) lchownSync(path, 54_321, 54_321);
    await removeAbandonedFolders();
    expect([existsSync(theirs), existsSync(link)]).toEqual([true, true]);
  },
);
