/** What cannot be read on a disk, as errors that say what to do. */
import { readlink } from 'node:fs/promises';
import { MotifsmithError } from '../../core/errors.ts';
import { systemCode } from '../../files/refusals.ts';
import { behindLink, DVC, DVC_EXTENSION, isDvcFile, type Unreadable } from './missing-content.ts';

/** Common refusals of the operating system, and what to do about them. */
const REFUSALS: Readonly<Record<string, Unreadable>> = {
  ENOENT: ['does not exist', 'Check the path; a relative one starts at the current folder.'],
  ENOTDIR: ['does not exist', 'Check the path: a part of it is a file, not a folder.'],
  EISDIR: ['is a folder', 'Give the path of the file itself.'],
  EACCES: ['cannot be read: permission denied', 'Grant read permission, or copy the file.'],
  EPERM: ['cannot be read: permission denied', 'Grant read permission, or copy the file.'],
  ELOOP: ['is a link that leads back to itself', 'Correct the link.'],
  ERR_FS_FILE_TOO_LARGE: [
    'is too large to be read at once (over 2 GiB)',
    'Split it into a file per recording or per part of the set.',
  ],
};

/** @param code of the operating system */
export function refusal(path: string, code: string, cause?: unknown): MotifsmithError {
  const about = REFUSALS[code] ?? [
    `could not be read (${code})`,
    'Check the file and the disk that it is on.',
  ];
  return unreadable(path, about, cause);
}

/** The error about what stands at a path. */
export function unreadable(
  path: string,
  [problem, remedy]: Unreadable,
  cause?: unknown,
): MotifsmithError {
  return new MotifsmithError('data', `The data ${problem}.`, { where: path, remedy, cause });
}

/** The error about a failure to read. */
export function refusalOf(path: string, cause: unknown): MotifsmithError {
  if (cause instanceof MotifsmithError) return cause;
  return refusal(path, systemCode(cause) ?? 'unknown error', cause);
}

/** As `refusalOf`, and what stands for a file that is not there is named. */
export async function refusalAt(path: string, cause: unknown): Promise<MotifsmithError> {
  if (systemCode(cause) !== 'ENOENT') return refusalOf(path, cause);
  const target = await readlink(path).catch(() => null);
  if (target !== null) return unreadable(path, behindLink(target), cause);
  if (await isDvcFile(`${path}${DVC_EXTENSION}`)) return unreadable(path, DVC, cause);
  return refusalOf(path, cause);
}

/** @throws MotifsmithError `data` where the operating system refuses */
export async function reading<Result>(
  path: string,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    throw refusalOf(path, cause);
  }
}
