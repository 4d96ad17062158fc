/** The lock of a folder, with real processes: one holder at a time, dead ones succeeded, living ones never. */
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { MotifsmithError } from '../../../src/core/errors.ts';
import { thisProcess } from '../../../src/run/lock/holder.ts';
import { isLocked, lockFolder, lockHolder } from '../../../src/run/lock/lock.ts';
import { newId } from '../../../src/run/lock/take-over.ts';
import { expectFailure } from '../../data/helpers.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import type { Answer } from './contender.ts';

const root = temporaryFolder();
let folders = 0;
function newFolder(content: string | null = null): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  if (content !== null) writeFileSync(join(folder, 'lock'), content);
  return folder;
}

const CONTENDER = join(import.meta.dirname, 'contender.ts');
const LOADER = ['--import', 'tsx'];
const linux = process.platform === 'linux';

/** No process has this number: it is above the largest that Linux and macOS give. */
const NOBODY = 4194999;

const self = await thisProcess();
const inscription = (changes: object): string =>
  JSON.stringify({ id: newId(), ...self, ...changes });
const STALE = {
  'of a process that was killed': () => inscription({ pid: NOBODY }),
  'of version 0.1': () => JSON.stringify({ pid: NOBODY, host: hostname() }),
  'that is empty': () => '',
  'that is not there': () => null,
};

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts a process that locks a folder; returns the first line that it says. */
async function start(folder: string, before: readonly string[] = []) {
  const [program, ...options] = [...before, process.execPath, ...LOADER, CONTENDER, folder];
  const child = spawn(program!, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => (await lines.next()).value as string;
  return { child, said: await next(), next };
}

describe('three processes that lock one folder at the same moment', () => {
  const TRIALS = 200;
  const AT_A_TIME = 20;

  test.each(Object.entries(STALE))(
    '200 times, with a lock %s: never two at once, and always one',
    async (_, content) => {
      const children = Array.from({ length: 3 }, () => fork(CONTENDER, { execArgv: LOADER }));
      running.push(...children);
      await Promise.all(children.map((child) => once(child, 'message')));
      const trials = Array.from({ length: TRIALS }, () => newFolder(content()));
      const answers = new Map<string, Answer[]>(trials.map((folder) => [folder, []]));
      for (let k = 0; k < TRIALS; k += AT_A_TIME) {
        const some = trials.slice(k, k + AT_A_TIME);
        const all = children.map(async (child) => {
          let left = some.length;
          const ended = new Promise<void>((done) => {
            child.on('message', ({ folder, answer }: { folder: string; answer: Answer }) => {
              answers.get(folder)!.push(answer);
              left -= 1;
              if (left === 0) done();
            });
          });
          for (const [j, folder] of some.entries()) child.send({ folder, holdMs: j % 7 });
          await ended;
          child.removeAllListeners('message');
        });
        await Promise.all(all);
      }
      for (const [folder, found] of answers) {
        expect(found.filter((answer) => answer.startsWith('fault'))).toEqual([]);
        expect(found).toHaveLength(3);
        expect(found).toContain('held');
        // Nothing is left of any of them.
        expect(readdirSync(folder)).toEqual([]);
      }
    },
    60_000,
  );
});

describe('a holder', () => {
  test('keeps others out, in its own process too, and leaves nothing behind', async () => {
    const folder = newFolder();
    const lock = await lockFolder(folder);
    expect(await isLocked(folder)).toBe(true);
    await expectFailure(() => lockFolder(folder), 'artifact', /is working in/, /\d+/);
    await lock.requireOwn();
    await lock.release();
    expect(await isLocked(folder)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that is killed is succeeded at once, and one that is stopped never', async () => {
    const folder = newFolder();
    const { child, said } = await start(folder);
    expect(said).toBe('locked');
    child.kill('SIGSTOP');
    await expectFailure(() => lockFolder(folder, { deadMs: 0 }), 'artifact', /is working in/, /\d/);
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await once(child, 'exit');
    // A wait would be reported.
    const lock = await lockFolder(folder, { onWait: () => expect.fail('it waits') });
    await lock.release();
  });

  test.skipIf(!linux)('that has ended, but not yet for its parent, is succeeded', async () => {
    const folder = newFolder();
    // The shell is soon replaced by one that never asks how its child ended.
    const child = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    const [pid] = (await once(child.stdout!, 'data')) as [Buffer];
    const zombie = Number(pid.toString());
    const stat = () => readFileSync(`/proc/${zombie}/stat`, 'utf8').split(') ')[1]!.split(' ');
    while (stat()[0] !== 'Z') await pause(10);
    writeFileSync(join(folder, 'lock'), inscription({ pid: zombie, started: stat()[19] }));
    await (await lockFolder(folder)).release();
  });

  test.skipIf(self.started === null)('whose number was given to another is succeeded', async () => {
    for (const pid of [process.pid, process.ppid]) {
      const folder = newFolder(inscription({ pid, started: '1' }));
      expect(await isLocked(folder)).toBe(false);
      await (await lockFolder(folder)).release();
    }
  });

  test('of version 0.1 on another machine cannot be succeeded', async () => {
    const folder = newFolder(JSON.stringify({ pid: 1, host: 'elsewhere' }));
    expect(await isLocked(folder)).toBe(true);
    await expectFailure(() => lockFolder(folder, { deadMs: 0 }), 'artifact', /elsewhere/, /./);
  });
});

describe('a holder that cannot be asked', () => {
  const STRANGERS: [string, object][] = [
    ['on another machine', { host: 'elsewhere', boot: 'another' }],
    ['on a machine of the same name, or before a restart', { boot: 'another' }],
    ['in another container', { namespace: 'pid:[1]' }],
  ];

  test.each(STRANGERS)('%s is dead if it does not touch its lock', async (_, changes) => {
    const folder = newFolder(inscription({ pid: process.pid, ...changes }));
    expect(await isLocked(folder)).toBe(true);
    const notices: string[] = [];
    const onWait = ({ message }: MotifsmithError) => void notices.push(message);
    await (await lockFolder(folder, { deadMs: 200, onWait })).release();
    expect(notices).toEqual([expect.stringMatching(/cannot be asked from here/)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is alive if it does', async () => {
    const folder = newFolder(inscription({ namespace: 'pid:[1]' }));
    const path = join(folder, 'lock');
    const onWait = () => void pause(20).then(() => utimesSync(path, 1, 1));
    const attempt = () => lockFolder(folder, { deadMs: 60_000, onWait });
    await expectFailure(attempt, 'artifact', /is working in/, /\d/);
  });

  test('is not waited for after a signal', async () => {
    const folder = newFolder(inscription({ namespace: 'pid:[1]' }));
    const attempt = () => lockFolder(folder, { signal: AbortSignal.abort() });
    await expectFailure(attempt, 'interrupted', /waiting for a lock/, /lock/);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  const canUnshare = (() => {
    try {
      execFileSync('unshare', ['-pf', '--mount-proc', 'true'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  // Without the right to make a PID namespace there is nothing to test.
  test.skipIf(!canUnshare)(
    'in a PID namespace of its own: neither side robs the other',
    async () => {
      const folder = newFolder();
      const lock = await lockFolder(folder);
      const inside = await start(folder, ['unshare', '-pf', '--mount-proc', '--kill-child']);
      expect(inside.said).toMatch(/cannot be asked from here/);
      expect(await inside.next()).toMatch(/is working in this folder/);
      await lock.release();
      const second = await start(folder, ['unshare', '-pf', '--mount-proc', '--kill-child']);
      expect(second.said).toBe('locked');
      await expectFailure(() => lockFolder(folder), 'artifact', /is working in/, /\d/);
    },
    60_000,
  );
});

describe('a holder that was taken for dead', () => {
  test('writes nothing more, and leaves the lock of its successor alone', async () => {
    const folder = newFolder();
    const lock = await lockFolder(folder);
    const successor = inscription({ host: 'elsewhere', boot: 'another' });
    writeFileSync(join(folder, 'lock'), successor);
    await expectFailure(() => lock.requireOwn(), 'artifact', /was lost/, /lock/);
    await lock.release();
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(successor);
  });
});

test('a claim of a process that died while it succeeded another is succeeded, and removed', async () => {
  const [lock, claim] = [newId(), newId()];
  const folder = newFolder(inscription({ pid: NOBODY, id: lock }));
  writeFileSync(join(folder, `lock.${lock}.next`), inscription({ pid: NOBODY, id: claim }));
  writeFileSync(join(folder, `lock.${claim}.next`), inscription({ pid: NOBODY }));
  writeFileSync(join(folder, `lock.${newId()}.next`), inscription({ pid: NOBODY }));
  const own = await lockFolder(folder);
  expect(readdirSync(folder)).toEqual(['lock']);
  await own.release();
});

test.skipIf(process.platform === 'win32')(
  'a pipe in place of a lock keeps nobody waiting',
  async () => {
    const folder = newFolder();
    execFileSync('mkfifo', [join(folder, 'lock')]);
    expect(await lockHolder(folder)).toMatchObject({ pid: null, here: false });
  },
);
