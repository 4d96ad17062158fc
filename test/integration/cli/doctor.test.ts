/** `doctor` on machines that are not as they should be, each made so for real. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { type DoctorReport, doctorSchema } from '../../../src/doctor/finding.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { MAIN } from './command.ts';

const root = temporaryFolder();
const LINUX = process.platform === 'linux';

/** Runs a script of the shell, in which `"$@"` is `node motifsmith doctor` with further arguments. */
function doctor(script: string, ...more: string[]): { code: number | null; stdout: string } {
  const command = [process.execPath, MAIN, 'doctor', ...more];
  const { status, stdout } = spawnSync('sh', ['-c', script, 'sh', ...command], {
    encoding: 'utf8',
    cwd: root,
  });
  return { code: status, stdout };
}

/** Which checks found a problem. Warnings depend on the machine that runs the tests. */
function problems({ stdout }: { stdout: string }): string[] {
  const { checks }: DoctorReport = doctorSchema.parse(JSON.parse(stdout));
  return checks.filter(({ state }) => state === 'problem').map(({ id }) => id);
}

test('a sound machine: one line for each check, no control characters, 80 columns', () => {
  const { code, stdout } = doctor('"$@"');
  expect(code).toBe(EXIT_CODES.ok);
  expect(problems(doctor('"$@"', '--json'))).toEqual([]);
  expect(stdout).not.toMatch(/[^\n\P{Cc}]/u);
  const lines = stdout.trimEnd().split('\n');
  for (const line of lines) if (!line.includes('/')) expect(line.length).toBeLessThanOrEqual(80);
  expect(stdout).toMatch(/^ {2}ok {7}processors +\d/m);
  // The compiled command line of the tests has a page only once the tests of the studio have built it.
  expect(stdout).toMatch(
    /^ {2}(ok {7}page of the studio +|warning {2}page of the studio +not )built/m,
  );
  expect(lines.at(-1)).toMatch(/^(\d+ warnings?|Everything is fine)\.$/);
});

test.skipIf(process.platform === 'win32')('a limited address space', () => {
  const outcome = doctor('ulimit -v 6000000 && "$@"', '--json');
  // macOS accepts the limit and ignores it.
  if (!LINUX) return;
  expect(outcome.code).toBe(EXIT_CODES.checkFailed);
  expect(problems(outcome)).toEqual(['network-memory', 'engines']);
});

test('Node.js without WebAssembly', () => {
  const outcome = doctor('node=$1; shift; "$node" --jitless "$@"', '--json');
  expect(outcome.code).toBe(EXIT_CODES.checkFailed);
  expect(problems(outcome)).toEqual(['web-assembly', 'network-memory', 'engines']);
});

test('folders that cannot be written', () => {
  const sealed = join(root, 'sealed');
  mkdirSync(sealed);
  chmodSync(sealed, 0o555);
  // Permissions do not stop the super-user, but nobody can write in /proc.
  const closed = process.getuid?.() === 0 ? '/proc' : sealed;
  const script = `export TMPDIR='${closed}' MOTIFSMITH_CACHE='${closed}/cache'; "$@"`;
  const outcome = doctor(script, `${closed}/runs`, '--json');
  expect(outcome.code).toBe(EXIT_CODES.checkFailed);
  expect(problems(outcome)).toEqual([
    'temporary-folder',
    'cache-folder',
    'runs-folder',
    'runs-file-system',
  ]);
});

/** Whether this user may mount file systems in a name space of its own. */
function canMount(): boolean {
  if (!LINUX) return false;
  try {
    execFileSync('unshare', ['-rm', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!canMount())('a full disk', () => {
  const disk = join(root, 'disk');
  mkdirSync(disk);
  const script = `unshare -rm sh -c '
    mount -t tmpfs -o size=64k tmpfs "${disk}"
    dd if=/dev/zero of="${disk}/filler" bs=4k 2>/dev/null
    "$@"' sh "$@"`;
  const outcome = doctor(script, disk, '--json');
  expect(outcome.code).toBe(EXIT_CODES.checkFailed);
  expect(problems(outcome)).toEqual(['runs-folder', 'runs-file-system']);
  const { checks }: DoctorReport = JSON.parse(outcome.stdout);
  expect(checks.find(({ id }) => id === 'runs-folder')!.finding).toContain('the disk is full');
});

test('changes nothing', () => {
  const runs = join(root, 'to', 'be', 'made');
  expect(doctor('"$@"', runs).code).toBe(0);
  expect(existsSync(join(root, 'to'))).toBe(false);
});
