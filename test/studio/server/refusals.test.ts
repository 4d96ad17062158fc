/** What the server does not do, whoever asks: each refused with its status, and the server goes on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunList } from '../../../src/studio/api/runs.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { epoch, record, SUMMARY, writeRun } from './files.ts';
import { type Call, call, change, get, line, opened, post, refusal } from './studio.ts';

const { studio, runs, page, defects } = await opened({ headersMs: 1000, requestMs: 1500 });
const { port } = studio;
const outside = temporaryFolder();
writeRun(runs, 'tiny', {
  ...{ 'config.json': record(), 'summary.json': SUMMARY, 'metrics.jsonl': epoch(1) },
});
const start = { preset: 'demo', command: 'search', seed: 1 };
const refused = async (path: string, request?: Call) => refusal(await call(studio, path, request));

afterAll(() => expect(defects).toEqual([]));

describe('who asks', () => {
  test.each([
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
    `127.0.0.1:${port}.evil.example`,
    `evil@127.0.0.1:${port}`,
  ])('by the name %j is refused: another name may lead here (DNS rebinding)', async (host) => {
    expect(await refused('/api/runs', { headers: { Host: host } })).toBe('403 forbidden');
    expect(await refused('/', { headers: { Host: host } })).toBe('403 forbidden');
  });

  test('without any name, or with two, is refused', async () => {
    for (const hosts of ['', 'Host: \r\n', `Host: 127.0.0.1:${port}\r\nHost: evil.example\r\n`]) {
      const { socket, closed } = line(studio);
      socket.write(
        `GET /api/runs HTTP/1.1\r\nX-Motifsmith-Token: ${studio.token}\r\n${hosts}Connection: close\r\n\r\n`,
      );
      expect(await closed).toMatch(/^HTTP\/1.1 40[03]/);
    }
  });

  test.each(['localhost', '127.0.0.1', 'LOCALHOST'])('by the name %s is answered', async (name) => {
    const headers = { Host: `${name}:${port}`, Origin: `http://${name}:${port}` };
    expect((await call(studio, '/api/runs', { headers })).status).toBe(200);
  });

  test.each([
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
    { Origin: `https://127.0.0.1:${port}` },
    { Origin: `http://localhost:${port}` },
    { Origin: 'http://127.0.0.1:3000' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('from another page, %j, is refused to look and to change', async (headers) => {
    const { method, headers: proper } = change(studio);
    expect(await refused('/api/runs', { headers })).toBe('403 forbidden');
    const both = { ...proper, ...headers } as Record<string, string>;
    const body = JSON.stringify(start);
    expect(await refused('/api/runs', { method, headers: both, body })).toBe('403 forbidden');
  });

  test.each([
    ['no token', {}],
    ['an empty one', { 'X-Motifsmith-Token': '' }],
    ['a wrong one', { 'X-Motifsmith-Token': 'x'.repeat(43) }],
    ['the beginning of it', { 'X-Motifsmith-Token': studio.token.slice(0, -1) }],
    ['it in other places', { Authorization: `Bearer ${studio.token}` }],
  ])('with %s may not change anything', async (_, token) => {
    for (const path of ['/api/runs', '/api/runs/tiny/stop', '/api/runs/tiny/resume']) {
      const headers = { 'Content-Type': 'application/json', ...token } as Record<string, string>;
      const reply = await call({ port }, path, { method: 'POST', headers, body: '{}' });
      expect(refusal(reply)).toBe('401 token');
      expect(reply.text).not.toContain(studio.token);
    }
    const { runs: found } = await get<RunList>(studio, '/api/runs');
    expect(found.filter(({ name }) => name === 'demo')).toEqual([]);
  });

  test('from another machine cannot connect', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
    }
  });
});

describe('what is asked for', () => {
  writeFileSync(join(outside, 'summary.json'), '{"secret":true}');
  writeFileSync(join(outside, 'config.json'), JSON.stringify(record()));
  writeFileSync(join(runs, '../summary.json'), '{"secret":true}');
  symlinkSync(outside, join(runs, 'link'));
  mkdirSync(join(runs, 'parts'));
  symlinkSync(outside, join(runs, 'parts/link'));
  writeRun(runs, 'linked-file', { 'config.json': record() });
  for (const name of ['summary.json', 'metrics.jsonl', 'weights.safetensors']) {
    symlinkSync(join(outside, 'summary.json'), join(runs, 'linked-file', name));
  }

  test.each([
    '/api/runs/../summary',
    '/api/runs/../../summary',
    '/api/runs/tiny/../../summary',
    '/api/runs/%2e%2e/summary',
    '/api/runs/..%2f/summary',
    '/api/runs/tiny%2F..%2F../summary',
    '/api/runs/%252e%252e/summary',
    '/api/runs/%252e%252e%252fsummary',
    '/api/runs/..;/summary',
    '/api/runs/..%5c/summary',
    '/api/runs/%c0%ae%c0%ae/summary',
    '/api/runs/tiny%00/summary',
    '/api/runs/tiny%0a/summary',
    '/api/runs/%2Fetc/summary',
    '/api/runs//etc/summary',
    '/api/runs/./summary',
    '/api/runs/.hidden/summary',
    '/api/runs/C:/summary',
    '/api/runs/%/summary',
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd.txt',
    '/assets/..%2f..%2fsummary.json',
  ])('%s leads nowhere', async (path) => {
    expect(await refused(path)).toMatch(/^(400 badRequest|404 notFound|503 busy)$/);
  });

  test('a NUL byte, a space or a foreign address in the request line is refused', async () => {
    for (const target of ['/api/runs/ti\0ny/summary', 'http://evil.example/api/runs', '*', 'x']) {
      const { socket, closed } = line(studio);
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
      );
      expect(await closed).toMatch(/^HTTP\/1.1 400/);
    }
  });

  test('folders and files that are links are not served', async () => {
    expect(await refused('/api/runs/link/summary')).toBe('404 notFound');
    expect(await refused('/api/runs/parts/link/summary')).toBe('404 notFound');
    for (const what of ['summary', 'metrics', 'weights']) {
      expect(await refused(`/api/runs/linked-file/${what}`)).toBe('403 forbidden');
    }
  });

  test.skipIf(process.platform === 'win32')(
    'a pipe in place of a file holds nothing up',
    async () => {
      writeRun(runs, 'pipe', { 'metrics.jsonl': '' });
      for (const name of ['config.json', 'summary.json', 'lock']) {
        execFileSync('mkfifo', [join(runs, 'pipe', name)]);
      }
      expect(await refused('/api/runs/pipe/summary')).toBe('403 forbidden');
      expect((await get<RunList>(studio, '/api/runs')).runs.map(({ id }) => id)).not.toContain(
        'pipe',
      );
      rmSync(join(runs, 'pipe'), { recursive: true });
    },
  );

  test('what is not there is said to be not there', async () => {
    expect(await refused('/api/runs/none/summary')).toBe('404 notFound');
    expect(await refused('/api/runs/tiny/analysis')).toBe('404 notFound');
    expect(await refused('/api/runs/tiny/architecture')).toBe('404 notFound');
    expect(await refused('/api/runs/tiny/weights')).toBe('404 notFound');
    expect(await refused('/api/runs/tiny/lock')).toBe('404 notFound');
    expect(await refused('/api/runs/tiny/constructor')).toBe('404 notFound');
    expect(await refused('/api/nothing')).toBe('404 notFound');
    writeRun(runs, 'damaged', { 'config.json': record(), 'summary.json': '{' });
    expect(await refused('/api/runs/damaged/summary')).toBe('422 artifact');
  });

  test.each(['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
    'the method %s is not answered, and nothing is allowed to other origins',
    async (method) => {
      const headers = { Origin: `http://127.0.0.1:${port}` };
      const reply = await call(studio, '/api/runs', { method, headers });
      expect([reply.status, reply.headers.allow]).toEqual([405, 'GET, POST']);
      const names = Object.keys(reply.headers);
      expect(names.filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  test('an address of more than 2048 characters is refused', async () => {
    expect(await refused(`/api/runs?${'x'.repeat(2048)}`)).toBe('414 longAddress');
    expect((await call(studio, `/api/runs?${'x'.repeat(1000)}`)).status).toBe(200);
  });
});

describe('what is sent', () => {
  const { method, headers } = change(studio);
  const send = (body: string, more: Record<string, string> = {}) =>
    refused('/api/runs', { method, body, headers: { ...headers, ...more } });

  test('more than 64 kB is not read, with its length declared or not', async () => {
    expect(await send(`{"x":"${'x'.repeat(65_536)}"}`)).toBe('413 tooLarge');
    const { socket, closed } = line(studio);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}Transfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    for (let k = 0; k < 64 && !socket.destroyed; k++) {
      socket.write(chunk);
      await setTimeout(5);
    }
    socket.end('0\r\n\r\n');
    expect(await closed).toMatch(/^HTTP\/1.1 413/);
  });

  test.each(['', '{', 'null,', '\u0000', '[[[[', '{"a":1}}'])('%j is not JSON', async (body) => {
    expect(await send(body)).toBe('400 badRequest');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'JSON that is called %j is refused, as a form of another page could send it',
    async (type) => {
      expect(await send(JSON.stringify(start), { 'Content-Type': type })).toBe('415 contentType');
    },
  );

  test.each([
    ['nothing', {}],
    ['a list', []],
    ['no command', { preset: 'demo', seed: 1 }],
    ['another command', { ...start, command: 'data' }],
    ['a preset that is a file', { ...start, preset: '/etc/passwd' }],
    ['a preset that is an option', { ...start, preset: '--help' }],
    ['a preset of Object', { ...start, preset: 'constructor' }],
    ['a preset and a configuration', { ...start, config: {} }],
    ['neither', { command: 'search', seed: 1 }],
    ['no seed', { preset: 'demo', command: 'search' }],
    ['half a seed', { ...start, seed: 1.5 }],
    ['a key that is unknown', { ...start, output: '/' }],
    ['a setting that is unknown', { ...start, sets: ['training.speed=1'] }],
    ['a value out of range', { ...start, sets: ['training.epochs=0'] }],
    ['a set that is none', { ...start, sets: ['--output'] }],
    ['a configuration with a wrong type', { ...start, preset: undefined, config: { data: 7 } }],
    ['a configuration on a file', { ...start, preset: undefined, config: { preset: 'x.yaml' } }],
    ['a search with an architecture', { ...start, architecture: 'self' }],
    ['a training without one', { ...start, command: 'train' }],
    ['an architecture that is a file', { ...start, command: 'train', architecture: '/etc/x.json' }],
  ])('%s begins no run', async (_, value) => {
    const reply = await post(studio, '/api/runs', value);
    expect(refusal(reply)).toBe('400 usage');
    expect(JSON.parse(reply.text).error.where).not.toBeNull();
  });

  test('the words of the schema come through', async () => {
    const { text } = await post(studio, '/api/runs', { ...start, sets: ['training.epochs=0'] });
    expect(JSON.parse(text).error).toEqual({
      kind: 'usage',
      message: expect.stringMatching(/^training\.epochs is 0; allowed: .*1/),
      where: 'training.epochs, from --set training.epochs=0',
      remedy: expect.any(String),
    });
    const damaged = { ...start, command: 'train', architecture: { inputs: 3 } };
    expect(refusal(await post(studio, '/api/runs', damaged))).toBe('422 artifact');
  });
});

describe('how it is sent', () => {
  test.each([
    ['headers', 'GET /api/runs HTTP/1.1\r\nHost: x\r\n'],
    [
      'a body',
      `POST /api/runs HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Motifsmith-Token: ${studio.token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`,
    ],
  ])('%s that never end, byte by byte, are cut off', async (_, beginning) => {
    const { socket, closed } = line(studio);
    socket.write(beginning);
    const trickle = setInterval(() => socket.destroyed || socket.write('x'), 100);
    // Resolves only when the server hangs up; a line that it never cuts ends in the test's timeout.
    expect(await closed).toMatch(/^(HTTP\/1.1 40[08]|$)/);
    clearInterval(trickle);
  });

  test('too many requests in too short a time are refused, and answered again later', async () => {
    const { studio: small } = await opened({ burst: 5, perSecond: 20 });
    const statuses: number[] = [];
    for (let k = 0; k < 40; k++) {
      const { status, headers } = await call(small, '/api/presets');
      if (status === 429) expect(headers['retry-after']).toBe('1');
      statuses.push(status);
      if (status === 429) break;
    }
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200]);
    expect(statuses.at(-1)).toBe(429);
    await setTimeout(300);
    expect((await call(small, '/api/presets')).status).toBe(200);
  });
});

describe('the page', () => {
  test('that has not been built is said to be so', async () => {
    const reply = await call(studio, '/');
    expect([refusal(reply), reply.text]).toEqual([
      '503 busy',
      expect.stringContaining('npm run build'),
    ]);
  });

  test('is served with its own files only, and answers for addresses within it', async () => {
    writeFileSync(join(page, 'index.html'), '<title>Studio</title>');
    mkdirSync(join(page, 'assets'));
    writeFileSync(join(page, 'assets/main-1.js'), 'export {}');
    symlinkSync(join(outside, 'summary.json'), join(page, 'leak.json'));
    for (const path of ['/', '/run/group/seed-1', '/run/v1.2', '/new?x=1']) {
      const { status, text, headers } = await call(studio, path);
      expect([status, text, headers['cache-control']]).toEqual([
        ...[200, '<title>Studio</title>', 'no-cache'],
      ]);
    }
    const script = await call(studio, '/assets/main-1.js');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const digits = await call(studio, '/mnist/t10k-labels-idx1-ubyte.gz');
    expect([digits.status, digits.headers['content-type']]).toEqual([200, 'application/gzip']);
    expect(await refused('/assets/main-2.js')).toBe('404 notFound');
    expect(await refused('/leak.json')).toBe('404 notFound');
    expect(await refused('/', change(studio))).toBe('405 method');
  });
});

test('every reply, refused or not, has the headers of security', async () => {
  const { method, headers } = change(studio);
  const replies = [
    await call(studio, '/'),
    await call(studio, '/api/runs'),
    await call(studio, '/api/nothing'),
    await call(studio, '/api/runs', { headers: { Host: 'evil.example' } }),
    await call(studio, '/api/runs', { method, headers, body: '{' }),
  ];
  for (const reply of replies) {
    expect(reply.headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(
        /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:/,
      ),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
    expect(reply.headers).not.toHaveProperty('x-powered-by');
  }
});
