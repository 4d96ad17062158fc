/** Runs of the studio's server, over HTTP. */
import { type ApiError, type Entered, TOKEN_HEADER } from '../../api/protocol.ts';
import type { MetricsPart } from '../../api/record.ts';
import type { RunGone, RunSummary, TrashKey } from '../../api/runs.ts';
import { openStream } from './event-stream.ts';
import { offline, Problem } from './problem.ts';
import { endSession, token } from './session.ts';
import type { Source } from './source.ts';

const runPath = (id: string) => `/api/runs/${id.split('/').map(encodeURIComponent).join('/')}`;

const BAD_PLACE = 400;
const NO_SESSION = 401;
const BUSY = 503;
const BUSY_WAIT_MS = 1000;
const MOST_WAITS = 60;

/** Sends a request once. @throws Problem */
async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, [TOKEN_HEADER]: token() ?? '' };
  const response = await fetch(path, { ...init, headers }).catch(() => {
    throw offline();
  });
  if (response.ok) return response;
  if (response.status === NO_SESSION) endSession();
  throw await refusal(response, path);
}

/** Sends a GET, again while the server is busy, e.g. opening a run's data. @throws Problem */
async function request(path: string): Promise<Response> {
  for (let waits = 0; ; waits++) {
    try {
      return await send(path);
    } catch (problem) {
      if ((problem as Problem).status !== BUSY || waits === MOST_WAITS) throw problem;
    }
    await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS));
  }
}

async function refusal(response: Response, path: string): Promise<Problem> {
  const { status } = response;
  const body = (await response.json().catch(() => null)) as ApiError | null;
  const error = body?.error;
  if (typeof error?.message !== 'string') {
    return new Problem(`The server answered with status ${status}.`, { where: path, status });
  }
  const { message, where, remedy } = error;
  return new Problem(message, { status, where: where ?? undefined, remedy: remedy ?? undefined });
}

/** Exchanges the code of an address for the token of the session; null if it has been used. */
export async function exchangeCode(code: string): Promise<string | null> {
  const headers = { 'Content-Type': 'application/json', [TOKEN_HEADER]: code };
  const response = await fetch('/api/session', { method: 'POST', headers }).catch(() => null);
  return response?.ok ? ((await response.json()) as Entered).token : null;
}

async function json<T>(path: string): Promise<T> {
  const response = await request(path);
  return (await response.json().catch(() => {
    throw offline();
  })) as T;
}

async function post<Reply>(path: string, body: unknown): Promise<Reply> {
  const response = await send(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Reply;
}

export const serverSource: Source = {
  canStart: true,
  runs: () => json('/api/runs'),
  watchRuns: ({ run, gone, connection }) =>
    openStream({
      request: (signal) => send('/api/stream', { signal }),
      events: {
        run: (data) => run(data as RunSummary),
        gone: (data) => gone((data as RunGone).id),
      },
      connection,
      refused: ({ status }) => status !== NO_SESSION,
    }),
  columns: () => json('/api/columns'),
  columnValues: (columns) =>
    json(`/api/columns/values?${new URLSearchParams(columns.map((column) => ['column', column]))}`),
  studies: () => json('/api/studies'),
  study: (id) => json(`/api/study?${new URLSearchParams({ id })}`),
  sweep: (id) => json(`/api/sweep?${new URLSearchParams({ id })}`),
  studyResults: (id) => json(`/api/study/results?${new URLSearchParams({ id })}`),
  record: (id) => json(`${runPath(id)}/record`),
  summary: (id) => json(`${runPath(id)}/summary`),
  architecture: (id) => json(`${runPath(id)}/architecture`),
  analysis: (id) => json(`${runPath(id)}/analysis`),
  metrics: (id, from) => json(`${runPath(id)}/metrics?from=${from}`),
  watchRun: (id, from, { metrics, state, reset, connection, problem }) => {
    let next = from;
    return openStream({
      request: (signal) => send(`${runPath(id)}/stream?from=${next}`, { signal }),
      events: {
        metrics: (data) => {
          const part = data as MetricsPart;
          next = part.next;
          metrics(part);
        },
        state: (data) => state(data as RunSummary),
        reset: () => {
          next = 0;
          reset();
        },
      },
      connection,
      refused: (found) => {
        if (found.missing || found.damaged) problem(found);
        if (found.status === BAD_PLACE) {
          next = 0;
          reset();
        }
        return !(found.missing || found.damaged || found.status === NO_SESSION);
      },
    });
  },
  weights: async (id) =>
    new Uint8Array(await (await request(`${runPath(id)}/weights`)).arrayBuffer()),
  samples: (id, from) => json(`${runPath(id)}/samples?split=test&from=${from}`),
  sample: (id, index) => json(`${runPath(id)}/sample?split=test&index=${index}`),
  sound: async (id, index) =>
    (await request(`${runPath(id)}/sound?split=test&index=${index}`)).blob(),
  presets: () => json('/api/presets'),
  schema: () => json('/api/schema'),
  folders: (path) =>
    json(`/api/folders${path === null ? '' : `?${new URLSearchParams({ path })}`}`),
  data: (place) => json(`/api/data?${new URLSearchParams({ ...place })}`),
  recording: (place, index) =>
    json(`/api/recording?${new URLSearchParams({ ...place, index: String(index) })}`),
  estimate: (body) => post('/api/estimate', body),
  start: (body) => post('/api/runs', body),
  stop: (id) => post(`${runPath(id)}/stop`, {}),
  resume: (id) => post(`${runPath(id)}/resume`, {}),
  notes: (id) => json(`${runPath(id)}/notes`),
  changeNotes: (id, change) => post(`${runPath(id)}/notes`, change),
  log: (id) => json(`${runPath(id)}/log`),
  runProducts: {
    list: (id) => json(`${runPath(id)}/products`),
    make: (id, asked) => post(`${runPath(id)}/make`, asked),
    take: async (id, what) => (await send(`${runPath(id)}/product?what=${what}`)).blob(),
  },
  studyProducts: {
    list: (id) => json(`/api/study/products?${new URLSearchParams({ id })}`),
    make: (id, asked) => post(`/api/study/make?${new URLSearchParams({ id })}`, asked),
    take: async (id, what) =>
      (await send(`/api/study/product?${new URLSearchParams({ id, what })}`)).blob(),
  },
  remove: (id) => post(`${runPath(id)}/delete`, {}),
  trash: () => json('/api/trash'),
  restore: (key) => post('/api/trash/restore', { key } satisfies TrashKey),
  erase: (key) => post('/api/trash/erase', { key } satisfies TrashKey),
};
