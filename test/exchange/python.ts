/**
 * Independent programs for the tests: Python with h5py and NumPy, or with TensorBoard. Where they are
 * not installed the tests say so and are skipped; MOTIFSMITH_TEST_PYTHON names another interpreter.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const INTERPRETER = process.env.MOTIFSMITH_TEST_PYTHON ?? 'python3';

/** Whether Python is there and has these modules; says on the console what is missing. */
export function pythonHas(...modules: string[]): boolean {
  const { status } = spawnSync(INTERPRETER, ['-c', `import ${modules.join(', ')}`]);
  if (status !== 0) {
    console.warn(
      `Skipped: ${INTERPRETER} with ${modules.join(', ')} is not installed (or set MOTIFSMITH_TEST_PYTHON).`,
    );
  }
  return status === 0;
}

/** Runs a script of `test/interop/python` and returns what it prints. */
export function python(script: string, ...args: string[]): string {
  return execFileSync(INTERPRETER, [join(import.meta.dirname, 'python', script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    maxBuffer: 2 ** 28,
  });
}
