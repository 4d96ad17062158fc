/** `study` as a process: run to the end, killed, resumed, grown, and with runs that fail. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import { readStudy } from '../../../src/study/read-study.ts';
import type { StudyResults } from '../../../src/study/results.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { outcomeOf } from '../../study/outcome.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { MAIN, motifsmith } from './command.ts';

const root = temporaryFolder();
const settings = tinyStudy().settings as Record<string, Record<string, unknown>>;
// Long enough that a kill comes in the middle.
const longer = { ...settings, training: { ...settings.training, epochs: 30 } };
const { file, data } = writeStudy(root, { settings: longer });
const run = (folder: string, study = file, ...more: string[]) =>
  motifsmith('study', study, '--data', `letters=${data}`, '--output', folder, ...more);
const undisturbed = join(root, 'undisturbed');

const outcome = (folder: string) => outcomeOf(folder, 'failures.json', 'study.json');

const results = (folder: string): StudyResults =>
  JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as StudyResults;

beforeAll(async () => {
  const { code, stdout } = await run(undisturbed, file, '--quiet', '--jobs', '2');
  expect(code).toBe(0);
  expect(stdout).toContain('HRMAS');
  expect(stdout).toContain('dense recurrence');
}, 300_000);

test('every run is there, analysed, and so is every table', async () => {
  const { study, results: read, members } = await readStudy(undisturbed);
  expect(members.map(({ folder, state }) => `${folder} ${state}`)).toEqual(
    ['hrmas', 'dense'].flatMap((method) =>
      [1, 2].map((seed) => `runs/letters/${method}/seed-${seed} finished`),
    ),
  );
  expect(read).toEqual(results(undisturbed));
  expect(study.reference).toBe('hrmas');
  const [hrmas, dense] = read!.datasets[0]!.methods;
  const summary = (seed: number) =>
    JSON.parse(
      readFileSync(join(undisturbed, `runs/letters/hrmas/seed-${seed}/summary.json`), 'utf8'),
    ) as { test: { accuracy: number } };
  const values = [1, 2].map((seed) => summary(seed).test.accuracy);
  expect(hrmas!.accuracy).toMatchObject({ values, best: Math.max(...values) });
  expect(hrmas!.accuracy!.mean).toBeCloseTo((values[0]! + values[1]!) / 2, 12);
  expect(dense!.versusReference!.pairs).toBe(2);
  expect(dense!.versusReference!.difference).toBeCloseTo(
    dense!.accuracy!.mean - hrmas!.accuracy!.mean,
    12,
  );
  expect(hrmas!.gaps).not.toBeNull();
  expect(readdirSync(join(undisturbed, 'tables')).sort()).toEqual(
    [
      ...['comparisons', 'connections', 'gaps', 'main', 'operations', 'search'].flatMap((name) =>
        ['csv', 'md', 'tex'].map((extension) => `${name}.${extension}`),
      ),
      'anytime.csv',
      'ip.csv',
    ].sort(),
  );
  const cost = readFileSync(join(undisturbed, 'cost.csv'), 'utf8').trim().split('\n');
  expect(cost.length).toBe(5);
  expect(Object.values(outcome(undisturbed)).join()).not.toMatch(/seconds"?:/);
});

test('a finished study is only reported, with JSON on request', async () => {
  const { code, stdout } = await motifsmith('study', '--resume', undisturbed, '--json', '--quiet');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(results(undisturbed));
});

interface Group {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What it has written to stderr. */
  said(): string;
  shown(text: string): Promise<void>;
}

/** Starts a study as the leader of a process group of its own. */
function beginGroup(folder: string): Group {
  const args = [MAIN, 'study', file, '--data', `letters=${data}`, '--output', folder];
  const child = spawn(process.execPath, [...args, '--jobs', '2'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const shown = async (text: string) => {
    while (!said.includes(text) && child.exitCode === null && child.signalCode === null) {
      await setTimeout(20);
    }
  };
  return { child, ended, said: () => said, shown };
}

/** Alive, and not only waiting for somebody to take note of its end. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Process of the run that holds the lock, as soon as there is one. */
async function holderOf(lock: string): Promise<number> {
  for (;;) {
    await setTimeout(20);
    try {
      return (JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid;
    } catch {
      // Not begun yet, or just being written.
    }
  }
}

describe('a study that is stopped again and again', () => {
  const folder = join(root, 'stopped');

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const)(
    '%s to all its processes: saves, exits 130, and no run has failed',
    async (signal) => {
      const { child, shown, said, ended } = beginGroup(folder);
      await shown('starts');
      await holderOf(join(folder, 'runs/letters/hrmas/seed-1/lock'));
      process.kill(-child.pid!, signal);
      expect(await ended).toBe(EXIT_CODES.interrupted);
      expect(said()).not.toContain('failed');
      expect(readdirSync(folder)).not.toContain('lock');
      expect(readdirSync(join(folder, 'runs/letters/hrmas/seed-1'))).not.toContain('lock');
    },
    300_000,
  );

  test('a second Ctrl-C does not wait for runs that take their time', async () => {
    const deaf = `
      const on = process.on;
      process.on = (name, listener) => on.call(process, name,
        name === 'message' ? (message) => message.type !== 'stop' && listener(message) : listener);`;
    process.env.NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(deaf)}`;
    const { child, shown, ended } = beginGroup(folder);
    delete process.env.NODE_OPTIONS;
    await shown('starts');
    const lock = join(folder, 'runs/letters/hrmas/seed-1/lock');
    const pid = await holderOf(lock);
    process.kill(-child.pid!, 'SIGINT');
    await shown('Stopping after these batches');
    // Signals that arrive together are one request.
    await setTimeout(500);
    process.kill(-child.pid!, 'SIGINT');
    expect(await ended).toBe(EXIT_CODES.interrupted);
    while (isAlive(pid)) await setTimeout(20);
    expect(existsSync(lock)).toBe(true);
  }, 300_000);

  test.skipIf(!existsSync('/proc/self/stat'))(
    'the processes of the runs end with that of the study',
    async () => {
      const { child, ended } = beginGroup(folder);
      const pid = await holderOf(join(folder, 'runs/letters/hrmas/seed-1/lock'));
      child.kill('SIGKILL');
      await ended;
      const deadline = Date.now() + 60_000;
      while (isAlive(pid) && Date.now() < deadline) await setTimeout(20);
      expect(isAlive(pid)).toBe(false);
    },
    300_000,
  );

  test('killed with all its processes at random moments, it ends with the same bytes', async () => {
    const random = new Random(5, 'kills');
    for (let k = 0; k < 3; k++) {
      const { child, ended, shown } = beginGroup(folder);
      await shown('starts');
      await setTimeout(1500 * random.uniform());
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
      await ended;
    }
    const other = await motifsmith('search', '--resume', '--output', root);
    expect(other.stderr).toContain(`motifsmith study --resume ${folder}\n`);
    expect(other.stderr).not.toContain(undisturbed);
    const { code, stderr } = await motifsmith('study', '--resume', folder);
    expect(code).toBe(0);
    expect(stderr).toContain('4/4 runs done');
    expect(outcome(folder)).toEqual(outcome(undisturbed));
  }, 300_000);
});

describe('runs that fail', () => {
  const folder = join(root, 'failing');
  const methods = [
    'feedforward',
    { name: 'diverging', base: 'dense', settings: { training: { learningRate: 1e30 } } },
    { name: 'impossible', base: 'hrmas', settings: { search: { plasticity: { window: 1000 } } } },
  ];
  const study = writeStudy(root, { seeds: [1], methods }, 'failing.json').file;

  test('are tried once more and reported, while the others finish', async () => {
    const { code, stdout, stderr } = await run(folder, study);
    expect(code).toBe(EXIT_CODES.incomplete);
    const failures = JSON.parse(readFileSync(join(folder, 'failures.json'), 'utf8')) as object[];
    expect(failures).toMatchObject([
      { method: 'impossible', seed: 1, attempts: 2, kind: 'usage' },
      { method: 'diverging', seed: 1, attempts: 2, kind: 'numerical' },
    ]);
    expect(stderr.match(/diverging, seed 1: failed, will try again/g)).toHaveLength(1);
    expect(stderr.match(/diverging, seed 1: failed: /g)).toHaveLength(1);
    expect(stdout).toMatch(/letters, impossible, seed 1: .*plasticity\.window is 1000/);
    const rows = results(folder).datasets[0]!.methods;
    expect(rows.map(({ method, seeds, failed }) => [method, seeds, failed])).toEqual([
      ['feedforward', [1], []],
      ['diverging', [], [1]],
      ['impossible', [], [1]],
    ]);
    expect(readFileSync(join(folder, 'tables/main.md'), 'utf8')).toContain(
      'Failed, see failures.json: diverging on letters (seeds 1); impossible on letters (seeds 1).',
    );
  }, 300_000);

  test('are made again once their settings are changed', async () => {
    const mended = [
      'feedforward',
      { name: 'diverging', base: 'dense' },
      { name: 'impossible', base: 'hrmas' },
    ];
    writeFileSync(study, JSON.stringify(tinyStudy({ seeds: [1], methods: mended })));
    const { code, stderr } = await run(folder, study);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /Started again, because their settings have changed: letters, diverging, seed 1/,
    );
    expect(readFileSync(join(folder, 'failures.json'), 'utf8')).toBe('[]\n');
  }, 300_000);

  test('a study grows by methods and seeds; what is finished stays', async () => {
    const grown = { seeds: [1, 2], methods: ['feedforward', 'self-recurrent'] };
    writeFileSync(study, JSON.stringify(tinyStudy(grown)));
    const finished = join(folder, 'runs/letters/feedforward/seed-1/summary.json');
    const before = statSync(finished).mtimeMs;
    const { code, stderr } = await run(folder, study);
    expect(code).toBe(0);
    expect(stderr).toContain('1/4 runs done, 3 to do.');
    expect(statSync(finished).mtimeMs).toBe(before);
  }, 300_000);

  test('finished runs keep their settings', async () => {
    const changed = { ...settings, training: { ...settings.training, epochs: 5 } };
    writeFileSync(
      study,
      JSON.stringify(tinyStudy({ settings: changed, methods: ['feedforward'] })),
    );
    const { code, stderr } = await run(folder, study);
    expect(code).toBe(EXIT_CODES.usage);
    expect(stderr).toContain("its training.epochs is 4, the study's is 5");
    expect(stderr).toContain('runs/letters/feedforward/seed-1/config.json');
  });
});

describe('mistakes', () => {
  test.each([
    [['study'], 'A study is missing'],
    [['study', file, '--data', 'letters'], 'Write --data NAME=PATH'],
    [['study', file, '--data', `letters=${data}`, '--seeds', '1,x'], 'not a list of different'],
    [['study', '--resume', undisturbed, '--seeds', '3'], 'resumes unchanged'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await motifsmith(...args);
    expect([code, stderr]).toEqual([EXIT_CODES.usage, expect.stringContaining(message)]);
  });

  test('no study there, another one there, or something else', async () => {
    expect((await motifsmith('study', '--resume', join(root, 'nowhere'))).code).toBe(
      EXIT_CODES.artifact,
    );
    const other = writeStudy(root, { name: 'other' }, 'other.json').file;
    expect((await run(undisturbed, other)).stderr).toContain('holds another study, tiny');
    const full = join(root, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'thesis.txt'), '');
    expect((await run(full)).stderr).toContain('not empty and holds no study');
  });

  test('data that are not there show before anything is run', async () => {
    const folder = join(root, 'no-data');
    const args = ['study', file, '--data', 'letters=nowhere.npz', '--output', folder];
    const { code, stderr } = await motifsmith(...args);
    expect(code).toBe(EXIT_CODES.data);
    expect(stderr).toContain('nowhere.npz');
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});
