/**
 * A server of the studio's interface with runs in memory, of which a test decides when what happens. It
 * stands in for the real one where a test needs a run to break off, to stream at a given rate or to be
 * one of a thousand.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataFindings, DataReport, FolderList } from '../../../src/studio/api/data.ts';
import { TOKEN_HEADER } from '../../../src/studio/api/protocol.ts';
import type { MetricsEvent } from '../../../src/studio/api/record.ts';
import type { ColumnList, ColumnValue, RunSummary } from '../../../src/studio/api/runs.ts';
import type { Sample, SampleList } from '../../../src/studio/api/samples.ts';
import type { Estimate, StartRequest } from '../../../src/studio/api/start.ts';
import type { StudySummary } from '../../../src/studio/api/studies.ts';
import { contentType, type PageFiles } from './build-page.ts';

export const TOKEN = 'token-of-the-test';

/** As the real server sends them: no script, style or connection of another origin. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; img-src 'self' data: blob:",
  'X-Content-Type-Options': 'nosniff',
};

export interface FakeRun {
  summary: RunSummary;
  record: unknown;
  readonly events: MetricsEvent[];
  files: Record<string, unknown>;
  /** By the key of a column. */
  columns: Readonly<Record<string, ColumnValue>>;
  weights?: Uint8Array;
  samples?: SampleList;
  sample?: (index: number) => Sample;
}

/** A finished run with nothing in it but its line in the list. */
export function summaryOf(change: Partial<RunSummary> & { readonly id: string }): RunSummary {
  return {
    kind: 'run',
    group: null,
    name: change.id,
    command: 'search',
    method: 'search',
    strategy: 'hrmas',
    seed: 1,
    state: 'finished',
    problem: null,
    dataset: 'invented',
    accuracy: 0.9,
    motifSizes: [8],
    trainable: 1000,
    analysed: false,
    seconds: 60,
    updated: 1_700_000_000_000,
    stage: null,
    epoch: null,
    epochs: null,
    marks: { title: '', tags: [], starred: false, archived: false, revision: 0 },
    ...change,
  };
}

const PART = 500;

export class FakeServer {
  readonly runs = new Map<string, FakeRun>();
  readonly posts: { readonly path: string; readonly body: unknown }[] = [];
  token = TOKEN;
  presets: unknown = [];
  schema: unknown = {};
  studies: readonly StudySummary[] = [];
  columns: ColumnList = { figures: [], settings: [] };
  /** Runs whose settings cannot be read. */
  unread: readonly string[] = [];
  /** By the path or the task of the question. */
  data: Readonly<Record<string, DataReport>> = {};
  folders: Readonly<Record<string, FolderList>> = {};
  estimate: Estimate = {
    ...{ state: 'measured', seconds: 90, peakBytes: 2e8, diskBytes: 1e6, problem: null },
  };
  /** What POST /api/runs does; throws an `ApiError` body to refuse. */
  onStart: (request: StartRequest) => string = () => 'new';
  onPost: (id: string, what: string) => void = () => {};
  readonly #page: PageFiles;
  readonly #server: Server;
  readonly #streams = new Set<{ readonly id: string | null; readonly response: ServerResponse }>();

  private constructor(page: PageFiles) {
    this.#page = page;
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  static async start(page: PageFiles, port = 0): Promise<FakeServer> {
    const fake = new FakeServer(page);
    await new Promise<void>((resolve) => fake.#server.listen(port, '127.0.0.1', resolve));
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  add(run: Partial<FakeRun> & { readonly summary: RunSummary }): FakeRun {
    const whole = { record: {}, events: [], files: {}, columns: {}, ...run };
    this.runs.set(run.summary.id, whole);
    return whole;
  }

  /** Appends to a run's record, as its process would. */
  append(id: string, ...events: MetricsEvent[]): void {
    const run = this.runs.get(id)!;
    run.events.push(...events);
    this.#send(id, 'metrics', { events, next: run.events.length, more: false });
  }

  /** Changes a run's line in the list. */
  update(id: string, change: Partial<RunSummary>): void {
    const run = this.runs.get(id)!;
    run.summary = { ...run.summary, ...change };
    this.#send(id, 'state', run.summary);
    this.#send(null, 'run', run.summary);
  }

  remove(id: string): void {
    this.runs.delete(id);
    this.#send(null, 'gone', { id });
  }

  /** Breaks all streams off, as a server that ends does. */
  breakStreams(): void {
    for (const { response } of this.#streams) response.destroy();
  }

  #send(id: string | null, event: string, data: unknown): void {
    for (const stream of this.#streams) {
      if (stream.id !== id) continue;
      stream.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.origin);
    if (!pathname.startsWith('/api/')) {
      this.#file(pathname, response);
      return;
    }
    if (request.headers[TOKEN_HEADER.toLowerCase()] !== this.token) {
      refuse(response, 401, 'The token is wrong.');
      return;
    }
    if (request.method === 'POST') {
      await this.#post(pathname, request, response);
      return;
    }
    const from = Number(searchParams.get('from') ?? 0);
    if (pathname === '/api/runs') {
      const runs = [...this.runs.values()].map(({ summary }) => summary);
      json(response, { folder: 'runs', runs, truncated: false });
    } else if (pathname === '/api/stream') this.#stream(null, response);
    else if (pathname === '/api/columns') json(response, this.columns);
    else if (pathname === '/api/columns/values') {
      const asked = searchParams.getAll('column');
      const runs = [...this.runs.values()].map(({ summary: { id }, columns }) => [
        id,
        asked.map((column) => columns[column] ?? null),
      ]);
      json(response, { runs, unread: this.unread });
    } else if (pathname === '/api/studies') json(response, { studies: this.studies });
    else if (pathname === '/api/trash') json(response, { deleted: [] });
    else if (pathname === '/api/folders') {
      const list = this.folders[searchParams.get('path') ?? ''];
      if (list) json(response, list);
      else refuse(response, 404, 'There is no such folder or file any more.');
    } else if (pathname === '/api/data') {
      const report = this.data[searchParams.get('path') ?? searchParams.get('task')!];
      if (report) json(response, report);
      else refuse(response, 404, 'There is no such folder or file any more.');
    } else if (pathname === '/api/recording') {
      json(response, recordingOf(Number(searchParams.get('index'))));
    } else if (pathname === '/api/presets') json(response, this.presets);
    else if (pathname === '/api/schema') json(response, this.schema);
    else {
      const [id, what] = idAndPart(pathname);
      const run = this.runs.get(id);
      if (!run) refuse(response, 404, 'There is no such run.');
      else if (what === 'record' && run.record !== undefined) json(response, run.record);
      else if (what === 'metrics') {
        const events = run.events.slice(from, from + PART);
        const next = from + events.length;
        json(response, { events, next, more: next < run.events.length });
      } else if (what === 'stream') {
        this.#stream(id, response);
        response.write(`event: state\ndata: ${JSON.stringify(run.summary)}\n\n`);
        const events = run.events.slice(from);
        const part = { events, next: run.events.length, more: false };
        if (events.length > 0) {
          response.write(`event: metrics\ndata: ${JSON.stringify(part)}\n\n`);
        }
      } else if (what === 'weights' && run.weights) {
        response.writeHead(200, HEADERS).end(run.weights);
      } else if (what === 'samples' && run.samples) json(response, run.samples);
      else if (what === 'sample' && run.sample) {
        const sample = run.sample(Number(searchParams.get('index')));
        json(response, { ...sample, recording: null, hasSound: false });
      } else if (what === 'log') json(response, { text: null, cut: false });
      else if (what === 'products') json(response, { products: [], targets: [] });
      else if (what === 'notes') json(response, { ...run.summary.marks, note: '' });
      else if (Object.hasOwn(run.files, what)) json(response, run.files[what]);
      else refuse(response, 404, `The run has no ${what} yet.`);
    }
  }

  #file(pathname: string, response: ServerResponse): void {
    const path = pathname.slice(1);
    const found = this.#page.get(path);
    const known = found !== undefined || !path.includes('.') ? 200 : 404;
    const name = found === undefined ? 'index.html' : path;
    response.writeHead(known, { ...HEADERS, 'Content-Type': contentType(name) });
    response.end(known === 404 ? '' : this.#page.get(name));
  }

  #stream(id: string | null, response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    const stream = { id, response };
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
  }

  async #post(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const body = JSON.parse(Buffer.concat(chunks).toString() || 'null');
    if (pathname === '/api/estimate') {
      json(response, this.estimate);
      return;
    }
    this.posts.push({ path: pathname, body });
    try {
      if (pathname === '/api/runs') {
        json(response, { id: this.onStart(body as StartRequest) }, 201);
        return;
      }
      const [id, what] = idAndPart(pathname);
      this.onPost(id, what);
      json(response, { id }, 202);
    } catch (error) {
      json(response, error, 400);
    }
  }
}

const spread = { min: 90, mean: 100, median: 100, max: 120 };
const none = { total: 0, first: [] };

/** Twelve recordings of two classes, all of them read. */
export function reportOf(change: Partial<DataFindings> = {}): DataReport {
  const data = { source: 'recordings', path: '/data/set', binMs: 2 };
  const kind = (epochs: number) => ({ data, training: { epochs } });
  const found: DataFindings = {
    ...{ kind: 'set', format: 'camera-folder', name: 'set', description: 'Recordings.' },
    ...{ sensor: { width: 4, height: 1, polarities: 1 }, recordings: 12, moreClasses: 0 },
    classes: [
      { name: 'left', train: 4, test: 2, none: 0 },
      { name: 'right', train: 4, test: 2, none: 0 },
    ],
    ...{ speakers: 0, durationMs: spread, events: spread, rateHz: spread, channels: 4 },
    ...{ activeChannels: 4, damaged: none, unusable: none, warnings: none, irregularities: [] },
    suggestion: {
      ...{ train: 8, test: 4, stepMs: 2, steps: 50, inputs: 4, doubts: [] },
      proposals: [{ path: 'data.binMs', value: 2, reason: 'It fits.' }],
      kinds: { quick: kind(2), normal: kind(20), paper: kind(400) },
    },
    unfit: null,
    ...change,
  };
  return { state: 'finished', done: 12, total: 12, found, problem: null };
}

const recordingOf = (index: number) => ({
  ...{ index, id: `left/${index}.npy`, class: 'left', split: 'train', stepMs: 2, inputs: 4 },
  ...{ steps: 3, offsets: [0, 1, 1, 2], channels: [0, 3], events: 2, every: 1 },
  ...{ durationMs: 6, picture: null },
});

function idAndPart(pathname: string): [id: string, part: string] {
  const parts = pathname.split('/').slice(3).map(decodeURIComponent);
  return [parts.slice(0, -1).join('/'), parts.at(-1)!];
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  json(response, { error: { kind: 'artifact', message, where: null, remedy: null } }, status);
}
