/** Creating folders, and making what happens in them outlast a power cut. */
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { systemCode, writing } from './refusals.ts';

/**
 * Creates a folder and those above it.
 * @param elsewhere how to write to another place, as `writing` takes it
 * @throws MotifsmithError `inputOutput`
 */
export function ensureFolder(path: string, elsewhere?: string): Promise<void> {
  return writing(path, () => makeFolders(resolve(path)), elsewhere);
}

/**
 * Not Node's own recursive mkdir, which never returns where a file system answers ENOENT although
 * the parent exists, as /proc does.
 */
async function makeFolders(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    // Tried again even if the parent is there by now: another process may have made it meanwhile.
    await makeFolders(dirname(path));
    await makeFolder(path);
  }
}

/** Creates one folder, unless it is there already. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Whether a path is a folder or in it, both resolved. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** What a system answers that cannot synchronise this folder, or any. */
const UNABLE = ['EACCES', 'EINVAL', 'ENOTSUP'];

/**
 * Makes changes of names within a folder outlast a power cut. Does nothing where that is impossible: on
 * Windows, on some network file systems, and in folders that may be written but not read.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!UNABLE.includes(systemCode(error) ?? '')) throw error;
  }
}
