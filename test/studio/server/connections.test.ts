/** The page's session comes first: strangers without its token, however many, do not shut it out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunList } from '../../../src/studio/api/runs.ts';
import { record, writeRun } from './files.ts';
import { call, get, line, opened, refusal, stream } from './studio.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Resolves when all have connected once. */
async function crowd(port: number, count: number): Promise<void> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'crowd.mjs'),
    ...[String(port), String(count)],
  ]);
  children.push(child);
  let connected = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    connected = Number(text.trim().split('\n').at(-1));
  });
  await expect.poll(() => connected, { timeout: 30_000 }).toBeGreaterThanOrEqual(count);
}

test('1,500 strangers that say nothing, never finish or ask for streams leave the page alone', async () => {
  const { studio, runs, page, defects } = await opened({ lookMs: 100 });
  writeFileSync(join(page, 'index.html'), '<title>Studio</title>');
  const list = await stream(studio, '/api/stream');
  await crowd(studio.port, 1500);
  for (let k = 0; k < 50; k++) {
    // Each on a connection of its own, which is a stranger's until its request has arrived.
    expect((await get<RunList>(studio, '/api/runs')).runs.length).toBe(Math.ceil(k / 10));
    if (k % 10 === 0) writeRun(runs, `run-${k}`, { 'config.json': record() });
    await setTimeout(20);
  }
  await list.until(({ event, data }) => event === 'run' && data.id === 'run-40');
  // And the page can be opened.
  expect((await call({ port: studio.port }, '/')).text).toBe('<title>Studio</title>');
  const another = await stream(studio, '/api/stream');
  expect(another.status).toBe(200);
  for (const open of [list, another]) open.close();
  expect(defects).toEqual([]);
});

test('strangers are few, and the oldest makes room for the next', async () => {
  const { studio } = await opened({ strangers: 3 });
  const lines = [];
  for (let k = 0; k < 5; k++) {
    lines.push(line(studio));
    await setTimeout(50);
  }
  expect([await lines[0]!.closed, await lines[1]!.closed]).toEqual(['', '']);
  expect(lines.map(({ socket }) => socket.destroyed)).toEqual([true, true, false, false, false]);
  for (const { socket } of lines) socket.destroy();
});

test('a connection that has shown the token is kept, whatever it asks for next', async () => {
  const { studio, page } = await opened({ strangers: 1 });
  writeFileSync(join(page, 'index.html'), '<title>Studio</title>');
  const own = line(studio);
  const host = `Host: 127.0.0.1:${studio.port}\r\n`;
  own.socket.write(`GET /api/runs HTTP/1.1\r\n${host}X-Motifsmith-Token: ${studio.token}\r\n\r\n`);
  await setTimeout(100);
  const strangers = Array.from({ length: 5 }, () => line(studio));
  await Promise.all(strangers.slice(0, 4).map(({ closed }) => closed));
  own.socket.write(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
  expect(await own.closed).toContain('<title>Studio</title>');
  strangers[4]!.socket.destroy();
});

test('the session has a limit of its own', async () => {
  const { studio } = await opened({ connections: 2 });
  const streams = [await stream(studio, '/api/stream'), await stream(studio, '/api/stream')];
  const third = await call(studio, '/api/presets');
  expect([refusal(third), third.headers.connection]).toEqual(['503 busy', 'close']);
  for (const { close } of streams) close();
  await expect.poll(async () => (await call(studio, '/api/presets')).status).toBe(200);
});

test('a stranger may send one request per connection, in whatever packets', async () => {
  const { studio } = await opened();
  const ask = `GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1:${studio.port}\r\n\r\n`;
  const replies = async (text: string) =>
    (await closedAfter(text)).match(/HTTP\/1.1 /g)?.length ?? 0;
  const closedAfter = (text: string) => {
    const { socket, closed } = line(studio);
    socket.write(text);
    return closed;
  };
  expect(await closedAfter(ask)).toMatch(/^HTTP\/1.1 401 .*\r\nConnection: close\r\n/is);
  expect(await replies(ask.repeat(500))).toBeLessThan(2);
});

test('strangers do not use up the requests of the session, nor its streams', async () => {
  const { studio } = await opened({ burst: 5, perSecond: 1, streams: 1 });
  for (let k = 0; k < 40; k++) {
    const path = k % 2 === 0 ? '/api/stream' : '/api/presets';
    expect(refusal(await call({ port: studio.port }, path))).toBe('401 token');
  }
  expect((await stream(studio, '/api/stream')).status).toBe(200);
  expect((await call(studio, '/api/presets')).status).toBe(200);
});
