/** What the operating system refuses while files are written, as errors that say what to do. */
import { MotifsmithError } from '../core/errors.ts';

/** What is wrong, and whether it helps to free or grant something, or only to write elsewhere. */
const REFUSALS: Record<string, readonly [problem: string, remedy: string | null]> = {
  ENOSPC: ['the disk is full', 'Free some space'],
  EDQUOT: ['the disk quota is used up', 'Free some space'],
  EACCES: ['permission denied', 'Grant write permission'],
  EPERM: ['permission denied', 'Grant write permission'],
  ENOENT: ['a folder on the way does not exist', 'Create it'],
  EROFS: ['the file system is read-only', null],
  EEXIST: ['a file of this name is in the way', null],
  EISDIR: ['a folder of this name is in the way', null],
  ERR_FS_EISDIR: ['a folder of this name is in the way', null],
  ENOTDIR: ['a part of the path is a file', null],
};

/** The error code of the operating system, e.g. `ENOENT`; null for any other error. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/**
 * Runs an action that writes.
 * @param elsewhere how to write to another place, as the end of a sentence
 * @throws MotifsmithError `inputOutput` about `path` where the operating system refuses
 */
export async function writing<Result>(
  path: string,
  action: () => Promise<Result>,
  elsewhere = 'name another folder with --output',
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    const [problem, remedy] = REFUSALS[code] ?? [`error ${code}`, 'Check the disk and the path'];
    throw new MotifsmithError('inputOutput', `Cannot write: ${problem}.`, {
      where: path,
      remedy:
        remedy === null
          ? `${elsewhere[0]!.toUpperCase()}${elsewhere.slice(1)}.`
          : `${remedy}, or ${elsewhere}.`,
      cause,
    });
  }
}
