/**
 * All writing and reading of run files, so that two promises hold in one place: a file is either
 * wholly there or not at all (temporary name, fsync, rename), and every refusal of the operating
 * system becomes one clear error.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { MotifsmithError } from '../core/errors.ts';
import { makeFolder, syncFolder, systemCode, writing as writingElsewhere } from './write-files.ts';

export { systemCode };

/** Runs an action that writes; a refusal becomes a MotifsmithError `inputOutput` about `path`. */
export function writing<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  return writingElsewhere(path, action, 'name another folder with --output');
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
  await writing(path, () => makeFolder(path));
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
    /\.(jsonl?|safetensors|csv|md|tex)\.\d+$/.test(name),
  );
  await writing(folder, () => Promise.all(leftovers.map((name) => rm(join(folder, name)))));
}

/** Lower-case hexadecimal SHA-256. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
