/** Where a study stands, as its folder shows it: states, holders of locks, costs and time left. */
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { lockFolder } from '../../src/run/lock/lock.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { roughCost } from '../../src/study/order.ts';
import { studyStatus } from '../../src/study/study-status.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { writeStudy } from './tiny-study.ts';

const root = temporaryFolder();
const folder = join(root, 'study');
const { file } = writeStudy(root, {
  seeds: [1, 2, 3],
  methods: ['hrmas', 'dense', 'feedforward'],
});
const dataPaths = new Map([['letters', 'x']]);
const study = await loadStudy({ path: file, dataPaths, seeds: null });

function write(path: string, content: unknown): void {
  const whole = join(folder, 'runs/letters', path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, typeof content === 'string' ? content : JSON.stringify(content));
}

const elsewhere = { host: 'elsewhere', boot: 'another', namespace: null, started: '1' };
const id = '0123456789abcdef'.repeat(2);
const MB = 1e6;

const stored = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures/runs/v0.1.0/group/seed-2', name), 'utf8');
const summary = JSON.parse(stored('summary.json')) as object;
const config = stored('config.json');

function finish(run: string, seconds: number, cpuSeconds: number, wallSeconds: number): void {
  write(`${run}/config.json`, config);
  write(`${run}/summary.json`, { ...summary, timing: { stages: {}, seconds } });
  write(`${run}/analysis.json`, '{}');
  write(`${run}/cost.json`, { cpuSeconds, wallSeconds, peakBytes: 100 * MB, attempts: 1 });
}

beforeAll(async () => {
  finish('hrmas/seed-1', 40, 60, 80);
  finish('hrmas/seed-2', 50, 80, 100);
  write('hrmas/seed-3/config.json', config);
  await lockFolder(join(folder, 'runs/letters/hrmas/seed-3'));
  write('hrmas/seed-3/cost.json', { cpuSeconds: 25, wallSeconds: 30, peakBytes: 1, attempts: 1 });
  // On another machine: alive, as far as its lock shows, and long silent.
  write('dense/seed-1/config.json', config);
  write('dense/seed-1/lock', { id, pid: 7, ...elsewhere });
  write('dense/seed-2/config.json', config);
  write('dense/seed-2/lock', { id, pid: 8, ...elsewhere });
  const past = new Date(Date.now() - 90_000);
  utimesSync(join(folder, 'runs/letters/dense/seed-2/lock'), past, past);
  write('dense/seed-3/failure.json', {
    ...{ kind: 'data', message: 'No.', where: null, remedy: null },
    attempts: 2,
  });
  // Of this host, under a number that nobody has.
  write('feedforward/seed-1/config.json', config);
  write('feedforward/seed-1/lock', { pid: 2 ** 22 + 1, host: hostname() });
});

test('every cell has its state, and whoever is or was at work on it', async () => {
  const { cells } = await studyStatus(folder, study);
  const found = cells.map(({ id: cell, state, holder }) => [
    cell.replace('letters/', ''),
    state,
    holder && `${holder.pid} ${holder.host} ${holder.state}`,
  ]);
  expect(found).toEqual([
    ['hrmas/seed-1', 'finished', null],
    ['dense/seed-1', 'working', '7 elsewhere unknown'],
    ['feedforward/seed-1', 'stopped', `${2 ** 22 + 1} ${hostname()} dead`],
    ['hrmas/seed-2', 'finished', null],
    ['dense/seed-2', 'stopped', '8 elsewhere silent'],
    ['feedforward/seed-2', 'waiting', null],
    ['hrmas/seed-3', 'working', `${process.pid} ${hostname()} alive`],
    ['dense/seed-3', 'failed', null],
    ['feedforward/seed-3', 'waiting', null],
  ]);
  expect(cells[7]!.failure).toMatchObject({ message: 'No.', attempts: 2 });
});

test('the time left follows from what runs took: those of a method as long, others by rough cost', async () => {
  const { cells, secondsLeft } = await studyStatus(folder, study);
  const of = (name: string) => cells.find((cell) => cell.id === `letters/${name}`)!.forecast!;
  expect(of('hrmas/seed-3')).toMatchObject({
    cpuSeconds: 70,
    wallSeconds: 90,
    peakBytes: 100 * MB,
  });
  const [hrmas, dense, feedforward] = study.entries.map(roughCost) as [number, number, number];
  // They computed half of the time; the other half is the same for all.
  expect(of('dense/seed-1').cpuSeconds).toBeCloseTo(35 + (35 * dense) / hrmas, 9);
  const [short, other] = [45 + (45 * feedforward) / hrmas, 45 + (45 * dense) / hrmas];
  expect(of('feedforward/seed-2').wallSeconds).toBeCloseTo(short, 9);
  // Two at work; one of HRMAS has spent 30 of 90 s; the failed one is not tried again.
  expect(secondsLeft).toBeCloseTo((90 - 30 + 2 * other + 3 * short) / 2, 9);
});

test('what is damaged shows as such, and hides nothing else', async () => {
  write('hrmas/seed-1/cost.json', '{"cpuSeconds":-1}');
  write('dense/seed-3/failure.json', '[');
  const { cells } = await studyStatus(folder, study);
  const damaged = cells.filter(({ state }) => state === 'damaged');
  expect(damaged.map(({ id: cell, damage }) => [cell, damage!.where])).toEqual([
    ['letters/hrmas/seed-1', expect.stringContaining('hrmas/seed-1/cost.json, field cpuSeconds')],
    ['letters/dense/seed-3', expect.stringContaining('dense/seed-3/failure.json')],
  ]);
  expect(cells.find(({ id: cell }) => cell === 'letters/hrmas/seed-2')!.state).toBe('finished');
});
