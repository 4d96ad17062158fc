/**
 * Independent programs for the tests: Python with h5py and NumPy, or with torch, or with TensorBoard. Where they are not
 * installed the tests say so and are skipped. The interpreter is the one that MOTIFSMITH_TEST_PYTHON names, or the one
 * that `node scripts/python.mjs` made, or `python3`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const made = join(import.meta.dirname, '../../build/python/bin/python');
export const interpreter =
  process.env.MOTIFSMITH_TEST_PYTHON ?? (existsSync(made) ? made : 'python3');

/** Whether Python is there and has these modules; says on the console what is missing. */
export function pythonHas(...modules: string[]): boolean {
  const { status } = spawnSync(interpreter, ['-c', `import ${modules.join(', ')}`]);
  if (status !== 0) {
    console.warn(
      `Skipped: ${interpreter} with ${modules.join(', ')} is not installed (or set MOTIFSMITH_TEST_PYTHON).`,
    );
  }
  return status === 0;
}

/** Runs a script of `test/exchange/python`, or of anywhere by its whole path, and returns what it prints. */
export const python = (script: string, ...args: string[]): string =>
  pythonWith([], script, ...args);

/** The same with more folders of packages. */
export function pythonWith(paths: readonly string[], script: string, ...args: string[]): string {
  const path = [...paths, process.env.PYTHONPATH ?? ''].filter((folder) => folder !== '');
  return execFileSync(interpreter, [resolve(import.meta.dirname, 'python', script), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      ...(path.length > 0 && { PYTHONPATH: path.join(delimiter) }),
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
    },
    maxBuffer: 2 ** 28,
  });
}
