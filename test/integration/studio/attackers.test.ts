/** Real strangers on this machine: another user, and containers with and without its network. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { record, writeRun } from '../../studio/server/files.ts';
import { call } from '../../studio/server/studio.ts';
import { MAIN } from '../cli/command.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A user who owns nothing. */
const STRANGER = 54_321;

interface Loot {
  readonly user: number;
  readonly args: string;
  readonly environments: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly replies: Readonly<Record<string, string>>;
}

const isRoot = process.getuid?.() === 0;
const can = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const reasons = [
  ...(process.platform === 'linux' ? [] : ['this is not Linux']),
  ...(isRoot ? [] : ['only root may start a process as another user']),
];
if (reasons.length > 0) console.log(`skipped: another user as attacker: ${reasons.join(', ')}`);
const canUnshare = process.platform === 'linux' && can('unshare', '-rn', 'true');
if (!canUnshare) console.log('skipped: containers as attackers: no namespaces can be created');

let attacker: string;
let started: string;
let studio: ChildProcess;
let port: number;
let token: string;
let file: string;
let code: string;

function attack(command: string, args: readonly string[], user?: number): Loot {
  const options = user === undefined ? {} : { uid: user, gid: user };
  const text = execFileSync(command, args, { ...options, cwd: '/', encoding: 'utf8' });
  for (const secret of [token, code, 'confidential"']) expect(text).not.toContain(secret);
  return JSON.parse(text);
}

const NOTHING = {
  '/api/runs': expect.stringMatching(/^401 .*"token"/),
  '/api/stream': expect.stringMatching(/^401 .*"token"/),
  '/api/presets': expect.stringMatching(/^401 .*"token"/),
  '/api/runs/confidential/record': expect.stringMatching(/^401 .*"token"/),
  start: expect.stringMatching(/^401 .*"token"/),
  session: expect.stringMatching(/^401 .*"token"/),
  guess: expect.stringMatching(/^401 .*"token"/),
};

describe.skipIf(process.platform !== 'linux')(
  'with a studio that has just opened a browser',
  () => {
    beforeAll(async () => {
      // A home that others may look into, as on many machines.
      const home = temporaryFolder();
      chmodSync(home, 0o755);
      mkdirSync(join(home, 'runs'), { mode: 0o700 });
      writeRun(join(home, 'runs'), 'confidential', { 'config.json': record() });
      // Where everyone can run it.
      attacker = join(home, 'attacker.mjs');
      copyFileSync(join(import.meta.dirname, 'attacker.mjs'), attacker);
      // A browser that is slow to start, so that the file is still there.
      const browser = join(home, 'browser');
      started = join(home, 'started');
      writeFileSync(
        browser,
        `#!/bin/sh\ntouch ${started}\nwhile [ -e ${started} ]; do sleep 0.2; done\n`,
        {
          mode: 0o755,
        },
      );
      const page = join(dirname(MAIN), '../studio/page');
      if (!existsSync(join(page, 'index.html'))) {
        mkdirSync(page, { recursive: true });
        writeFileSync(join(page, 'index.html'), '<title>Studio</title>');
      }
      studio = spawn(process.execPath, [MAIN, 'studio'], {
        cwd: home,
        env: { ...process.env, HOME: home, BROWSER: browser, DISPLAY: '' },
      });
      let printed = '';
      studio.stdout!.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      const args = () => execFileSync('ps', ['-e', '-ww', '-o', 'args'], { encoding: 'utf8' });
      const opened = new RegExp(`${home}/motifsmith-studio-\\S+`);
      await vi.waitFor(() => expect(existsSync(started)).toBe(true), {
        timeout: 60_000,
        interval: 200,
      });
      const found = /http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})\n/.exec(printed)!;
      [port, token] = [Number(found[1]), found[2]!];
      file = opened.exec(args())![0];
      code = /#code=([\w-]{43})"/.exec(readFileSync(file, 'utf8'))![1]!;
      expect((await call({ port, token }, '/api/runs')).text).toContain('confidential');
    }, 120_000);
    afterAll(() => {
      studio?.kill('SIGKILL');
      // Then the browser ends.
      rmSync(started, { force: true });
    });

    test.skipIf(reasons.length > 0)('another user sees its file, and can read nothing', () => {
      const { user, args, files, replies } = attack(
        process.execPath,
        [attacker, String(port)],
        STRANGER,
      );
      expect(user).toBe(STRANGER);
      expect(args).toContain(file);
      expect(files[file]).toBe('refused: EACCES');
      expect(files[dirname(file)]).toBe('refused: EACCES');
      expect(replies).toEqual(NOTHING);
    });

    test.skipIf(!canUnshare)('a container with a network of its own does not reach it', () => {
      const { replies } = attack('unshare', [
        ...['-rnpf', '--mount-proc', process.execPath, attacker, String(port)],
      ]);
      for (const reply of Object.values(replies)) {
        expect(reply).toMatch(/^refused: (ENETUNREACH|ECONNREFUSED)$/);
      }
    });

    test.skipIf(!canUnshare)('a container with the network of the machine gets nothing', () => {
      const { args, replies } = attack('unshare', [
        ...['-rpf', '--mount-proc', process.execPath, attacker, String(port)],
      ]);
      expect(args).not.toContain('motifsmith-studio-');
      expect(replies).toEqual(NOTHING);
    });
  },
);
