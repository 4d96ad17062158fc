/**
 * From the name of a run in an address to its folder on disk. Nothing outside the runs folder is ever
 * opened, neither through a name with `..` nor through a link.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { Refusal } from './refusal.ts';

export const noRun = (id: string): Refusal =>
  new Refusal('notFound', 'There is no such run.', {
    where: id,
    remedy: 'GET /api/runs lists them.',
  });

/** Whether a name is parts joined by slashes, none of them empty or hidden, without control characters. */
export function isRunId(id: string): boolean {
  if (id.length > 1024) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return id.split('/').every((part) => /^[^.\u0000-\u001f\\/:][^\u0000-\u001f\\/]*$/.test(part));
}

/**
 * The folder of a run.
 * @param root the runs folder, resolved
 * @throws Refusal `notFound` if there is none, or if it is a link to elsewhere
 */
export async function runFolder(root: string, id: string): Promise<string> {
  if (!isRunId(id)) throw noRun(id);
  const folder = join(root, ...id.split('/'));
  const real = await realpath(folder).catch(() => null);
  if (real !== folder) throw noRun(id);
  return folder;
}

/** A file of a run that is open for reading; the caller closes it. */
export interface OpenFile {
  readonly file: FileHandle;
  readonly bytes: number;
}

/** Not through a link at the end of a path; and opening a pipe must not wait for a writer. */
const PLAIN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file of a run for reading.
 * @param folder of the run, as `runFolder` gives it
 * @returns null if there is none
 * @throws Refusal `forbidden` if it is a link or no file at all
 */
export async function openRunFile(folder: string, name: string): Promise<OpenFile | null> {
  const path = join(folder, name);
  let file: FileHandle;
  try {
    file = await open(path, PLAIN);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'ELOOP') throw notPlain(path);
    throw new MotifsmithError('artifact', `A file of the run cannot be read (${code}).`, {
      where: path,
      remedy: 'Grant read permission.',
      cause: error,
    });
  }
  const found = await file.stat();
  // Windows has no flag against links.
  const direct = constants.O_NOFOLLOW !== undefined || (await realpath(path)) === path;
  if (found.isFile() && direct) return { file, bytes: found.size };
  await file.close();
  throw notPlain(path);
}

function notPlain(path: string): Refusal {
  return new Refusal('forbidden', 'Only plain files within the runs folder are served.', {
    where: path.split(sep).at(-1)!,
    remedy: 'Put the file itself there in place of a link.',
  });
}

export function damagedFile(where: string, how: string): MotifsmithError {
  return new MotifsmithError('artifact', `A file of the run ${how}: it is damaged.`, {
    where,
    remedy: 'Restore the file, or start a new run.',
  });
}
