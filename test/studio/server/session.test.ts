/** What can be had without the session's token: the files of the page, and nothing else. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { epoch, record, SUMMARY, writeRun } from './files.ts';
import { call, opened, refusal } from './studio.ts';

const { studio, runs, page, defects } = await opened();
const stranger = { port: studio.port };
mkdirSync(join(page, 'assets'));
writeFileSync(join(page, 'index.html'), '<title>Studio</title>');
writeFileSync(join(page, 'assets/main-1.js'), 'export {}');
writeRun(runs, 'tiny', {
  ...{ 'config.json': record(), 'summary.json': SUMMARY, 'metrics.jsonl': epoch(1) },
});

afterAll(() => expect(defects).toEqual([]));

const READS = [
  '/api/runs',
  '/api/stream',
  '/api/presets',
  '/api/schema',
  '/api/runs/tiny/record',
  '/api/runs/tiny/summary',
  '/api/runs/tiny/architecture',
  '/api/runs/tiny/analysis',
  '/api/runs/tiny/metrics?from=0',
  '/api/runs/tiny/stream?from=0',
  '/api/runs/tiny/weights',
  '/api/runs/tiny/samples',
  '/api/runs/tiny/sound',
  '/api/runs/tiny/sample?index=0',
];

test.each(READS)('%s needs the token', async (path) => {
  for (const token of [undefined, '', 'x'.repeat(43), studio.token.slice(1)]) {
    const headers = token === undefined ? {} : { 'X-Motifsmith-Token': token };
    const reply = await call(stranger, path, { headers });
    expect(refusal(reply)).toBe('401 token');
    expect(reply.text).not.toContain('tiny');
  }
});

test.each([
  '/api',
  '/api/',
  '/api/nothing',
  '/api/runs/',
  '/api/runs/none/summary',
  '/%61pi/runs',
  '/ap%69/runs/tiny/summary',
  '/api/%72uns',
  '//api/runs',
  '/api//runs',
  '/API/runs',
  '/api;/runs',
  '/api/runs?token=1#',
])('%s, which may look like another address, gives no data without it', async (path) => {
  const reply = await call(stranger, path);
  if (reply.status === 200) expect(reply.text).toBe('<title>Studio</title>');
  else expect(refusal(reply)).toBe('401 token');
});

test('the token counts in its header alone', async () => {
  const { token } = studio;
  const places = [
    { headers: { Authorization: `Bearer ${token}` } },
    {
      headers: { Cookie: `token=${token}; motifsmith.token=${token}; X-Motifsmith-Token=${token}` },
    },
    { headers: { Referer: `http://127.0.0.1:${studio.port}/#token=${token}` } },
  ];
  for (const request of places) {
    expect(refusal(await call(stranger, '/api/runs', request))).toBe('401 token');
  }
  for (const name of ['token', 'X-Motifsmith-Token']) {
    const reply = await call(stranger, `/api/runs?${name}=${token}`);
    expect(refusal(reply)).toBe('401 token');
  }
});

describe('a code', () => {
  const exchange = async (code: string | null) => {
    const given: Record<string, string> = code === null ? {} : { 'X-Motifsmith-Token': code };
    const headers = { 'Content-Type': 'application/json', ...given };
    return call(stranger, '/api/session', { method: 'POST', headers });
  };
  const codeOf = ({ url }: { readonly url: string }) => /#code=([\w-]{43})$/.exec(url)![1]!;

  test('is exchanged for the token once', async () => {
    const invitation = studio.invite();
    const code = codeOf(invitation);
    expect(
      refusal(await call(stranger, '/api/runs', { headers: { 'X-Motifsmith-Token': code } })),
    ).toBe('401 token');
    expect(JSON.parse((await exchange(code)).text)).toEqual({ token: studio.token });
    await invitation.used;
    expect(refusal(await exchange(code))).toBe('401 token');
  });

  test('that is wrong, missing, the token itself or replaced is worth nothing', async () => {
    const first = codeOf(studio.invite());
    const second = codeOf(studio.invite());
    for (const code of [null, '', 'x'.repeat(43), studio.token, first, second.slice(1)]) {
      expect(refusal(await exchange(code))).toBe('401 token');
    }
    expect((await exchange(second)).status).toBe(200);
  });

  test('cannot be exchanged by another page', async () => {
    const code = codeOf(studio.invite());
    for (const [headers, expected] of [
      [{ Origin: 'http://127.0.0.1:3000' }, '403 forbidden'],
      [{ 'Sec-Fetch-Site': 'same-site' }, '403 forbidden'],
      [{ 'Content-Type': 'text/plain' }, '415 contentType'],
    ] as const) {
      const own = { 'Content-Type': 'application/json', 'X-Motifsmith-Token': code };
      const reply = await call(stranger, '/api/session', {
        ...{ method: 'POST', headers: { ...own, ...headers } },
      });
      expect(refusal(reply)).toBe(expected);
    }
    expect((await exchange(code)).status).toBe(200);
  });
});

test('no reply has the token in it, and none sets a cookie', async () => {
  for (const path of [
    '/',
    '/assets/main-1.js',
    ...READS.filter((one) => !one.includes('stream')),
  ]) {
    const reply = await call(studio, path);
    expect(JSON.stringify([reply.headers, reply.text])).not.toContain(studio.token);
    expect(reply.headers).not.toHaveProperty('set-cookie');
  }
});

describe('the files of the page', () => {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const { status } = await call(stranger, path, { headers });
    return status;
  };

  test('are there without it', async () => {
    expect([await get('/'), await get('/run/tiny'), await get('/assets/main-1.js')]).toEqual([
      ...[200, 200, 200],
    ]);
  });

  test('may be visited from anywhere, but not used by another page', async () => {
    const visit = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    for (const site of ['cross-site', 'same-site', 'none', 'same-origin']) {
      expect(await get('/', { 'Sec-Fetch-Site': site, ...visit })).toBe(200);
    }
    for (const [mode, dest] of [
      ['navigate', 'iframe'],
      ['navigate', 'object'],
      ['no-cors', 'script'],
      ['no-cors', 'image'],
      ['cors', 'empty'],
    ] as const) {
      const headers = { 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest };
      for (const path of ['/', '/assets/main-1.js']) {
        expect(await get(path, { 'Sec-Fetch-Site': 'cross-site', ...headers })).toBe(403);
        expect(await get(path, { 'Sec-Fetch-Site': 'same-site', ...headers })).toBe(403);
      }
    }
  });
});
