/** The studio's server on its port: with and without the session's token, and with damaged files of runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/core/random.ts';
import { damageJson, damageJsonBytes, damageLine, hostileText } from './json-damage.ts';
import { mutate } from './mutate.ts';
import { PORT, RUNS, replyProblem, StudioUnderFire, TOKEN } from './studio/under-fire.ts';
import { type FuzzTarget, numbered, Refused } from './target.ts';

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;

const GETS = [
  ...['/api/trash', '/api/runs', '/api/presets', '/api/schema', '/api/stream', '/', '/assets/x.js'],
  ...[
    'record',
    'summary',
    'architecture',
    'analysis',
    'metrics?from=0',
    'weights',
    'notes',
    'log',
    'products',
    'product?what=nir',
  ].map((what) => `/api/runs/search/${what}`),
  ...['/api/runs/group%2Fseed-2/summary', '/api/runs/interrupted/metrics', '/api/runs/none/record'],
  ...['/api/runs/search/stream?from=0', '/api/runs/study%2Fruns%2Fspikes/record'],
];
const BODIES = [
  '{"preset":"demo","command":"search","seed":3}',
  '{"preset":"demo","command":"train","architecture":"dense","seed":1,"sets":["training.epochs=1"]}',
  '{"config":{"preset":"demo","seeds":[2]},"command":"search","seed":2}',
  '{"config":{"data":{"source":"synthetic","task":"moving-bars"}},"command":"search","seed":0}',
];
const METHODS = [
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'CONNECT',
  'TRACE',
  'get',
  '',
  'G E T',
];
const ADDRESSES = [
  ...['*', '', '//', '/..', '/%2e%2e/%2e%2e/etc/passwd', '/api/runs/..%2f..%2fetc/record', '/%'],
  ...[
    '/api/runs/%00/record',
    '/api/runs/a\\b/record',
    'http://127.0.0.1/',
    '/api//runs',
    '/api/%72uns',
  ],
  ...['/api/runs/search/record/../record', '/api/runs/search/metrics?from=1', '/api?__proto__=1'],
  ...['/api/runs/search/metrics?from=99999999999999999999', '/api/runs/search/metrics?from=-1'],
  ...[
    '/api/runs/search/metrics?from=0x10',
    '/api/runs/__proto__/record',
    '/api/runs/search/toString',
  ],
  ...['/api/runs/search/samples?split=test&from=0', '/api/runs/search/sample?split=no&index=-1'],
  ...[
    '/api/runs/search/sound?split=test&index=0',
    '/api/runs/search/sound?split=..&index=/etc/passwd',
  ],
  ...[
    '/api/runs/search/stop',
    '/api/runs/search/resume',
    '/api/runs/none/delete',
    `/${'a'.repeat(3000)}`,
    '/\u00e9',
    '/?#',
  ],
];
const HEADERS = [
  ...['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked', 'Content-Length: -1'],
  ...[
    'Content-Length: 99999999999999999999',
    'Content-Length: 5',
    'Content-Length: 1e3',
    'Expect: 100-continue',
  ],
  ...[
    'Expect: more',
    'Upgrade: websocket',
    'Connection: upgrade',
    'Connection: close',
    'Host: evil',
  ],
  ...[
    `Host: 127.0.0.1:${PORT}`,
    'Origin: null',
    `Origin: http://127.0.0.1:${PORT}`,
    'Sec-Fetch-Site: cross-site',
  ],
  ...[
    'Sec-Fetch-Site: same-origin',
    'Last-Event-ID: 7',
    'Last-Event-ID: x',
    'Content-Type: text/plain',
  ],
  ...[
    'Content-Type: application/json; charset=x',
    'X-Motifsmith-Token: wrong',
    `X-Motifsmith-Token: ${TOKEN}`,
  ],
  ...[
    'Range: bytes=0-1',
    'If-None-Match: *',
    'Accept-Encoding: br',
    'Cookie: a=b',
    'A\u0000: b',
    ': b',
    'A : b',
  ],
  ...[
    `X: ${'x'.repeat(5000)}`,
    `X: ${'x'.repeat(20_000)}`,
    ' folded',
    '__proto__: x',
    'Content-Encoding: gzip',
  ],
];

interface Request {
  readonly method: string;
  readonly address: string;
  readonly headers: string[];
  readonly body: string | null;
}

function textOf({ method, address, headers, body }: Request, length: number | null): string {
  const counted = length === null ? [] : [`Content-Length: ${length}`];
  return [`${method} ${address} HTTP/1.1`, ...headers, ...counted, '', body ?? ''].join('\r\n');
}

function sound(random: Random, token: boolean): Request {
  const shown = token ? [`X-Motifsmith-Token: ${TOKEN}`] : [];
  const headers = [`Host: 127.0.0.1:${PORT}`, ...shown];
  if (random.integer(3) > 0)
    return { method: 'GET', address: pick(random, GETS), headers, body: null };
  headers.push('Content-Type: application/json');
  const address = pick(random, [
    '/api/runs',
    '/api/runs',
    '/api/session',
    '/api/runs/interrupted/stop',
  ]);
  return { method: 'POST', address, headers, body: pick(random, BODIES) };
}

/** A request with one part that is damaged, or some; the body by its meaning. */
function craftRequest(random: Random, token: boolean): Uint8Array {
  let request = sound(random, token);
  let counts = true;
  for (let k = random.integer(3); k >= 0; k--) {
    const { headers } = request;
    switch (random.integer(8)) {
      case 0:
        request = { ...request, method: pick(random, METHODS) };
        break;
      case 1:
        request = { ...request, address: pick(random, ADDRESSES) };
        break;
      case 2:
        request = { ...request, headers: [...headers, pick(random, HEADERS)] };
        break;
      case 3:
        headers.splice(random.integer(headers.length), 1);
        break;
      case 4:
        counts = false;
        break;
      default: {
        const hostile = random.integer(8) === 0;
        const body = hostile ? hostileText(random) : damageJson(BODIES, random);
        request = { ...request, body };
      }
    }
  }
  const bytes = Buffer.from(request.body ?? '', 'utf8');
  const length = counts && request.body !== null ? bytes.length : null;
  const text = textOf({ ...request, body: bytes.toString('latin1') }, length);
  const whole = new Uint8Array(Buffer.from(text, 'latin1'));
  return random.integer(10) === 0 ? mutate([whole], random) : whole;
}

/** Inputs after which an honest request must still be answered. */
const BETWEEN_CHECKS = 50;

function studioTarget(id: string, token: boolean): FuzzTarget {
  let studio: StudioUnderFire | null = null;
  let sent = 0;
  return {
    id,
    shortRun: 250,
    share: 0,
    seeds: () => {
      const shown = token ? [`X-Motifsmith-Token: ${TOKEN}`] : [];
      const headers = [`Host: 127.0.0.1:${PORT}`, ...shown];
      const gets = GETS.map((address) =>
        textOf({ method: 'GET', address, headers, body: null }, null),
      );
      const posts = BODIES.map((body) =>
        textOf(
          {
            ...{ method: 'POST', address: '/api/runs', body },
            headers: [...headers, 'Content-Type: application/json'],
          },
          body.length,
        ),
      );
      return [...gets, ...posts].map((text) => new Uint8Array(Buffer.from(text, 'latin1')));
    },
    craft: (random) => craftRequest(random, token),
    run: async (input) => {
      studio ??= await StudioUnderFire.open();
      const { replies, problem } = await studio.send(input);
      if (studio.defects.length > 0) throw studio.defects.pop();
      if (problem !== null) return problem;
      for (const reply of replies) {
        const wrong = replyProblem(reply);
        if (wrong !== null) return wrong;
      }
      sent += 1;
      if (sent % BETWEEN_CHECKS === 0) {
        studio.tidy();
        if (!(await studio.answers())) return 'an honest request is not answered';
      }
      if (replies.length === 0 || replies[0]!.status >= 400) throw new Refused('refused');
      return null;
    },
    close: async () => {
      await studio?.close();
      studio = null;
    },
  };
}

/** Files of a run, and the address at which the studio shows each. */
const SHOWN = [
  ['config.json', 'record'],
  ['summary.json', 'summary'],
  ['architecture.json', 'architecture'],
  ['analysis.json', 'analysis'],
  ['metrics.jsonl', 'metrics'],
] as const;

/** The first byte of an input is the number of a file. */
function filesTarget(): FuzzTarget {
  let studio: StudioUnderFire | null = null;
  const whole = SHOWN.map(([file]) => new Uint8Array(readFileSync(join(RUNS, 'search', file))));
  return {
    id: 'studio-files',
    share: 0,
    shortRun: 100,
    seeds: () => whole.map((bytes, k) => numbered(k, bytes)),
    craft: (random) => {
      const k = random.integer(SHOWN.length);
      const damage = SHOWN[k]![0].endsWith('.jsonl') ? damageLine : damageJsonBytes;
      return numbered(k, damage([whole[k]!], random));
    },
    run: async (input) => {
      studio ??= await StudioUnderFire.open();
      const k = (input[0] ?? 0) % SHOWN.length;
      const [file, what] = SHOWN[k]!;
      studio.replace(`search/${file}`, input.subarray(1));
      try {
        const list = (await studio.ask('/api/runs')).replies[0];
        if (list?.status !== 200) return `the list has status ${list?.status}`;
        const { replies, problem } = await studio.ask(`/api/runs/search/${what}`);
        if (studio.defects.length > 0) throw studio.defects.pop();
        const wrong = problem ?? (replies[0] ? replyProblem(replies[0]) : 'no reply');
        if (wrong !== null) return wrong;
        if (replies[0]!.status >= 400) throw new Refused('damaged');
        return null;
      } finally {
        studio.replace(`search/${file}`, whole[k]!);
      }
    },
    close: async () => {
      await studio?.close();
      studio = null;
    },
  };
}

export const STUDIO_TARGETS: readonly FuzzTarget[] = [
  studioTarget('studio-session', true),
  studioTarget('studio-stranger', false),
  filesTarget(),
];
