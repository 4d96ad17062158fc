/** Reads the files of a run; every refusal of the operating system becomes one clear error. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { parseJson as parseJsonText } from '../core/parse-json.ts';
import { systemCode } from './refusals.ts';

/**
 * Reads a file of a run.
 * @param what names it in the error, e.g. `weights`
 * @param most refuses a file of more bytes before it is read
 * @throws MotifsmithError `artifact` if it does not exist, is too large or cannot be read
 */
export async function readArtifact(
  path: string,
  what: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > most) {
      throw new MotifsmithError('artifact', `The ${what} has ${size} bytes, over ${most}.`, {
        where: path,
        remedy: 'The file is not of a run, or is damaged: restore it.',
      });
    }
    return await readFile(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const folder = code === 'EISDIR';
    throw new MotifsmithError(
      'artifact',
      `The ${what} ${missing ? 'is not there' : folder ? 'is a folder' : `cannot be read (${code})`}.`,
      {
        where: path,
        remedy: missing || folder ? 'Check the path.' : 'Grant read permission, or copy the file.',
        cause,
      },
    );
  }
}

/** Reads JSON of a run. @throws MotifsmithError `artifact` if it is missing, too large or not JSON */
export async function readJson(path: string, what: string, remedy?: string): Promise<unknown> {
  return parseJson(await readArtifact(path, what, LIMITS.jsonBytes), path, remedy);
}

/**
 * The JSON in a file of a run.
 * @param remedy if it is not a run's
 * @throws MotifsmithError `artifact` if it is not JSON
 */
export function parseJson(
  bytes: Uint8Array,
  path: string,
  remedy = 'The file is damaged: restore it, or try `motifsmith runs repair`.',
): unknown {
  try {
    return parseJsonText(new TextDecoder().decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MotifsmithError('artifact', `The file is not JSON: ${reason}.`, {
      where: path,
      remedy,
      cause,
    });
  }
}

/** Whether a file or folder of this name exists. */
export async function exists(path: string): Promise<boolean> {
  try {
    return (await readdir(dirname(path))).includes(basename(path));
  } catch {
    return false;
  }
}
