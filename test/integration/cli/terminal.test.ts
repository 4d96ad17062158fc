/** A real terminal: Ctrl-C, Ctrl-Z, a window that is closed, `nohup`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { fileHash, temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { begin, MAIN, motifsmith } from './command.ts';

const root = temporaryFolder();
const { config } = writeTiny(root);
const longer = ['--set', 'training.epochs=60', '--set', 'checkpointEveryEpochs=3'];
const start = (folder: string) => ['search', config, ...longer, '--run-dir', folder];
const undisturbed = join(root, 'undisturbed');
const results = (folder: string) =>
  ['weights.safetensors', 'metrics.jsonl'].map((name) => fileHash(folder, name));

beforeAll(async () => {
  expect((await motifsmith(...start(undisturbed), '--quiet')).code).toBe(0);
});

interface Terminal {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; screen: string }>;
  /** Resolves when the screen has shown this, or the program has ended. */
  shown(text: string): Promise<void>;
}

/** Runs a command of the shell in a terminal of its own, as the program `script` of util-linux makes them. */
function inTerminal(command: string): Terminal {
  const child = spawn('script', ['-qefc', `stty cols 100; ${command}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', MOTIFSMITH_DEBUG: '' },
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  const ended = new Promise<{ code: number | null; screen: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, screen }));
  });
  const shown = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (screen.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.on('close', () => resolve());
      look();
    });
  return { child, ended, shown };
}

const quoted = (args: readonly string[], options: readonly string[] = []): string =>
  [process.execPath, ...options, MAIN, ...args].map((word) => `'${word}'`).join(' ');

/** Resolves when the process that works in a folder has ended. */
async function released(folder: string): Promise<void> {
  while (existsSync(join(folder, 'lock'))) await pause(20);
}

function hasScript(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('script', ['-qefc', 'true', '/dev/null'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A module with which no file appears or goes any more after the first Ctrl-C. */
const HUNG_DISK = `
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
process.once('SIGINT', () => {
  files.rename = files.rm = () => new Promise(() => setInterval(() => {}, 1000));
  syncBuiltinESMExports();
});
`;
const CTRL_C = '\u0003';
/** Without what erases a line before it is written. */
const bare = (text: string): string => text.replaceAll('\r\u001b[K', '');
/** Puts the cursor back. */
const SHOW_CURSOR = '\u001b[?25h';

describe.skipIf(!hasScript())('in a terminal', () => {
  test('Ctrl-C is answered on a line of its own, below the bar, and the cursor is back', async () => {
    const folder = join(root, 'ctrl-c');
    const { child, ended, shown } = inTerminal(quoted(start(folder)));
    await shown('final training');
    child.stdin!.write(CTRL_C);
    const { code, screen } = await ended;
    expect(code).toBe(EXIT_CODES.interrupted);
    const lines = screen.split('\n').map((line) => line.trimEnd());
    const at = lines.findIndex((line) => line.includes('Stopping after this batch'));
    expect(lines[at]).toBe('Stopping after this batch. Press Ctrl-C again to quit at once.');
    // Nothing is drawn after it.
    expect(bare(lines.slice(at + 1).join('\n'))).toMatch(/^Stopped; everything so far is saved\./);
    expect(screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(screen.lastIndexOf('\u001b[?25l'));
    expect((await motifsmith('search', '--resume', folder, '--quiet')).code).toBe(0);
    expect(results(folder)).toEqual(results(undisturbed));
  });

  test('a second Ctrl-C quits at once, and says so on a line of its own', async () => {
    // The first one is stuck: the disk that it saves to no longer answers.
    const hung = join(root, 'hung-disk.mjs');
    writeFileSync(hung, HUNG_DISK);
    const folder = join(root, 'ctrl-c-twice');
    const { child, ended, shown } = inTerminal(quoted(start(folder), ['--import', hung]));
    await shown('final training');
    child.stdin!.write(CTRL_C);
    await shown('Press Ctrl-C again');
    await pause(400);
    child.stdin!.write(CTRL_C);
    const { code, screen } = await ended;
    expect(code).toBe(EXIT_CODES.interrupted);
    const lines = bare(screen)
      .split('\n')
      .map((line) => line.trimEnd());
    expect(lines.slice(-2)).toEqual(['^CQuit at once; what has been saved is kept.', '']);
  });

  test('Ctrl-C in a study is answered below the bars', async () => {
    const study = tinyStudy();
    const settings = study.settings as Record<string, Record<string, unknown>>;
    const training = { ...settings.training, epochs: 400 };
    const { file, data } = writeStudy(root, { settings: { ...settings, training } });
    const folder = join(root, 'study');
    const args = ['study', file, '--data', `letters=${data}`, '--output', folder, '--jobs', '2'];
    const { child, ended, shown } = inTerminal(quoted(args));
    await shown('final training');
    child.stdin!.write(CTRL_C);
    const { code, screen } = await ended;
    expect(code).toBe(EXIT_CODES.interrupted);
    const after = screen.slice(screen.indexOf('Stopping after these batches'));
    expect(
      bare(after)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      'Stopping after these batches. Press Ctrl-C again to quit at once.',
      'Stopped; everything so far is saved.',
      expect.stringContaining(folder),
      expect.stringContaining(`motifsmith study --resume ${folder}`),
      '',
    ]);
    expect(readdirSync(folder)).not.toContain('lock');
    expect(screen).not.toContain('failed');
  });

  test('a window that is closed ends a run with a checkpoint', async () => {
    const folder = join(root, 'closed');
    const { child, ended, shown } = inTerminal(quoted(start(folder)));
    await shown('final training');
    // The terminal is gone: SIGHUP, and every further write fails.
    child.kill('SIGKILL');
    await ended;
    await released(folder);
    expect(existsSync(join(folder, 'summary.json'))).toBe(false);
    const resumed = await motifsmith('search', '--resume', folder);
    expect(resumed.stderr).not.toContain('size search, epoch 1/');
    expect(results(folder)).toEqual(results(undisturbed));
  });

  test.each(['bash', 'sh'])('nohup in %s outlives the window', async (shell) => {
    const folder = join(root, `nohup-${shell}`);
    const output = join(root, `nohup-${shell}.txt`);
    const command = `nohup ${quoted(start(folder))} > "${output}" 2>&1`;
    const { child, ended } = inTerminal(`${shell} -c "${command.replaceAll('"', '\\"')}; :"`);
    while (!(existsSync(output) && readFileSync(output, 'utf8').includes('type search, epoch 1'))) {
      await pause(20);
    }
    child.kill('SIGKILL');
    await ended;
    await released(folder);
    expect(results(folder)).toEqual(results(undisturbed));
  });
});

test.skipIf(process.platform === 'win32')(
  'a suspended run goes on when it is continued',
  async () => {
    const folder = join(root, 'suspended');
    const { child, ended, shown } = begin(...start(folder));
    await shown('size search, epoch 2/');
    child.kill('SIGTSTP');
    await pause(300);
    child.kill('SIGCONT');
    expect((await ended).code).toBe(0);
    expect(results(folder)).toEqual(results(undisturbed));
  },
);

test.skipIf(process.platform !== 'linux')(
  'timeout signals twice, and a run still saves',
  async () => {
    const folder = join(root, 'timeout');
    const child = spawn('timeout', ['600', process.execPath, MAIN, ...start(folder)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    await new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.includes('type search, epoch 1/')) resolve();
      });
      child.on('close', () => resolve());
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    // As when the time is up: it passes the signal on to the command, and then to the command's group.
    child.kill('SIGTERM');
    await closed;
    expect(text).toContain('Stopped; everything so far is saved.');
    expect((await motifsmith('search', '--resume', folder, '--quiet')).code).toBe(0);
    expect(results(folder)).toEqual(results(undisturbed));
  },
);
