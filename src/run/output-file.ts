/** What commands write where the user says: a file of its own, never a device or one of the files of a run. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { exists } from '../files/read.ts';
import { writeWhole } from '../files/write-atomic.ts';
import { RUN_FILES } from './schema/run-files.ts';

const RUN_NAMES: ReadonlySet<string> = new Set(Object.values(RUN_FILES));

/**
 * Writes a file; it replaces one of the same name.
 * @throws MotifsmithError `usage` if it would replace a file of a run or something that is no file; `inputOutput`
 */
export async function writeOutput(file: string, content: string | Uint8Array): Promise<void> {
  const refuse = (message: string): never => {
    throw new MotifsmithError('usage', message, {
      where: file,
      remedy: 'Name another file with --out.',
    });
  };
  const found = await stat(file).catch(() => null);
  if (found !== null && !found.isFile() && !found.isDirectory()) {
    refuse('It is a pipe or a device, which would be replaced by a file.');
  }
  const besides = [RUN_FILES.config, RUN_FILES.architecture];
  const inRun = await Promise.all(besides.map((name) => exists(join(dirname(file), name))));
  if (RUN_NAMES.has(basename(file)) && inRun.includes(true)) {
    refuse('A run has a file of this name there.');
  }
  await writeWhole(file, content, { elsewhere: 'name another file with --out' });
}
