/** Output that nobody can take any more: no run ends for it, and the exit code says what the run did. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { fileHash, temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { MAIN, motifsmith } from './command.ts';

const root = temporaryFolder();
const { config, data } = writeTiny(root);
const undisturbed = join(root, 'undisturbed');
const results = (folder: string) =>
  ['weights.safetensors', 'metrics.jsonl'].map((name) => fileHash(folder, name));

beforeAll(async () => {
  expect((await motifsmith('search', config, '--run-dir', undisturbed)).code).toBe(0);
});

interface ShellOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `motifsmith ARGUMENTS` in bash, with redirections. */
function inShell(args: readonly string[], redirections: string): Promise<ShellOutcome> {
  const words = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('bash', ['-c', `set -o pipefail; ${words} ${redirections}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', MOTIFSMITH_DEBUG: '' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const FULL = '/dev/full';

describe.skipIf(process.platform === 'win32')('a lost stderr', () => {
  const losses: [name: string, redirection: string][] = [
    ['a reader that ends', '2> >(head -n 2 >&2)'],
    ['a closed descriptor', '2>&-'],
  ];
  if (existsSync(FULL)) losses.push(['a full disk', `2>${FULL}`]);

  test.each(losses)('%s does not end a run', async (name, redirection) => {
    const folder = join(root, name.replaceAll(' ', '-'));
    const { code, stdout } = await inShell(['search', config, '--run-dir', folder], redirection);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Test again')]);
    expect(results(folder)).toEqual(results(undisturbed));
  });

  test('does not end a study', async () => {
    const { file, data: letters } = writeStudy(root, tinyStudy());
    const folder = join(root, 'study');
    const args = ['study', file, '--data', `letters=${letters}`, '--output', folder];
    const { code, stdout } = await inShell(args, '2> >(head -n 1 >&2)');
    expect([code, stdout]).toEqual([0, expect.stringContaining('HRMAS')]);
  });

  test.skipIf(!existsSync(FULL)).each([
    ['evaluate', () => [undisturbed]],
    ['report', () => [undisturbed, '--output', join(root, 'report.html')]],
    ['export', () => [undisturbed, '--format', 'npz', '--out', join(root, 'network.npz')]],
    ['data', () => ['inspect', data]],
    ['data', () => ['convert', data, '--out', join(root, 'converted.npz')]],
  ])('%s ends with 0 all the same', async (command, args) => {
    expect(await inShell([command, ...args()], `2>${FULL}`)).toMatchObject({ code: 0 });
  });

  test.skipIf(!existsSync(FULL))('a failure keeps its exit code', async () => {
    const { code } = await inShell(['search', config, '--data', '/nowhere'], `2>${FULL}`);
    expect(code).toBe(EXIT_CODES.data);
  });
});

describe.skipIf(process.platform === 'win32')('a lost stdout', () => {
  test.skipIf(!existsSync(FULL)).each([['--json'], ['--quiet']])(
    'results that a full disk refuses are an error, after the run (%s)',
    async (option) => {
      const folder = join(root, `unprinted${option}`);
      const args = ['search', config, '--run-dir', folder, option];
      const { code, stderr } = await inShell(args, `>${FULL}`);
      expect(code).toBe(EXIT_CODES.inputOutput);
      expect(stderr).toContain('error: The results cannot be printed (ENOSPC).');
      expect(results(folder)).toEqual(results(undisturbed));
    },
  );

  test('a reader that has had enough is no error', async () => {
    const args = ['config', '--schema'];
    expect(await inShell(args, '| head -n 1')).toEqual({ code: 0, stdout: '{\n', stderr: '' });
  });

  test('a reader that has had enough does not hide a failure', async () => {
    const verify = ['data', 'verify', join(root, 'nothing.npz')];
    expect(await inShell(verify, '| true')).toMatchObject({ code: EXIT_CODES.data });
  });
});
