/** `motifsmith studio` as a user has it: what it prints, which port it takes, how it ends. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { studioCommand } from '../../../src/cli/commands/studio.ts';
import { openStudio } from '../../../src/studio/server/server.ts';
import { temporaryFolder, tinyConfig, writeTiny } from '../../experiment/tiny.ts';
import { call, opened } from '../../studio/server/studio.ts';
import { MAIN } from '../cli/command.ts';

vi.setConfig({ testTimeout: 180_000 });

test('prints its address, and at Ctrl-C lets its runs save before it ends', async () => {
  const folder = temporaryFolder();
  const { data } = writeTiny(folder);
  mkdirSync(join(folder, 'runs'));
  const child = spawn(process.execPath, [MAIN, 'studio', 'runs', '--no-open'], { cwd: folder });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await expect.poll(() => printed, { timeout: 80_000 }).toContain('Press Ctrl-C to close it.');
  const [, port, token] = /http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})\n/.exec(printed)!;
  const config = tinyConfig(data, '/nowhere');
  const reply = await call({ port: Number(port) }, '/api/runs', {
    method: 'POST',
    headers: { 'X-Motifsmith-Token': token!, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ config, command: 'train', architecture: 'self', seed: 1 },
      sets: ['training.epochs=1000000', 'checkpointEveryEpochs=100000'],
    }),
  });
  expect(reply.status).toBe(201);
  const run = join(folder, 'runs/custom-self-1-1');
  const length = () => (existsSync(run) ? readdirSync(run) : []);
  await expect.poll(length, { timeout: 80_000 }).toContain('metrics.jsonl');
  const { pid } = JSON.parse(readFileSync(join(run, 'lock'), 'utf8'));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(printed).toContain('One run is stopping after the current batch and saving.');
  expect(complaints).toBe('');
  expect(readdirSync(run)).not.toContain('lock');
  expect(readdirSync(join(run, 'checkpoints'))).not.toEqual([]);
  expect(() => process.kill(pid, 0)).toThrow();
});

test.skipIf(process.platform === 'win32')(
  'shows its address in no output that others can read, but a file that they cannot',
  async () => {
    for (const [mode, shown] of [
      [0o644, false],
      [0o640, false],
      [0o600, true],
    ] as const) {
      const folder = temporaryFolder();
      const log = join(folder, 'log');
      const output = openSync(log, 'w', mode);
      const child = spawn(process.execPath, [MAIN, 'studio', '--no-open'], {
        cwd: folder,
        env: { ...process.env, HOME: folder },
        stdio: ['ignore', output, 'inherit'],
      });
      closeSync(output);
      const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
      const printed = () => readFileSync(log, 'utf8');
      await expect.poll(printed, { timeout: 80_000 }).toContain('Press Ctrl-C to close it.');
      expect(/[\w-]{43}/.test(printed())).toBe(shown);
      const [, file] = /file:\/\/(\S+)/.exec(printed()) ?? [];
      expect(file === undefined).toBe(shown);
      if (file !== undefined) {
        expect(readFileSync(file, 'utf8')).toMatch(/#token=[\w-]{43}"/);
        expect(statSync(file).mode & 0o777).toBe(0o600);
      }
      child.kill('SIGINT');
      expect(await ended).toBe(0);
      expect(readdirSync(folder).sort()).toEqual(['log', 'runs']);
    }
  },
);

test('takes the next free port, or says that the one it was given is taken', async () => {
  const other = createServer();
  const taken = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
  const { runs, page } = await opened();
  const open = (tries: number) =>
    openStudio({ ...{ runs, page, tries, port: taken, program: [] }, onDefect: () => {} });
  await expect(open(1)).rejects.toMatchObject({
    kind: 'inputOutput',
    message: `Port ${taken} is taken.`,
    remedy: 'Give another with --port.',
  });
  const studio = await open(20);
  expect(studio.port).toBeGreaterThan(taken);
  await studio.close();
  other.close();
});

test('a folder that is none, or a run itself, is refused', async () => {
  const folder = temporaryFolder();
  await expect(studioCommand(join(folder, 'missing'), { open: false })).rejects.toMatchObject({
    kind: 'usage',
    message: 'There is no such folder.',
  });
  writeFileSync(join(folder, 'config.json'), '{}');
  await expect(studioCommand(folder, { open: false })).rejects.toMatchObject({
    kind: 'usage',
    remedy: 'Give the folder that holds it.',
  });
});
