/** The list of runs: what it finds, what it says of each, and what it costs to ask. */
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunList, RunSummary } from '../../../src/studio/api/runs.ts';
import { epoch, padding, record, SUMMARY, writeRun } from './files.ts';
import { get, opened } from './studio.ts';

const lock = JSON.stringify({ pid: process.ppid, host: hostname() });
const checkpoint = { 'checkpoints/00000003.json': '{}' };

/** What there is to say of a run by its state alone. */
const brief = ({ state, problem, stage, epoch }: RunSummary) => [state, problem, stage, epoch];

describe('the list', async () => {
  const { studio, runs, defects } = await opened();
  const list = () => get<RunList>(studio, '/api/runs');
  const one = async (id: string) => (await list()).runs.find((run) => run.id === id);

  test('of an empty folder is empty', async () => {
    expect(await list()).toEqual({ folder: runs, runs: [], truncated: false });
  });

  test('tells running, stopped, finished and failed runs apart', async () => {
    const metrics = epoch(1) + epoch(2);
    const files = { 'config.json': record(), 'metrics.jsonl': metrics };
    writeRun(runs, 'running', { ...files, lock });
    writeRun(runs, 'stopped', { ...files, ...checkpoint });
    writeRun(runs, 'killed', { ...files, ...checkpoint, lock: '{"pid":2147483646,"host":"x"' });
    writeRun(runs, 'finished', { ...files, 'summary.json': SUMMARY, ...checkpoint });
    writeRun(runs, 'early', files);
    expect(brief((await one('running'))!)).toEqual(['running', null, 'size', 2]);
    expect(brief((await one('stopped'))!)).toEqual(['stopped', null, 'size', 2]);
    expect(brief((await one('killed'))!)).toEqual(['stopped', null, 'size', 2]);
    const early = 'It ended before its first checkpoint; resuming starts it again.';
    expect(brief((await one('early'))!)).toEqual(['failed', early, 'size', 2]);
    const { updated, ...finished } = (await one('finished'))!;
    expect(Math.abs(updated - Date.now())).toBeLessThan(60_000);
    expect(finished).toEqual({
      ...{ id: 'finished', kind: 'run', group: null, name: 'tiny', command: 'search' },
      ...{
        method: 'search',
        strategy: 'random',
        seed: 1,
        state: 'finished',
        problem: null,
        dataset: 'tiny',
      },
      ...{ accuracy: 0.75, motifSizes: [4], trainable: 120, analysed: false, seconds: 1.5 },
      ...{ stage: null, epoch: null, epochs: null },
      marks: { title: '', tags: [], starred: false, archived: false, revision: 0 },
    });
  });

  test('finds members in groups, and runs of studies deeper down', async () => {
    const group = { 'config.json': record({ kind: 'group', seed: undefined, method: undefined }) };
    writeRun(runs, 'group', { ...group, lock });
    writeRun(runs, 'group/seed-1', { 'config.json': record(), 'summary.json': SUMMARY });
    writeRun(runs, 'group/seed-2', {
      ...{ 'config.json': record({ seed: 2 }), 'metrics.jsonl': epoch(4) },
    });
    writeRun(runs, 'study/runs/letters/self/seed-3', {
      'config.json': record({
        ...{ task: { command: 'train', architecture: 'self' }, method: 'self', seed: 3 },
      }),
      'summary.json': SUMMARY,
    });
    const whole = (await one('group'))!;
    expect([whole.kind, whole.seed, ...brief(whole)]).toEqual([
      ...['group', null, 'running', null, 'size', 4],
    ]);
    expect((await one('group/seed-1'))!.state).toBe('finished');
    const member = (await one('group/seed-2'))!;
    expect([member.kind, member.group, ...brief(member)]).toEqual([
      ...['member', 'group', 'running', null, 'size', 4],
    ]);
    const deep = (await one('study/runs/letters/self/seed-3'))!;
    expect([deep.kind, deep.method, deep.command]).toEqual(['run', 'self', 'train']);
    rmSync(join(runs, 'group/lock'));
    expect((await one('group'))!.state).toBe('stopped');
  });

  test('shows damaged runs with what is wrong, and leaves out what is none', async () => {
    writeRun(runs, 'no-json', { 'config.json': '{"format":', 'metrics.jsonl': '' });
    writeRun(runs, 'no-seed', { 'config.json': record({ seed: 'one' }) });
    const { test: _, ...untested } = SUMMARY;
    writeRun(runs, 'no-test', { 'config.json': record(), 'summary.json': untested });
    writeRun(runs, 'of-others', { 'config.json': '// settings of an editor' });
    writeRun(runs, 'other-format', { 'config.json': { format: 'else' } });
    const problem = async (id: string) => (await one(id))!.problem;
    expect(await problem('no-json')).toMatch(/^The file is not JSON.*no-json\/config\.json\)/);
    expect(await problem('no-seed')).toMatch(
      /expected a number, found "one"\. \(.*no-seed\/config\.json, field seed\)/,
    );
    expect(await problem('no-test')).toMatch(
      /expected an object, .*\(.*no-test\/summary\.json, field test\)/,
    );
    expect(await one('of-others')).toBeUndefined();
    expect(await one('other-format')).toBeUndefined();
  });

  test('does not follow links, and stops at a depth', async () => {
    symlinkSync(join(runs, 'finished'), join(runs, 'linked'));
    symlinkSync(runs, join(runs, 'circle'));
    writeRun(runs, 'a/b/c/d/e/f/g', { 'config.json': record() });
    const { runs: found, truncated } = await list();
    expect(found.filter(({ id }) => /linked|circle|^a/.test(id))).toEqual([]);
    expect(truncated).toBe(true);
  });

  test('takes each change of a file into account, and of a record only what is new', async () => {
    const folder = writeRun(runs, 'grows', {
      ...{ 'config.json': record(), 'metrics.jsonl': epoch(1), lock },
    });
    expect((await one('grows'))!.epoch).toBe(1);
    // Bytes that have been read are not looked at again, so their loss goes unnoticed.
    writeFileSync(join(folder, 'metrics.jsonl'), `${'x'.repeat(epoch(1).length - 1)}\n`);
    appendFileSync(join(folder, 'metrics.jsonl'), '{"event":"iteration","half a line');
    expect((await one('grows'))!.epoch).toBe(1);
    appendFileSync(join(folder, 'metrics.jsonl'), `"}\n${epoch(3)}`);
    expect((await one('grows'))!.epoch).toBe(3);
    // Cut back by a resumed run, it is read anew.
    writeFileSync(join(folder, 'metrics.jsonl'), epoch(2));
    expect((await one('grows'))!.epoch).toBe(2);
    writeFileSync(join(folder, 'summary.json'), JSON.stringify(SUMMARY));
    expect((await one('grows'))!.accuracy).toBe(0.75);
    rmSync(folder, { recursive: true });
    expect(await one('grows')).toBeUndefined();
    expect(defects).toEqual([]);
  });

  test('reads events whatever the order of their keys, and names a damaged line', async () => {
    const reordered = (line: string) =>
      `${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse()))}\n`;
    writeRun(runs, 'reordered', {
      'config.json': record(),
      'metrics.jsonl': epoch(1) + reordered(epoch(2)),
      ...checkpoint,
    });
    expect(brief((await one('reordered'))!)).toEqual(['stopped', null, 'size', 2]);
    const long = Array.from({ length: 100 }, (_, k) => epoch(k + 1, padding(400)));
    writeRun(runs, 'torn', {
      'config.json': record(),
      'metrics.jsonl': `${long.join('')}${epoch(0)}${epoch(102)}`,
      ...checkpoint,
    });
    const torn = (await one('torn'))!;
    expect([torn.state, torn.epoch]).toEqual(['stopped', 102]);
    expect(torn.problem).toMatch(
      /expected at least 1, found 0\. \(.*torn\/metrics\.jsonl, line 101, field epoch\)/,
    );
  });

  test('finds the last epoch behind lines that are larger than what is read at once', async () => {
    const figures = { more: 'x'.repeat(700_000) };
    const strategy = { event: 'strategy', stage: 'size', name: 'try', figures };
    const probe = `${JSON.stringify(strategy)}\n`;
    writeRun(runs, 'probed', {
      ...{ 'config.json': record(), 'metrics.jsonl': epoch(5) + probe, ...checkpoint },
    });
    expect((await one('probed'))!.epoch).toBe(5);
  });
});

test('listing a thousand runs takes about a second of computing, and a fraction of it again', async () => {
  const { studio, runs } = await opened();
  const metrics = Array.from({ length: 200 }, (_, k) => epoch(k + 1, padding(400)));
  for (let k = 0; k < 1000; k++) {
    writeRun(runs, `tiny-${k}`, {
      'config.json': record({ config: { filler: 'x'.repeat(3000) } }),
      'metrics.jsonl': metrics.join(''),
      ...(k % 10 === 0 ? checkpoint : { 'summary.json': { ...SUMMARY, more: 'x'.repeat(3000) } }),
    });
  }
  mkdirSync(join(runs, 'empty'));
  // Compute time: the clock depends on what else the machine does.
  const measure = async () => {
    const before = process.cpuUsage();
    const { runs: found } = await get<RunList>(studio, '/api/runs');
    expect(found.length).toBe(1000);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const [cold, warm] = [await measure(), await measure()];
  expect(cold).toBeLessThan(1500);
  expect(warm).toBeLessThan(cold / 2);
});
