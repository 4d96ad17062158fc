/** Copies a folder so that it appears complete or not at all, as files do that are written. */
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureFolder, syncFolder } from './folders.ts';
import { writing } from './refusals.ts';
import { removeLeftovers, temporaryName } from './temporary.ts';

/**
 * @param to does not exist
 * @param wanted by name, of files and folders at the top
 * @throws MotifsmithError `inputOutput`
 */
export async function copyFolder(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  await ensureFolder(dirname(to));
  await removeLeftovers(dirname(to));
  const temporary = await temporaryName(to);
  try {
    await writing(to, async () => {
      await copyInto(from, temporary, wanted);
      await rename(temporary, to);
      await syncFolder(dirname(to));
    });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Links are followed; what is neither file nor folder is left out. */
async function copyInto(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  await mkdir(to);
  for (const name of (await readdir(from)).filter(wanted)) {
    const [source, target] = [join(from, name), join(to, name)];
    const found = await stat(source);
    if (found.isDirectory()) await copyInto(source, target, () => true);
    if (!found.isFile()) continue;
    await copyFile(source, target);
    const file = await open(target, 'r+');
    await file.sync().finally(() => file.close());
  }
  await syncFolder(to);
}
