/**
 * Pages of strangers in the browser of a user who has the studio open: at another port of this machine, at
 * a foreign name, and at a foreign name that leads to the studio itself (DNS rebinding). They try what a
 * page can try, and get nothing: no data, no run, no token.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunList } from '../../../src/studio/api/runs.ts';
import { epoch, record, SUMMARY, writeRun } from '../../studio/server/files.ts';
import { get, type Opened, opened } from '../../studio/server/studio.ts';
import { describeInChromium } from '../chromium.ts';
import { buildPage, writePage } from './build-page.ts';

const MINUTES = 120_000;

/** Everything in a request by which a secret could arrive. */
const contentOf = ({ url, rawHeaders }: IncomingMessage) => [url, ...rawHeaders].join('\n');

/** What a page tries, and what became of it; runs in the page. */
async function attempts(studio: string): Promise<Record<string, string>> {
  const api = `${studio}/api/runs`;
  const body = JSON.stringify({ preset: 'demo', command: 'search', seed: 1 });
  const text = async (response: Response) =>
    `${response.type} ${response.status} ${await response.text()}`;
  const sent = (init?: RequestInit) =>
    fetch(api, init).then(text, (error: Error) => `failed: ${error.name}`);
  const within = <Value>(promise: Promise<Value>) =>
    Promise.race([promise, new Promise<string>((resolve) => setTimeout(resolve, 3000, 'nothing'))]);
  const element = (name: string, attributes: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const made = document.createElement(name);
      made.onload = () => {
        let seen = '';
        try {
          seen = (made as HTMLIFrameElement).contentDocument?.body?.textContent ?? '';
        } catch {
          // The frame is of another origin.
        }
        resolve(`loaded ${seen}`);
      };
      made.onerror = () => resolve('failed');
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      document.body.append(made);
    });
  const form = () => {
    const made = document.createElement('form');
    made.method = 'POST';
    made.enctype = 'text/plain';
    made.action = api;
    made.target = 'sink';
    const field = document.createElement('input');
    field.name = body.slice(0, -1).concat(',"x":"');
    field.value = '"}';
    made.append(field);
    document.body.append(made);
    made.submit();
  };
  const found: Record<string, string> = {
    cors: await sent(),
    credentials: await sent({ credentials: 'include' }),
    opaque: await sent({ mode: 'no-cors', credentials: 'include' }),
    post: await sent({ method: 'POST', mode: 'no-cors', body }),
    header: await sent({ headers: { 'X-Motifsmith-Token': 'x' } }),
    beacon: String(navigator.sendBeacon(api, body)),
    image: await within(element('img', { src: `${studio}/icon.svg` })),
    script: await within(element('script', { src: api })),
    frame: await within(element('iframe', { src: `${studio}/`, name: 'sink' })),
    events: await within(
      new Promise<string>((resolve) => {
        const events = new EventSource(`${studio}/api/stream`);
        events.onopen = () => resolve('open');
        events.onerror = () => resolve('failed');
      }),
    ),
    socket: await within(
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${studio.replace('http', 'ws')}/api/stream`);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('failed');
      }),
    ),
  };
  form();
  const opened = window.open(`${studio}/run/confidential`);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  try {
    found.window = opened === null || opened.closed ? 'severed' : opened.document.body.textContent;
  } catch (error) {
    found.window = `failed: ${(error as Error).name}`;
  }
  return found;
}

describeInChromium('a page of somebody else', (executablePath) => {
  let browser: Browser;
  let context: BrowserContext;
  let server: Server;
  let own: Opened;
  const received: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      received.push(contentOf(request));
      response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': 'theirs=1' });
      response.end('<!doctype html><title>Theirs</title><body></body>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    own = await opened();
    writePage(await buildPage(), own.page);
    writeRun(own.runs, 'confidential', {
      ...{ 'config.json': record(), 'summary.json': SUMMARY, 'metrics.jsonl': epoch(1) },
    });
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({
      executablePath,
      args: [...root, '--host-resolver-rules=MAP evil.test 127.0.0.1', '--disable-popup-blocking'],
    });
    context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(own.studio.url);
    await page.getByText('1 run in').waitFor();
  }, MINUTES);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it.each(['127.0.0.1', 'localhost', 'evil.test'])(
    'at another port of %s gets nothing',
    async (name) => {
      const { studio, runs } = own;
      const page = await context.newPage();
      await page.goto(`http://${name}:${(server.address() as AddressInfo).port}/`);
      const found = await page.evaluate(attempts, `http://127.0.0.1:${studio.port}`);
      expect(found).toEqual({
        cors: 'failed: TypeError',
        credentials: 'failed: TypeError',
        opaque: expect.stringMatching(/^(failed: TypeError|opaque 0 )$/),
        post: expect.stringMatching(/^(failed: TypeError|opaque 0 )$/),
        header: 'failed: TypeError',
        beacon: expect.any(String),
        image: 'failed',
        script: 'failed',
        frame: expect.stringMatching(/^(loaded |failed|nothing)$/),
        events: 'failed',
        socket: 'failed',
        window: expect.stringMatching(/^(severed|failed: SecurityError)$/),
      });
      // The tab that it has opened has no session, although another tab has.
      const tab = context.pages().at(-1)!;
      expect(tab.url()).toBe(`http://127.0.0.1:${studio.port}/run/confidential`);
      await tab.getByText('This tab has no session').waitFor();
      await tab.close();
      await page.close();
      const { runs: listed } = await get<RunList>(studio, '/api/runs');
      expect(listed.map(({ id }) => id)).toEqual(['confidential']);
      expect(runs).toBeTruthy();
      // Cookies would have come along to another port of the same name.
      expect(received.join('\n')).not.toContain(studio.token);
    },
    MINUTES,
  );

  it(
    'that moves its name to the studio gets no file and no data',
    async () => {
      const page = await context.newPage();
      const response = await page.goto(`http://evil.test:${own.studio.port}/`);
      expect(response!.status()).toBe(403);
      expect(await page.textContent('body')).toContain('not known under this name');
      const replies = await page.evaluate(async (token) => {
        const ask = async (headers: Record<string, string>) =>
          (await fetch('/api/runs', { headers })).status;
        return [await ask({}), await ask({ 'X-Motifsmith-Token': token })];
      }, own.studio.token);
      expect(replies).toEqual([403, 403]);
      await page.close();
      expect(own.defects).toEqual([]);
    },
    MINUTES,
  );
});
