/** Real runs in processes of their own: begun, watched, stopped, resumed and looked into. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { ApiError } from '../../../src/studio/api/protocol.ts';
import type { MetricsEvent, ProcessLog } from '../../../src/studio/api/record.ts';
import type { RunSummary } from '../../../src/studio/api/runs.ts';
import type { Sample, SampleList } from '../../../src/studio/api/samples.ts';
import { temporaryFolder, tinyConfig, writeTiny } from '../../experiment/tiny.ts';
import { record, writeRun } from '../../studio/server/files.ts';
import {
  call,
  get,
  opened,
  post,
  refusal,
  type StreamEvent,
  stream,
} from '../../studio/server/studio.ts';
import { MAIN } from '../cli/command.ts';

// Processes take their time to begin on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const PROGRAM = [process.execPath, MAIN];
const FEW_DIGITS = [
  ...['data.trainSamples=20', 'data.testSamples=10', 'network.motifSizes=[4]'],
  ...['network.layers[0].neurons=12', 'search.plasticity.window=4', 'checkpointEveryEpochs=1'],
];

const tells =
  (wanted: Partial<RunSummary>) =>
  ({ event, data }: StreamEvent): boolean =>
    (event === 'run' || event === 'state') &&
    Object.entries(wanted).every(([key, value]) => data[key] === value);

test('a search is begun, watched, stopped, resumed, and stopped again when the studio closes', async () => {
  const { studio, runs } = await opened({ jobs: 1 }, PROGRAM);
  const all = await stream(studio, '/api/stream');
  const request = {
    ...{ preset: 'demo', command: 'search', seed: 7 },
    sets: [...FEW_DIGITS, 'compare=[random]', 'search.sizeEpochs=100000'],
  };
  const begun = await post(studio, '/api/runs', request);
  expect([begun.status, JSON.parse(begun.text)]).toEqual([201, { id: 'demo-7-1' }]);
  // It has its place in the list before it has written anything.
  await all.until(tells({ id: 'demo-7-1', state: 'running', dataset: '' }));
  expect(refusal(await post(studio, '/api/runs', request))).toBe('503 busy');
  expect(readdirSync(runs)).toEqual(['demo-7-1']);

  await all.until(tells({ id: 'demo-7-1/seed-7', state: 'running', stage: 'size' }));
  const member = '/api/runs/demo-7-1%2Fseed-7';
  const one = await stream(studio, `${member}/stream?from=0`);
  await one.until(tells({ state: 'running', kind: 'member', group: 'demo-7-1', epochs: 100_000 }));
  const lines: MetricsEvent[] = [];
  await one.until(({ event, data }) => {
    if (event === 'metrics') lines.push(...data.events);
    return lines.some((found) => found.event === 'epoch' && found.epoch === 2);
  });
  expect(refusal(await post(studio, `${member}/resume`))).toMatch(/^(409 conflict|503 busy)$/);

  const { text: printed } = await get<ProcessLog>(studio, `${member}/log`);
  expect(printed).toMatch(/size search, epoch \d/);

  // What is written about it while it is at work survives all that follows.
  const written = { revision: 0, change: { note: 'looks good', starred: true } };
  for (const about of ['/api/runs/demo-7-1', member]) {
    expect((await post(studio, `${about}/notes`, written)).status).toBe(200);
  }
  expect(refusal(await post(studio, '/api/runs/demo-7-1/delete'))).toBe('409 conflict');

  // Who stops a member stops its group.
  // Twice, as an impatient user would, and before the process can have ended.
  const stopping = await Promise.all([1, 2].map(() => post(studio, `${member}/stop`)));
  for (const { status, text } of stopping) {
    expect([status, JSON.parse(text)]).toEqual([202, { id: 'demo-7-1' }]);
  }
  await all.until(tells({ id: 'demo-7-1', state: 'stopped' }));
  const { data: stopped } = await one.until(tells({ state: 'stopped' }));
  expect(existsSync(join(runs, 'demo-7-1/lock'))).toBe(false);
  expect(refusal(await post(studio, '/api/runs/demo-7-1/stop'))).toBe('409 conflict');

  expect((await post(studio, '/api/runs/demo-7-1/resume')).status).toBe(202);
  await one.until(({ data }) => data.state === 'running' && data.epoch > stopped.epoch + 1);
  expect(one.events.filter(({ event }) => event === 'reset')).toEqual([]);
  await studio.close();
  await Promise.all([one.ended, all.ended]);
  const folder = join(runs, 'demo-7-1');
  expect(readdirSync(folder).sort()).toEqual([
    'config.json',
    'notes.json',
    'process.log',
    'seed-7',
  ]);
  for (const notes of ['notes.json', 'seed-7/notes.json']) {
    const kept = JSON.parse(readFileSync(join(folder, notes), 'utf8'));
    expect(kept).toMatchObject({ note: 'looks good', starred: true, revision: 1 });
  }
  const log = readFileSync(join(folder, 'process.log'), 'utf8');
  expect(log).toMatch(
    /^Reading the data …\n[\s\S]*size search, epoch 2\/100000: loss[\s\S]*Reading the data …/,
  );
  expect(readdirSync(join(folder, 'seed-7/checkpoints'))).not.toEqual([]);
});

describe('a finished run', async () => {
  const { studio, runs } = await opened({}, PROGRAM);
  const folder = temporaryFolder();
  const { data } = writeTiny(folder);
  const config = { ...tinyConfig(data, '/nowhere'), training: { epochs: 1 } };

  test('is made from a configuration, and gives its files, weights and samples', async () => {
    const all = await stream(studio, '/api/stream');
    const begun = await post(studio, '/api/runs', {
      ...{ config, command: 'train', architecture: 'self', seed: 3, sets: ['training.epochs=2'] },
    });
    expect(JSON.parse(begun.text)).toEqual({ id: 'custom-self-3-1' });
    const { data: summary } = await all.until(tells({ state: 'finished' }));
    expect(summary).toMatchObject({ method: 'self', seed: 3, dataset: 'tiny', motifSizes: [1] });
    expect(summary.accuracy).toBeGreaterThanOrEqual(0);
    const of = <Value>(what: string) => get<Value>(studio, `/api/runs/custom-self-3-1/${what}`);
    expect(await of('record')).toMatchObject({ config: { training: { epochs: 2 } }, seed: 3 });
    expect(await of('architecture')).toMatchObject({ inputs: 9, outputs: 3 });
    const { weights } = await of<{ weights: { sha256: string } }>('summary');
    const bytes = await fetch(`http://127.0.0.1:${studio.port}/api/runs/custom-self-3-1/weights`, {
      headers: { 'X-Motifsmith-Token': studio.token },
    });
    const hash = createHash('sha256').update(new Uint8Array(await bytes.arrayBuffer()));
    expect(hash.digest('hex')).toBe(weights.sha256);

    const { samples, ...rest } = await of<SampleList>('samples');
    expect(rest).toEqual({ total: 6, classNames: ['0', '1', '2'], inputs: 9, stepMs: 1 });
    expect(samples).toContainEqual({ index: 5, label: 2, steps: 14 });
    expect((await of<SampleList>('samples?split=train&from=16')).samples.length).toBe(2);
    const sample = await of<Sample>('sample?split=test&index=5');
    expect([sample.label, sample.steps, sample.offsets.length]).toEqual([2, 14, 15]);
    expect(sample.offsets.at(-1)).toBe(sample.channels.length);
    expect(Math.max(...sample.channels)).toBeLessThan(9);

    const refused = async (what: string) =>
      refusal(await call(studio, `/api/runs/custom-self-3-1/${what}`));
    expect(await refused('sample?split=test&index=6')).toBe('404 notFound');
    expect(await refused('sample?split=validation')).toBe('404 notFound');
    expect(await refused('sample?split=secret')).toBe('400 usage');
    expect(await refused('sample?index=1e3')).toBe('400 usage');
    const again = await post(studio, '/api/runs/custom-self-3-1/resume');
    expect(refusal(again)).toBe('409 conflict');
    all.close();
  });

  test('trains the architecture of another one', async () => {
    const architecture = JSON.parse(
      readFileSync(join(runs, 'custom-self-3-1/architecture.json'), 'utf8'),
    );
    const all = await stream(studio, '/api/stream');
    const { text } = await post(studio, '/api/runs', {
      ...{ config, command: 'train', architecture, seed: 4 },
    });
    expect(JSON.parse(text)).toEqual({ id: 'custom-file-4-1' });
    await all.until(tells({ id: 'custom-file-4-1', state: 'finished', method: 'file' }));
    all.close();
  });

  test('says so when its data have moved, or are others', async () => {
    renameSync(data, `${data}-moved`);
    // Another run with the same data elsewhere: nothing is open for it yet.
    const elsewhere = JSON.parse(readFileSync(join(runs, 'custom-self-3-1/config.json'), 'utf8'));
    writeRun(runs, 'moved', { 'config.json': elsewhere });
    elsewhere.config.data.path = join(folder, 'gone.npz');
    writeRun(runs, 'moved', { 'config.json': elsewhere });
    const { status, text } = await call(studio, '/api/runs/moved/samples');
    const { error } = JSON.parse(text) as ApiError;
    expect([status, error.kind]).toEqual([404, 'data']);
    expect(error.where).toContain('gone.npz');
    writeFileSync(join(folder, 'gone.npz'), 'PK');
    expect((await call(studio, '/api/runs/moved/samples')).status).toBe(404);
    renameSync(`${data}-moved`, join(folder, 'gone.npz'));
    expect((await call(studio, '/api/runs/moved/samples')).status).toBe(200);
    elsewhere.data.fingerprint = 'another';
    writeRun(runs, 'moved', { 'config.json': elsewhere });
    expect(refusal(await call(studio, '/api/runs/moved/samples'))).toBe('422 artifact');
  });

  test('that could not be begun is listed with the reason, and leaves no folder', async () => {
    const begin = (name: string) => {
      const config = tinyConfig(join(folder, name), '/nowhere');
      return post(studio, '/api/runs', { config, command: 'search', seed: 5 });
    };
    const missing = await begin('missing.npz');
    expect([refusal(missing), missing.text]).toEqual([
      '404 data',
      expect.stringContaining('data.path'),
    ]);
    writeFileSync(join(folder, 'damaged.npz'), 'PK');
    const all = await stream(studio, '/api/stream');
    const { id } = JSON.parse((await begin('damaged.npz')).text);
    const { data: failed } = await all.until(tells({ id, state: 'failed' }));
    expect(failed.problem).toContain('damaged.npz');
    await expect.poll(() => existsSync(join(runs, id))).toBe(false);
    expect(refusal(await post(studio, `/api/runs/${id}/stop`))).toBe('409 conflict');
    expect(refusal(await post(studio, `/api/runs/${id}/resume`))).toBe('404 notFound');
    all.close();
  });
});

test('a run that another process works on is left alone', async () => {
  const { studio, runs } = await opened();
  const lock = JSON.stringify({ pid: process.ppid, host: hostname() });
  writeRun(runs, 'theirs', { 'config.json': record(), lock });
  for (const action of ['stop', 'resume']) {
    const reply = await post(studio, `/api/runs/theirs/${action}`);
    expect([refusal(reply), reply.text]).toEqual([
      '409 conflict',
      expect.stringContaining('Another process is working'),
    ]);
  }
  rmSync(join(runs, 'theirs/lock'));
  expect(refusal(await post(studio, '/api/runs/theirs/stop'))).toBe('409 conflict');
  expect(refusal(await post(studio, '/api/runs/nobodys/stop'))).toBe('404 notFound');
});
