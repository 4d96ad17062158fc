/**
 * A studio on runs of its own, for requests that no browser sends. Each input has a connection; the studio
 * lives as long as the target, so that what one request breaks the next one meets.
 */
import { cpSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ApiError } from '../../../src/studio/api/protocol.ts';
import { openStudio, type Studio } from '../../../src/studio/server/server.ts';
import { scratchFolder } from '../scratch.ts';
import { type Received, type Reply, readReplies } from './replies.ts';

/** What is in its folder of runs. */
export const RUNS = join(import.meta.dirname, '../../fixtures/runs/v0.1.0');
/** Stands for the session's token in an input, which must mean the same tomorrow. */
export const TOKEN = '{TOKEN}';
export const PORT = '{PORT}';

/** After so long without a byte, a request counts as incomplete, and its sender leaves. */
const PATIENCE_MS = 100;
/** After so long, the server hangs. */
const HANG_MS = 20_000;
/** Folders that requests have made, beyond which they are removed. */
const MOST_MADE = 50;

export class StudioUnderFire {
  readonly #studio: Studio;
  readonly #runs: string;
  readonly #own: number;
  readonly defects: unknown[];

  private constructor(studio: Studio, runs: string, defects: unknown[]) {
    this.#studio = studio;
    this.#runs = runs;
    this.#own = readdirSync(runs).length;
    this.defects = defects;
  }

  static async open(): Promise<StudioUnderFire> {
    const folder = realpathSync(scratchFolder());
    const [runs, page] = [join(folder, 'runs'), join(folder, 'page')];
    mkdirSync(join(page, 'assets'), { recursive: true });
    writeFileSync(join(page, 'index.html'), '<!doctype html>');
    writeFileSync(join(page, 'assets/x.js'), '0;');
    cpSync(RUNS, runs, { recursive: true });
    const defects: unknown[] = [];
    const studio = await openStudio({
      ...{ runs, page, port: 0, tries: 1, program: ['/bin/true'] },
      // All come from one session, at once; and nobody waits long for data that are not there.
      limits: { burst: 1e9, perSecond: 1e9, openDataMs: 2000 },
      onDefect: (error) => defects.push(error),
    });
    return new StudioUnderFire(studio, runs, defects);
  }

  /** Sends bytes and returns all that comes back. */
  send(input: Uint8Array, patienceMs = PATIENCE_MS): Promise<Received> {
    const { port, token } = this.#studio;
    const text = Buffer.from(input)
      .toString('latin1')
      .replaceAll(TOKEN, token)
      .replaceAll(PORT, String(port));
    const heads = /^\s*HEAD /.test(text);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      let bytes = '';
      let left = false;
      const leave = () => {
        left = true;
        socket.end();
      };
      let patience = setTimeout(leave, patienceMs);
      const hang = setTimeout(() => {
        socket.destroy();
        reject(new Error(`no end after ${HANG_MS} ms; so far: ${bytes.slice(0, 200)}`));
      }, HANG_MS);
      const done = () => {
        clearTimeout(patience);
        clearTimeout(hang);
        socket.destroy();
        resolve(readReplies(bytes, heads));
      };
      socket.on('data', (chunk) => {
        bytes += chunk.toString('latin1');
        const { endless, replies, rest } = readReplies(bytes, heads);
        if (endless) done();
        else if (replies.length > 0 && rest === 0 && !left) {
          clearTimeout(patience);
          patience = setTimeout(leave, 0);
        }
      });
      // A server that refuses a request may leave before it has all of it.
      socket.on('error', () => {});
      socket.on('close', done);
      socket.write(Buffer.from(text, 'latin1'));
    });
  }

  /** Sends an honest request of the session, and waits for the reply as long as it takes. */
  ask(address: string): Promise<Received> {
    const lines = [
      ...[`GET ${address} HTTP/1.1`, `Host: 127.0.0.1:${PORT}`],
      ...[`X-Motifsmith-Token: ${TOKEN}`, '', ''],
    ];
    return this.send(Buffer.from(lines.join('\r\n')), HANG_MS);
  }

  /** Whether an honest request is still answered. */
  async answers(): Promise<boolean> {
    const { replies } = await this.ask('/api/runs');
    return replies[0]?.status === 200;
  }

  /** Replaces a file of a run; its size or time changes, or the studio would not look. */
  replace(file: string, bytes: Uint8Array): void {
    writeFileSync(join(this.#runs, file), bytes);
  }

  /** Removes runs that requests have started, when there are many. */
  tidy(): void {
    const names = readdirSync(this.#runs);
    if (names.length < this.#own + MOST_MADE) return;
    const own = new Set(readdirSync(RUNS));
    for (const name of names) {
      if (!own.has(name)) rmSync(join(this.#runs, name), { recursive: true, force: true });
    }
  }

  close(): Promise<void> {
    return this.#studio.close();
  }
}

/** What is wrong with a reply, or null: defects, redirects, errors without a reason. */
export function replyProblem({ status, headers, body }: Reply): string | null {
  if (status < 200 || (status >= 300 && status < 400)) return `status ${status}`;
  if (status < 400 || body === '') return status < 500 ? null : `status ${status} without a body`;
  if (!headers.get('content-type')?.startsWith('application/json'))
    return `status ${status}: ${body}`;
  const { error } = JSON.parse(body) as ApiError;
  if (!error.kind || !error.message) return `status ${status} without a reason: ${body}`;
  // Too many runs, connections or streams are said with 503; it is the only one that is foreseen.
  return status < 500 || error.kind === 'busy' ? null : `status ${status}: ${body}`;
}
