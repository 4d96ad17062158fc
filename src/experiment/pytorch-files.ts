/**
 * A trained network for PyTorch: a folder with its self-contained file, and the Python module that reads
 * it, which is the same for every network.
 */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { ensureFolder } from '../files/folders.ts';
import { exists, readArtifact } from '../files/read.ts';
import { writeWhole } from '../files/write-atomic.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';

const MODULE = 'motifsmith_network.py';
const SHIPPED = join(import.meta.dirname, '../../assets/pytorch', MODULE);

/**
 * Writes both files; those that are there are replaced.
 * @param network as `encodePortable` gives it for safetensors
 * @returns the files
 * @throws MotifsmithError `usage` if the folder is that of a run, whose weights have the same name;
 *   `inputOutput`
 */
export async function writePytorch(folder: string, network: Uint8Array): Promise<string[]> {
  if (await exists(join(folder, RUN_FILES.architecture))) {
    throw new MotifsmithError('usage', 'The folder has the weights of a run.', {
      where: folder,
      remedy: 'Name another folder with --out.',
    });
  }
  await ensureFolder(folder);
  const module = join(folder, MODULE);
  const weights = join(folder, RUN_FILES.weights);
  await writeWhole(module, await readArtifact(SHIPPED, 'PyTorch module'));
  await writeWhole(weights, network);
  return [module, weights];
}
