/**
 * Damaged files of a run: each is named with its file and field, everything else of the run is served,
 * and so are the other runs.
 */
import { describe, expect, test } from 'vitest';
import type { ApiError } from '../../../src/studio/api/protocol.ts';
import type { MetricsEvent, MetricsPart } from '../../../src/studio/api/record.ts';
import type { RunList } from '../../../src/studio/api/runs.ts';
import { inventedArchitecture } from '../../browser/studio/invented-run.ts';
import { epoch, record, SUMMARY, writeRun } from './files.ts';
import { call, get, opened, type StreamEvent, stream } from './studio.ts';

const ANALYSIS = {
  ...{ format: 'motifsmith-analysis', formatVersion: 1, weightsSha256: '00', samples: 4 },
  parameters: { trainable: 120, fixed: 10, stored: 130 },
  operations: { layers: [], ac: 1, mac: 2 },
  spikes: { layers: [], total: 3 },
  decision: { stepMs: 1, steps: [1], accuracy: [0.5] },
  layers: [],
};
const SYSTEM = {
  ...{ system: 'lstm', cell: 'lstm', inputs: 6, outputs: 2, units: [4], dense: null },
  ...{ loss: 'rate-mse', sampling: 'steps', inputDecay: 0, stepMs: 1 },
};
const FILES = {
  'config.json': record(),
  'summary.json': SUMMARY,
  'architecture.json': inventedArchitecture(),
  'analysis.json': ANALYSIS,
  'metrics.jsonl': epoch(1) + epoch(2),
};
const DOCUMENTS = {
  ...{ record: 'config', summary: 'summary' },
  ...{ architecture: 'architecture', analysis: 'analysis' },
};

describe('documents', async () => {
  const { studio, runs, defects } = await opened();
  const listed = async (id: string) =>
    (await get<RunList>(studio, '/api/runs')).runs.find((run) => run.id === id)!;
  writeRun(runs, 'whole', FILES);

  test('that are whole are served, new settings with their defaults', async () => {
    for (const what of Object.keys(DOCUMENTS)) await get(studio, `/api/runs/whole/${what}`);
    const { config } = await get<{ config: { training: object } }>(
      studio,
      '/api/runs/whole/record',
    );
    expect(config.training).toMatchObject({ epochs: expect.any(Number) });
  });

  test('the architecture of a system of others is served as well', async () => {
    writeRun(runs, 'system', { ...FILES, 'architecture.json': SYSTEM });
    expect(await get(studio, '/api/runs/system/architecture')).toEqual(SYSTEM);
  });

  test.each([
    ['record', { ...record(), data: { name: 'tiny' } }, /missing/, /field data\.description$/],
    ['record', record({ config: { training: { epochs: 'many' } } }), /many/, /field config$/],
    ['summary', { ...SUMMARY, motifSizes: ['4'] }, /number, found "4"/, /field motifSizes\[0\]$/],
    ['summary', '{"format":', /not JSON/, /summary\.json$/],
    ['architecture', { ...inventedArchitecture(), inputs: 0 }, /./, /field inputs$/],
    ['architecture', { ...SYSTEM, units: [0] }, /at least 1|greater/, /field units\[0\]$/],
    ['analysis', { ...ANALYSIS, spikes: null }, /object, found null/, /field spikes$/],
  ])('a damaged %s is named, and nothing else suffers', async (what, value, message, where) => {
    const file = `${DOCUMENTS[what as keyof typeof DOCUMENTS]}.json`;
    writeRun(runs, 'damaged', { ...FILES, [file]: value });
    for (const each of Object.keys(DOCUMENTS)) {
      const { status, text } = await call(studio, `/api/runs/damaged/${each}`);
      if (each === what) {
        const { error } = JSON.parse(text) as ApiError;
        expect([status, error.kind]).toEqual([422, 'artifact']);
        expect(error.message).toMatch(message);
        expect(error.where).toMatch(where);
        expect(error.where).toContain(`damaged/${file}`);
        expect(error.remedy).toMatch(/\w/);
      } else expect(status, each).toBe(200);
    }
    const { events } = await get<MetricsPart>(studio, '/api/runs/damaged/metrics');
    expect(events.map(({ event }) => event)).toEqual(['epoch', 'epoch']);
    expect(await listed('damaged')).toBeDefined();
    expect((await listed('whole')).state).toBe('finished');
    expect(defects).toEqual([]);
  });
});

describe('records', async () => {
  const { studio, runs, defects } = await opened({ lookMs: 50 });
  const reversed = (line: string): string =>
    `${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse()))}\n`;
  const typed = epoch(3).replace('"loss":0.5', '"loss":"low"');
  const lines = [epoch(1), 'torn\n', reversed(epoch(2)), '{"event":"else"}\n', typed, epoch(4)];
  writeRun(runs, 'damaged', { ...FILES, 'metrics.jsonl': `${lines.join('')}{"event":"epo` });

  const expected = (events: readonly MetricsEvent[]) => {
    expect(events.map(({ event }) => event)).toEqual([
      ...['epoch', 'damaged', 'epoch', 'damaged', 'damaged', 'epoch'],
    ]);
    const [torn, unknown, wrong] = events.filter((one) => one.event === 'damaged');
    expect(torn).toMatchObject({ message: 'The line is not JSON.' });
    expect(torn!.where).toMatch(/damaged\/metrics\.jsonl, line 2$/);
    expect(unknown!.message).toMatch(/expected one of .*"epoch".*, found "else"\.$/);
    expect(unknown!.where).toMatch(/, line 4, field event$/);
    expect(wrong).toMatchObject({
      message: expect.stringContaining('expected a number, found "low"'),
    });
    expect(wrong!.where).toMatch(/, line 5, field loss$/);
    expect(events[2]).toEqual(JSON.parse(epoch(2)));
  };

  test('of which lines are damaged are served with what is wrong, the rest as ever', async () => {
    const { events, next, more } = await get<MetricsPart>(studio, '/api/runs/damaged/metrics');
    expected(events);
    expect([next, more]).toEqual([lines.join('').length, false]);
  });

  test('name the same line to a client that continues in the middle', async () => {
    const from = lines[0]!.length;
    const path = `/api/runs/damaged/metrics?from=${from}`;
    const { events } = await get<MetricsPart>(studio, path);
    expected([JSON.parse(epoch(1)), ...events]);
  });

  test('come the same by a stream', async () => {
    const to = await stream(studio, '/api/runs/damaged/stream');
    await to.until(({ event }: StreamEvent) => event === 'state');
    const parts = to.events.filter(({ event }) => event === 'metrics');
    expected(parts.flatMap(({ data }) => (data as MetricsPart).events));
    to.close();
    expect(defects).toEqual([]);
  });

  test('with a line that never ends are refused, with its number', async () => {
    const bounded = await opened({ lineBytes: 1000, metricsBytes: 500 });
    const endless = `{"event":"${'x'.repeat(5000)}`;
    writeRun(bounded.runs, 'endless', { ...FILES, 'metrics.jsonl': epoch(1) + endless });
    const { status, text } = await call(bounded.studio, '/api/runs/endless/metrics');
    const { error } = JSON.parse(text) as ApiError;
    expect([status, error.message]).toEqual([422, 'The line is longer than 1000 bytes.']);
    expect(error.where).toMatch(/metrics\.jsonl, line 2$/);
  });
});

test('a million brackets in any file are damage like any other, in a known field or an unknown one', async () => {
  const { studio, runs, defects } = await opened();
  const brackets = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
  const within = (value: object) =>
    JSON.stringify({ ...value, more: '@' }).replace('"@"', brackets);
  const files = Object.keys(FILES) as (keyof typeof FILES)[];
  writeRun(runs, 'whole', Object.fromEntries(files.map((file) => [file, `${brackets}\n`])));
  writeRun(runs, 'within', {
    'config.json': within(record()),
    'summary.json': within(SUMMARY),
    'metrics.jsonl': `${within(JSON.parse(epoch(1)))}\n${epoch(2)}`,
  });
  const { runs: listed } = await get<RunList>(studio, '/api/runs');
  const states = Object.fromEntries(listed.map(({ id, state }) => [id, state]));
  expect(states).toEqual({ within: 'failed', whole: 'failed' });
  for (const what of Object.keys(DOCUMENTS)) {
    expect((await call(studio, `/api/runs/whole/${what}`)).status).toBe(422);
  }
  expect((await call(studio, '/api/runs/within/record')).status).toBe(422);
  const whole = await get<MetricsPart>(studio, '/api/runs/whole/metrics');
  expect(whole.events).toMatchObject([{ event: 'damaged' }]);
  // The first line fills a part.
  const first = await get<MetricsPart>(studio, '/api/runs/within/metrics');
  const second = await get<MetricsPart>(studio, `/api/runs/within/metrics?from=${first.next}`);
  expect([...first.events, ...second.events]).toMatchObject([{ event: 'damaged' }, { epoch: 2 }]);
  expect(defects).toEqual([]);
});
