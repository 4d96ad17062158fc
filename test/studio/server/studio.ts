/**
 * Opens studios on folders of their own, and talks to them over plain HTTP, so that a request can
 * hold whatever a browser would never send.
 */
import { mkdirSync, realpathSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished } from 'vitest';
import type { ApiError } from '../../../src/studio/api/protocol.ts';
import type { Limits } from '../../../src/studio/server/limits.ts';
import { openStudio, type Studio } from '../../../src/studio/server/server.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';

export interface Opened {
  readonly studio: Studio;
  /** The runs folder. */
  readonly runs: string;
  /** Where a page would lie. */
  readonly page: string;
  readonly defects: unknown[];
}

/**
 * A studio on an empty folder, closed at the end of the test that opens it, or else of the test file.
 * @param program the command that begins runs, where the test does
 * @param dataRoots folders in which data may be looked for
 */
export async function opened(
  limits: Partial<Limits> = {},
  program: readonly string[] = [],
  dataRoots: readonly string[] = [],
): Promise<Opened> {
  const folder = realpathSync(temporaryFolder());
  const [runs, page] = [join(folder, 'runs'), join(folder, 'page')];
  mkdirSync(runs);
  mkdirSync(page);
  const defects: unknown[] = [];
  const studio = await openStudio({
    ...{ runs, page, limits, port: 0, tries: 1, program, dataRoots },
    onDefect: (error) => defects.push(error),
  });
  // What a test registers to be done after all tests is never done.
  const isInTest = expect.getState().currentTestName !== undefined;
  (isInTest ? onTestFinished : afterAll)(() => studio.close());
  return { studio, runs, page, defects };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The studio, or its port alone: then the requests are a stranger's. */
type To = Pick<Studio, 'port'> & Partial<Pick<Studio, 'token'>>;

const session = ({ token }: To): Record<string, string> =>
  token === undefined ? {} : { 'X-Motifsmith-Token': token };

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Sends one request and reads all of its reply. */
export async function call(
  to: To,
  path: string,
  { method = 'GET', headers: more = {}, body }: Call = {},
): Promise<Reply> {
  const { port } = to;
  const headers = { ...session(to), ...more };
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
    outgoing.on('response', resolve).on('error', reject);
    outgoing.end(body);
  });
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
  return { status: incoming.statusCode!, headers: incoming.headers, text };
}

/** The parsed reply to a GET. */
export async function get<Value>(studio: Studio, path: string): Promise<Value> {
  const { status, text } = await call(studio, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return JSON.parse(text);
}

/** A POST as the page sends it. */
export function post(studio: Studio, path: string, value: unknown = {}): Promise<Reply> {
  return call(studio, path, { ...change(studio), body: JSON.stringify(value) });
}

/** What a POST needs beside its body. */
export function change({ token }: Studio): { method: string; headers: Record<string, string> } {
  return {
    method: 'POST',
    headers: { 'X-Motifsmith-Token': token, 'Content-Type': 'application/json' },
  };
}

/** Status and kind of a refusal, which must be a typed one in JSON. */
export function refusal({ status, text, headers }: Reply): string {
  const { error } = JSON.parse(text) as ApiError;
  if (!headers['content-type']?.startsWith('application/json')) throw new Error('no JSON');
  if (error.message === '' || !('where' in error && 'remedy' in error)) throw new Error(text);
  return `${status} ${error.kind}`;
}

export interface StreamEvent {
  readonly event: string;
  readonly id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the test expects
  readonly data: any;
}

export interface Stream {
  readonly status: number;
  readonly events: StreamEvent[];
  /** Resolves with the first event, past or to come, that satisfies the test. */
  until(test: (event: StreamEvent) => boolean): Promise<StreamEvent>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens an event stream. */
export async function stream(
  to: To,
  path: string,
  more: Record<string, string> = {},
): Promise<Stream> {
  const { port } = to;
  const headers = { ...session(to), ...more };
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false });
    outgoing.on('response', resolve).on('error', reject).end();
  });
  const events: StreamEvent[] = [];
  const waiting = new Set<() => void>();
  let text = '';
  incoming.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop()!;
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? null;
      const [event, data] = [field('event'), field('data')];
      if (event !== null) events.push({ event, id: field('id'), data: JSON.parse(data!) });
    }
    for (const look of waiting) look();
  });
  incoming.on('error', () => {});
  const ended = new Promise<void>((resolve) => incoming.on('close', () => resolve()));
  const until = (test: (event: StreamEvent) => boolean) =>
    new Promise<StreamEvent>((resolve, reject) => {
      const look = (): void => {
        const found = events.find(test);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`ended after ${JSON.stringify(events).slice(-500)}`)));
    });
  return { status: incoming.statusCode!, events, until, ended, close: () => incoming.destroy() };
}

export interface Line {
  readonly socket: Socket;
  /** What came, when the other side has closed. */
  readonly closed: Promise<string>;
}

/** A connection for requests that no library would send. */
export function line({ port }: To): Line {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  return { socket, closed };
}
