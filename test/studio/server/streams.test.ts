/** Streams: what is written into run directories by hand arrives, and no client can hold up the server. */
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { DamagedLine, MetricsPart } from '../../../src/studio/api/record.ts';
import type { RunSummary } from '../../../src/studio/api/runs.ts';
import { epoch, padding, record, SUMMARY, writeRun } from './files.ts';
import { call, get, line, opened, refusal, type StreamEvent, stream } from './studio.ts';

const lock = JSON.stringify({ pid: process.ppid, host: hostname() });
const epochs = (events: readonly StreamEvent[]) =>
  events
    .filter(({ event }) => event === 'metrics')
    .flatMap(({ data }) => (data as MetricsPart).events)
    .map((event) => ('epoch' in event ? event.epoch : null));
const state =
  (wanted: RunSummary['state']) =>
  ({ event, data }: StreamEvent): boolean =>
    event === 'state' && data.state === wanted;

describe('one run', async () => {
  const { studio, runs, defects } = await opened({ lookMs: 200 });

  test('its record comes line by line as it grows, then its end', async () => {
    const folder = writeRun(runs, 'grows', {
      ...{ 'config.json': record(), 'metrics.jsonl': epoch(1) + epoch(2), lock },
    });
    const file = join(folder, 'metrics.jsonl');
    const to = await stream(studio, '/api/runs/grows/stream?from=0');
    await to.until(state('running'));
    const half = epoch(3).length / 2;
    appendFileSync(file, epoch(3).slice(0, half));
    await setTimeout(400);
    expect(epochs(to.events)).toEqual([1, 2]);
    appendFileSync(file, epoch(3).slice(half));
    const third = await to.until(({ data }) => data.events?.[0].epoch === 3);
    expect(third).toEqual({
      ...{ event: 'metrics', id: String(3 * epoch(1).length) },
      data: { events: [JSON.parse(epoch(3))], next: 3 * epoch(1).length, more: false },
    });
    appendFileSync(file, epoch(4));
    rmSync(join(folder, 'lock'));
    writeFileSync(join(folder, 'summary.json'), JSON.stringify(SUMMARY));
    await to.until(state('finished'));
    expect(epochs(to.events)).toEqual([1, 2, 3, 4]);
    to.close();
  });

  test('goes on where a client was, also after the record was cut back', async () => {
    const folder = writeRun(runs, 'cut', {
      ...{ 'config.json': record(), 'metrics.jsonl': epoch(1) + epoch(2) + epoch(3), lock },
    });
    const { length } = epoch(1);
    const to = await stream(studio, '/api/runs/cut/stream?from=0', {
      'Last-Event-ID': String(2 * length),
    });
    await to.until(({ event }) => event === 'metrics');
    writeFileSync(join(folder, 'metrics.jsonl'), epoch(1));
    await to.until(({ event, data }) => event === 'state' && data.epoch === 1);
    appendFileSync(join(folder, 'metrics.jsonl'), epoch(2) + epoch(3) + epoch(4));
    await to.until(({ data }) => data.events?.[0].epoch === 4);
    expect(epochs(to.events)).toEqual([3, 4]);
    // Another run in the same place has other lines.
    writeFileSync(join(folder, 'metrics.jsonl'), epoch(10).repeat(5));
    await to.until(({ event }) => event === 'reset');
    await to.until(({ data }) => data.events?.length === 5);
    to.close();
  });

  test('ends with the reason when the run is removed', async () => {
    const folder = writeRun(runs, 'removed', { 'config.json': record() });
    const to = await stream(studio, '/api/runs/removed/stream');
    await to.until(({ event }) => event === 'state');
    rmSync(folder, { recursive: true });
    const { data } = await to.until(({ event }) => event === 'problem');
    expect(data.error.kind).toBe('notFound');
    await to.ended;
    expect(refusal(await call(studio, '/api/runs/removed/stream'))).toBe('404 notFound');
    expect(defects).toEqual([]);
  });

  test('a record comes in parts of bounded size, each from the byte where the last one ended', async () => {
    const lines = Array.from({ length: 40 }, (_, k) => epoch(k + 1, padding(30_000)));
    lines.splice(20, 0, epoch(99, padding(600_000)), 'not json\n', '[]\n');
    writeRun(runs, 'long', {
      ...{ 'config.json': record(), 'metrics.jsonl': `${lines.join('')}{"unfinished` },
    });
    const events: unknown[] = [];
    let more = true;
    for (let next = 0, parts = 0; more; parts++) {
      const part = await get<MetricsPart>(studio, `/api/runs/long/metrics?from=${next}`);
      expect(JSON.stringify(part).length).toBeLessThan(700_000);
      expect(parts).toBeLessThan(20);
      events.push(...part.events);
      ({ next, more } = part);
    }
    const damaged = events.splice(21, 2);
    expect(damaged).toMatchObject([
      { event: 'damaged', message: 'The line is not JSON.' },
      { event: 'damaged', message: expect.stringContaining('expected an object, found a list') },
    ]);
    expect(damaged.map((line) => (line as DamagedLine).where)).toEqual([
      expect.stringMatching(/long\/metrics\.jsonl, line 22$/),
      expect.stringMatching(/long\/metrics\.jsonl, line 23$/),
    ]);
    expect(events).toEqual(
      lines.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text)),
    );
    const middle = await call(studio, '/api/runs/long/metrics?from=7');
    expect(refusal(middle)).toBe('400 badRequest');
    expect(refusal(await call(studio, '/api/runs/long/stream?from=7'))).toBe('400 badRequest');
    expect(refusal(await call(studio, '/api/runs/long/metrics?from=-1'))).toBe('400 usage');
    const beyond = await get(studio, '/api/runs/long/metrics?from=99999999');
    expect(beyond).toEqual({ events: [], next: 99_999_999, more: false });
  });
});

describe('all runs', async () => {
  const { studio, runs } = await opened({ lookMs: 100 });

  test('new, changed and removed ones are told, unchanged ones are not', async () => {
    writeRun(runs, 'silent', { 'config.json': record() });
    const to = await stream(studio, '/api/stream');
    await setTimeout(300);
    const folder = writeRun(runs, 'new', { 'config.json': record(), lock });
    const told = (wanted: Partial<RunSummary>) =>
      to.until(
        ({ event, data }) =>
          event === 'run' && Object.entries(wanted).every(([key, value]) => data[key] === value),
      );
    await told({ id: 'new', epoch: null });
    writeFileSync(join(folder, 'metrics.jsonl'), epoch(6));
    await told({ id: 'new', epoch: 6 });
    renameSync(folder, join(runs, 'renamed'));
    await told({ id: 'renamed' });
    await to.until(({ event, data }) => event === 'gone' && data.id === 'new');
    expect(to.events.filter(({ data }) => data.id === 'silent')).toEqual([]);
    to.close();
  });
});

describe('clients that are too many, or too slow', () => {
  test('streams are bounded, and places become free', async () => {
    const { studio } = await opened({ streams: 2 });
    const [first] = [await stream(studio, '/api/stream'), await stream(studio, '/api/stream')];
    const third = await call(studio, '/api/stream');
    expect([refusal(third), third.headers['retry-after']]).toEqual(['503 busy', '10']);
    first.close();
    await expect
      .poll(async () => {
        const again = await stream(studio, '/api/stream');
        again.close();
        return again.status;
      })
      .toBe(200);
  });

  test('a client that stops reading is dropped, and only a bounded part of the record is read for it', async () => {
    const { studio, runs } = await opened({ stallMs: 1000, lookMs: 50, streams: 1 });
    const { length } = epoch(1, padding(50_000));
    writeRun(runs, 'big', {
      'config.json': record(),
      'metrics.jsonl': epoch(1, padding(50_000)).repeat(600),
    });
    const { socket, closed } = line(studio);
    socket.write(
      `GET /api/runs/big/stream HTTP/1.1\r\nHost: 127.0.0.1:${studio.port}\r\nX-Motifsmith-Token: ${studio.token}\r\nConnection: close\r\n\r\n`,
    );
    socket.pause();
    await setTimeout(300);
    expect(refusal(await call(studio, '/api/stream'))).toBe('503 busy');
    await expect
      .poll(() => call(studio, '/api/runs').then(() => stream(studio, '/api/stream')), {
        timeout: 10_000,
      })
      .toMatchObject({ status: 200 });
    socket.resume();
    // What the system had taken already, and nothing like the 30 MB that there were.
    expect((await closed).length).toBeLessThan(600 * length * 0.6);
  });

  test('a client of the list that stops reading is dropped when its buffer is full', async () => {
    const { studio, runs } = await opened({ streamBytes: 20_000, lookMs: 20, streams: 1 });
    const { socket } = line(studio);
    socket.pause();
    socket.write(
      `GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:${studio.port}\r\nX-Motifsmith-Token: ${studio.token}\r\n\r\n`,
    );
    await expect.poll(async () => (await call(studio, '/api/stream')).status).toBe(503);
    // Names as long as they may be fill the buffers of the system, then ours.
    const name = 'x'.repeat(200_000);
    let dropped = false;
    for (let k = 0; k < 200 && !dropped; k++) {
      for (let run = 0; run < 10; run++) {
        writeRun(runs, `run-${run}`, { 'config.json': record({ name: `${name}${k}` }) });
      }
      await setTimeout(100);
      const free = await stream(studio, '/api/stream');
      dropped = free.status === 200;
      free.close();
    }
    expect(dropped).toBe(true);
    socket.destroy();
  });

  test('a silent stream is kept alive', async () => {
    const { studio } = await opened({ heartbeatMs: 50 });
    const { socket, closed } = line(studio);
    socket.write(
      `GET /api/stream HTTP/1.1\r\nHost: localhost:${studio.port}\r\nX-Motifsmith-Token: ${studio.token}\r\n\r\n`,
    );
    await setTimeout(400);
    socket.destroy();
    const beats = (await closed).match(/: still here/g) ?? [];
    expect(beats.length).toBeGreaterThan(2);
  });
});
