/**
 * All writing and reading of run files, so that two promises hold in one place: a file is either
 * wholly there or not at all (temporary name, fsync, rename), and every refusal of the operating
 * system becomes one clear error.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { MotifsmithError } from '../core/errors.ts';

const REFUSALS: Record<string, readonly [problem: string, remedy: string]> = {
  ENOSPC: ['the disk is full', 'Free some space, or name another folder with --output.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, or name another folder with --output.'],
  EACCES: ['permission denied', 'Grant write permission, or name another folder with --output.'],
  EPERM: ['permission denied', 'Grant write permission, or name another folder with --output.'],
  EROFS: ['the file system is read-only', 'Name another folder with --output.'],
  EEXIST: ['a file of this name is in the way', 'Name another folder with --output.'],
  ENOTDIR: ['a part of the path is a file', 'Name another folder with --output.'],
  ENOENT: ['a folder on the way does not exist', 'Create it, or name another with --output.'],
};

/** The error code of the operating system, e.g. `ENOENT`, or null for any other error. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/** Runs an action that writes; a refusal becomes a MotifsmithError `inputOutput` about `path`. */
export async function writing<Result>(
  path: string,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    const [problem, remedy] = REFUSALS[code] ?? [`error ${code}`, 'Check the disk and the path.'];
    throw new MotifsmithError('inputOutput', `Cannot write: ${problem}.`, {
      where: path,
      remedy,
      cause,
    });
  }
}

/** Makes renames within a folder outlast a power cut; systems that cannot are left alone. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file at once. @throws MotifsmithError `inputOutput` */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  // A view without its own buffer type is what the writer takes for binary data.
  const data =
    typeof content === 'string'
      ? content
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  await writing(path, async () => {
    await writeFileAtomic(path, data);
    await syncFolder(dirname(path));
  });
}

/** Replaces a file by JSON with two spaces of indentation. @throws MotifsmithError `inputOutput` */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Creates a folder and those above it. @throws MotifsmithError `inputOutput` */
export async function ensureFolder(path: string): Promise<void> {
  await writing(path, () => makeFolder(resolve(path)));
}

/**
 * Not Node's own recursive mkdir: where a file system answers ENOENT although the parent exists, as
 * /proc does, that one never returns.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' && dirname(path) !== path && !(await isFolder(dirname(path)))) {
      await makeFolder(dirname(path));
      await makeFolder(path);
    } else if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Reads a file of a run.
 * @param what names it in the error, e.g. `weights`
 * @throws MotifsmithError `artifact` if it is not there or may not be read
 */
export async function readArtifact(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new MotifsmithError(
      'artifact',
      `The ${what} ${missing ? 'is not there' : `cannot be read (${code})`}.`,
      {
        where: path,
        remedy: missing ? 'Check the path.' : 'Grant read permission, or copy the file.',
        cause,
      },
    );
  }
}

/** Reads JSON of a run. @throws MotifsmithError `artifact` if it is missing or not JSON */
export async function readJson(path: string, what: string): Promise<unknown> {
  const bytes = await readArtifact(path, what);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MotifsmithError('artifact', `The ${what} is not JSON: ${reason}.`, {
      where: path,
      remedy: 'The file is damaged: restore it, or begin a new run.',
      cause,
    });
  }
}

/** Whether anything of this name exists. */
export async function exists(path: string): Promise<boolean> {
  try {
    return (await readdir(dirname(path))).includes(basename(path));
  } catch {
    return false;
  }
}

/** Removes what a writer that was killed left behind: `<name>.<digits>` beside the real files. */
export async function removeLeftovers(folder: string): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) =>
    /\.(jsonl?|safetensors)\.\d+$/.test(name),
  );
  await writing(folder, () => Promise.all(leftovers.map((name) => rm(join(folder, name)))));
}

/** Lower-case hexadecimal SHA-256. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
