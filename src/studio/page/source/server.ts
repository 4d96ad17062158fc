/** Runs of the studio's server, over HTTP. */
import {
  type ApiError,
  type MetricsPart,
  type RunGone,
  type RunSummary,
  type Started,
  TOKEN_HEADER,
} from '../../api.ts';
import { openStream } from './event-stream.ts';
import { asProblem, offline, Problem } from './problem.ts';
import type { Source } from './source.ts';
import { token } from './token.ts';

const runPath = (id: string) => `/api/runs/${id.split('/').map(encodeURIComponent).join('/')}`;

const BUSY = 503;
const BUSY_WAIT_MS = 1000;
const MOST_WAITS = 60;

/** Sends a request; a GET is repeated while the server is busy, e.g. opening a run's data. */
async function request(path: string, init?: RequestInit): Promise<Response> {
  for (let waits = 0; ; waits++) {
    const response = await fetch(path, init).catch(() => {
      throw offline();
    });
    if (response.ok) return response;
    const patient = init === undefined && response.status === BUSY && waits < MOST_WAITS;
    if (!patient) throw await refusal(response, path);
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

async function json<T>(path: string): Promise<T> {
  const response = await request(path);
  return (await response.json().catch(() => {
    throw offline();
  })) as T;
}

async function post(path: string, body: unknown): Promise<Started> {
  const own = token();
  if (own === null) {
    throw new Problem('This page was opened without the token that starts and stops runs.', {
      remedy: 'Open the address that `motifsmith studio` printed, which ends in #token=….',
    });
  }
  const response = await request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', [TOKEN_HEADER]: own },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Started;
}

const metricsPart = (id: string, from: number) =>
  json<MetricsPart>(`${runPath(id)}/metrics?from=${from}`);

export const serverSource: Source = {
  canStart: true,
  runs: () => json('/api/runs'),
  watchRuns: ({ run, gone, connection }) =>
    openStream({
      address: () => '/api/stream',
      events: {
        run: (data) => run(data as RunSummary),
        gone: (data) => gone((data as RunGone).id),
      },
      connection,
      refused: async () => true,
    }),
  record: (id) => json(`${runPath(id)}/record`),
  summary: (id) => json(`${runPath(id)}/summary`),
  architecture: (id) => json(`${runPath(id)}/architecture`),
  metrics: metricsPart,
  watchRun: (id, from, { metrics, state, reset, connection, problem }) => {
    let next = from;
    return openStream({
      address: () => `${runPath(id)}/stream?from=${next}`,
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
      refused: async () => {
        // A stream gives no reasons; a request for the same part of the record does.
        const found = await metricsPart(id, next).then(() => null, asProblem);
        const lasting = found !== null && (found.missing || found.damaged);
        if (lasting) problem(found);
        if (found?.status === 400) {
          next = 0;
          reset();
        }
        return !lasting;
      },
    });
  },
  weights: async (id) =>
    new Uint8Array(await (await request(`${runPath(id)}/weights`)).arrayBuffer()),
  samples: (id, from) => json(`${runPath(id)}/samples?split=test&from=${from}`),
  sample: (id, index) => json(`${runPath(id)}/sample?split=test&index=${index}`),
  presets: () => json('/api/presets'),
  schema: () => json('/api/schema'),
  start: (body) => post('/api/runs', body),
  stop: (id) => post(`${runPath(id)}/stop`, {}),
  resume: (id) => post(`${runPath(id)}/resume`, {}),
};
