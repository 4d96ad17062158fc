/**
 * Makes `build/python`, the Python with which tests read what Motifsmith exports: with torch, ONNX Runtime and what else
 * `test/exchange/python/requirements.txt` lists. Where that fails, the tests that need it are skipped and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));
const folder = 'build/python';
const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
const done = join(folder, 'complete');

function ran(program, ...args) {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', timeout: 15 * 60_000 });
  return error === undefined && status === 0;
}

if (!existsSync(done)) {
  rmSync(folder, { recursive: true, force: true });
  const requirements = 'test/exchange/python/requirements.txt';
  const made =
    ran(process.platform === 'win32' ? 'python' : 'python3', '-m', 'venv', folder) &&
    ran(
      join(bin, 'python'),
      '-m',
      'pip',
      'install',
      '--quiet',
      '--retries',
      '1',
      '-r',
      requirements,
    );
  if (made) writeFileSync(done, '');
  else rmSync(folder, { recursive: true, force: true });
}
console.log(
  existsSync(done)
    ? `Python for the tests: ${folder}`
    : 'Without Python and its packages: the tests that need them are skipped.',
);
