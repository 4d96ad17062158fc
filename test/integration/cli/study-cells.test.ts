/** Cells of a study that processes do one by one, beside each other. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { lockFolder } from '../../../src/run/lock/lock.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { begin, motifsmith, motifsmithWith } from './command.ts';

const root = temporaryFolder();
const settings = tinyStudy().settings as Record<string, Record<string, unknown>>;
const methods = [
  'hrmas',
  'dense',
  // Long enough that another process finds it at work.
  { name: 'long', base: 'feedforward', seeds: [1], settings: { training: { epochs: 100_000 } } },
  { name: 'diverging', base: 'dense', seeds: [2], settings: { training: { learningRate: 1e30 } } },
];
const { file, data } = writeStudy(root, { methods });
const folder = join(root, 'study');
const study = (...more: string[]) =>
  ['study', file, '--data', `letters=${data}`, '--output', folder, ...more] as const;
const run = (...more: string[]) => motifsmith(...study(...more));

interface Listed {
  readonly cells: readonly {
    id: string;
    index: number;
    state: string;
    forecast: { cpuSeconds: number } | null;
  }[];
}
const listed = async (...more: string[]) =>
  (JSON.parse((await run('--list-cells', '--json', ...more)).stdout) as Listed).cells;

test('all are listed before anything is written', async () => {
  const cells = await listed();
  expect(cells.map(({ id, index, state }) => `${index} ${id} ${state}`)).toEqual([
    '0 letters/long/seed-1 waiting',
    '1 letters/hrmas/seed-1 waiting',
    '2 letters/dense/seed-1 waiting',
    '3 letters/hrmas/seed-2 waiting',
    '4 letters/dense/seed-2 waiting',
    '5 letters/diverging/seed-2 waiting',
  ]);
  expect(cells[0]!.forecast).toBeNull();
  expect(existsSync(folder)).toBe(false);
  expect((await listed('--shard', '1/2')).length + (await listed('--shard', '2/2')).length).toBe(6);
});

test('each method is measured before anything is written, and what fails is said', async () => {
  const place = join(root, 'temporary');
  mkdirSync(place);
  const { code, stdout, stderr } = await motifsmithWith(
    { TMPDIR: place },
    ...study('--forecast', '1', '--json'),
  );
  expect(code).toBe(0);
  const costs = (JSON.parse(stdout) as Listed).cells.map(({ forecast }) => forecast?.cpuSeconds);
  const [long, ...others] = costs.slice(0, 5) as [number, ...number[]];
  // 100,000 epochs, of which it has seen a second.
  expect(long).toBeGreaterThan(100 * Math.max(...others));
  // It fails.
  expect(costs[5]).toBeUndefined();
  expect(stderr).toContain('Measuring letters/long for 1 s.');
  expect(stderr).toMatch(/warning: letters\/diverging fails: Training diverged/);
  expect(readdirSync(place)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
}, 120_000);

test('one is done without tables and left alone afterwards; others are told from it', async () => {
  const { code, stdout } = await run('--cell', 'letters/dense/seed-1', '--quiet');
  expect(code).toBe(0);
  expect(stdout).toMatch(`1 cell: 1 done. Folder: ${folder}\nTables, once all`);
  expect(readdirSync(folder).sort()).toEqual(['runs', 'study.json']);
  const summary = join(folder, 'runs/letters/dense/seed-1/summary.json');
  const { mtimeMs } = statSync(summary);
  expect((await run('--cell-index', '2')).code).toBe(0);
  expect(statSync(summary).mtimeMs).toBe(mtimeMs);
  const cells = await listed();
  expect(cells.map(({ state }) => state === 'finished')).toEqual(cells.map((_, k) => k === 2));
  expect(cells[4]!.forecast).toEqual(cells[2]!.forecast);
  expect(cells[0]!.forecast).toMatchObject({ cpuSeconds: expect.any(Number) });
});

test('one of which a file is lost is done again', async () => {
  const summary = join(folder, 'runs/letters/dense/seed-1/summary.json');
  const { timing: _, ...before } = JSON.parse(readFileSync(summary, 'utf8')) as { timing: unknown };
  rmSync(summary);
  const { code, stdout } = await run('--cell', 'letters/dense/seed-1', '--quiet');
  expect({ code, said: stdout.split('.')[0] }).toEqual({ code: 0, said: '1 cell: 1 done' });
  expect(JSON.parse(readFileSync(summary, 'utf8'))).toMatchObject(before);
});

test('one that another version has started counts, and that is said', async () => {
  const config = join(folder, 'runs/letters/dense/seed-1/config.json');
  const before = readFileSync(config, 'utf8');
  writeFileSync(config, before.replace(/"version": "[^"]*"/, '"version": "0.0.9"'));
  const { code, stderr } = await run('--cell', 'letters/dense/seed-1', '--quiet');
  expect(code).toBe(0);
  expect(stderr).toContain(
    'warning: Runs here were started by another version of Motifsmith (0.0.9)',
  );
  writeFileSync(config, before);
});

test('one that another process has done by the end is no trouble', async () => {
  const place = join(folder, 'runs/letters/dense/seed-1');
  const summary = join(place, 'summary.json');
  renameSync(summary, `${summary}.away`);
  const lock = await lockFolder(place);
  const two = ['--cell', 'letters/dense/seed-1', '--cell', 'letters/dense/seed-2'];
  const second = begin(...study(...two, '--jobs', '1'));
  await second.shown('Another process');
  renameSync(`${summary}.away`, summary);
  await lock.release();
  const { code, stdout } = await second.ended;
  expect({ code, said: stdout.split('.')[0] }).toEqual({ code: 0, said: '2 cells: 2 done' });
});

test('a second process says who is at work on a cell; the first one stops when asked', async () => {
  const first = begin(...study('--cell', 'letters/long/seed-1'));
  const lock = join(folder, 'runs/letters/long/seed-1/lock');
  while (!existsSync(join(folder, 'runs/letters/long/seed-1/config.json'))) await setTimeout(20);
  const { pid } = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
  const second = await run('--cell', 'letters/long/seed-1');
  expect(second.code).toBe(EXIT_CODES.artifact);
  expect(second.stderr).toContain(`Another process (${pid} on `);
  expect(second.stderr).toContain('letters/long/seed-1');
  expect(second.stdout).toContain('1 cell: 1 at work.');
  const status = await motifsmith('study', 'status', folder);
  expect(status.stdout).toMatch(/6 cells: 3 waiting, 1 at work, 2 done\.\nETA /);
  expect(status.stdout).toMatch(
    new RegExp(`At work:\n  letters/long/seed-1: process ${pid} on .+\n`),
  );
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(EXIT_CODES.interrupted);
  expect((await first.ended).stderr).toContain('same command');
  expect((await listed())[0]!.state).toBe('stopped');
}, 120_000);

test('all who work in the folder save and end when they are asked to in it', async () => {
  const cancel = () => motifsmith('study', 'cancel', folder);
  // Nobody is at work, and what is asked for now does not stop those who come later.
  expect(await cancel()).toMatchObject({ code: 0, stdout: 'Nobody was at work on it.\n' });
  const started = study('--cell', 'letters/long/seed-1', '--cell', 'letters/hrmas/seed-1');
  const processes = [begin(...started), begin('study', '--resume', folder, '--cell-index', '3')];
  while ((await listed())[0]!.state !== 'working') await setTimeout(20);
  const { code, stdout } = await cancel();
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'Nobody is at work any more; everything is saved.\n',
  });
  const codes = (await Promise.all(processes.map(({ ended }) => ended))).map((one) => one.code);
  // A short cell may be done before.
  expect(codes[0]).toBe(EXIT_CODES.interrupted);
  expect([0, EXIT_CODES.interrupted]).toContain(codes[1]);
  expect((await listed())[0]!.state).toBe('stopped');
  expect((await motifsmith('study', 'status', folder, '--json')).stdout).not.toContain('"working"');
}, 120_000);

test('a failure is kept until the cell is tried again', async () => {
  const { code, stdout } = await run('--cell', 'letters/diverging/seed-2', '--quiet');
  expect(code).toBe(EXIT_CODES.incomplete);
  expect(stdout).toContain('1 cell: 1 failed.');
  const path = join(folder, 'runs/letters/diverging/seed-2/failure.json');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ kind: 'numerical', attempts: 2 });
  expect((await listed())[5]).toMatchObject({ state: 'failed', forecast: null });
  expect((await run('--cell-index', '5', '--quiet')).code).toBe(EXIT_CODES.incomplete);
}, 120_000);

describe('what does not fit is refused:', () => {
  const problem = async (...args: string[]) => {
    const { code, stderr } = await motifsmith(...args);
    expect(code).toBe(EXIT_CODES.usage);
    return stderr;
  };

  test.each(['0/3', '4/3', '1/0', 'a/b', '1', '1/3/5', '1.5/3', '-1/3', '1/10001', ''])(
    '--shard "%s"',
    async (part) => {
      expect(await problem('study', file, `--shard=${part}`)).toContain('Give K/N, with K from 1');
    },
  );

  test('several selections', async () => {
    const stderr = await problem(...study('--shard', '1/2', '--cell-index', '0'));
    expect(stderr).toContain('Give one of them');
  });

  test('a study that has changed, but not one that has grown', async () => {
    const before = readFileSync(join(folder, 'study.json'), 'utf8');
    const other = join(root, 'other.json');
    const attempt = (changes: Record<string, unknown>) => {
      writeFileSync(other, JSON.stringify(tinyStudy({ methods, ...changes })));
      const args = ['--data', `letters=${data}`, '--output', folder, '--cell-index', '0'];
      return ['study', other, ...args];
    };
    const longer = { ...settings, training: { ...settings.training, epochs: 77 } };
    const otherSettings =
      /has other settings: letters\/hrmas: training\.epochs is \d+, and 77 is asked for/;
    expect(await problem(...attempt({ settings: longer }))).toMatch(otherSettings);
    expect(await problem(...attempt({ settings: longer }), '--list-cells')).toMatch(otherSettings);
    const all = attempt({ settings: longer }).slice(0, -2);
    expect(await problem(...all, '--list-cells')).toMatch(/finished run does not fit the study/);
    expect(await problem(...attempt({ methods: methods.slice(1) }))).toContain(
      'letters/hrmas/seed-1',
    );
    expect(await problem(...attempt({ name: 'another' }))).toContain('holds another study, tiny');
    expect(readFileSync(join(folder, 'study.json'), 'utf8')).toBe(before);
    const grown = attempt({ methods: [...methods, 'self-recurrent'] });
    grown.splice(-2, 2, '--cell', 'letters/self-recurrent/seed-1');
    expect((await motifsmith(...grown)).code).toBe(0);
    const cells = await motifsmith('study', '--resume', folder, '--list-cells', '--json');
    const { state } = (JSON.parse(cells.stdout) as Listed).cells.find(
      ({ id }) => id === 'letters/dense/seed-1',
    )!;
    expect(state).toBe('finished');
  });
});
