/**
 * The streams: the record and state of one run, or the changes in the list of all runs. All clients of
 * the list share one reading of the folder.
 */
import { dirname, join } from 'node:path';
import type { RunSummary } from '../api/runs.ts';
import type { EventChannel } from './event-channel.ts';
import type { Limits } from './limits.ts';
import { readMetrics } from './metrics.ts';
import { errorReply, Refusal } from './refusal.ts';
import type { RunIndex } from './run-index.ts';
import { whileWatching } from './wake.ts';

/** Checking the runs may take at most this fraction of the time, one in 20. */
const LOOKING_SHARE = 20;

/** Sends changes of the list to all of its clients. */
export class RunFeed {
  readonly #index: RunIndex;
  readonly #root: string;
  readonly #limits: Limits;
  readonly #channels = new Set<EventChannel>();
  #looking: AbortController | null = null;

  constructor(index: RunIndex, root: string, limits: Limits) {
    this.#index = index;
    this.#root = root;
    this.#limits = limits;
  }

  /** Sends a client every change from now on. */
  add(channel: EventChannel): void {
    this.#channels.add(channel);
    channel.signal.addEventListener('abort', () => {
      this.#channels.delete(channel);
      if (this.#channels.size > 0) return;
      this.#looking?.abort();
      this.#looking = null;
    });
    if (this.#looking !== null) return;
    this.#looking = new AbortController();
    void this.#watch(this.#looking.signal);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    let before: ReadonlyMap<string, string> | null = null;
    let took = 0;
    const look = async (): Promise<void> => {
      const started = performance.now();
      const { runs } = await this.#index.list();
      took = performance.now() - started;
      const now = new Map(runs.map((run) => [run.id, JSON.stringify(run)]));
      if (before !== null) {
        for (const run of runs) {
          if (before.get(run.id) !== now.get(run.id)) this.#send('run', run);
        }
        for (const id of before.keys()) if (!now.has(id)) this.#send('gone', { id });
      }
      before = now;
    };
    const { lookMs } = this.#limits;
    await whileWatching([this.#root], () => Math.max(lookMs, LOOKING_SHARE * took), signal, look);
  }

  #send(event: string, data: unknown): void {
    for (const channel of this.#channels) channel.send(event, data);
  }
}

/**
 * Follows one run: its record from a byte on, and its state whenever that changes. Continues reading
 * only when the client has read what was sent.
 * @param folder of the run
 * @param from byte of the record, at the beginning of a line
 */
export async function followRun(
  channel: EventChannel,
  index: RunIndex,
  { id, folder, from }: { readonly id: string; readonly folder: string; readonly from: number },
  limits: Limits,
): Promise<void> {
  let next = from;
  let shown = '';
  const look = async (): Promise<void> => {
    const summary: RunSummary = await index.summary(id);
    for (let more = true; more && !channel.signal.aborted; ) {
      const part = await readMetrics(folder, next, limits).catch((error) => {
        // Another run has taken the place of this one, with other lines.
        if (!(error instanceof Refusal)) throw error;
        channel.send('reset', {});
        return { events: [], next: 0, more: true };
      });
      next = part.next;
      more = part.more;
      if (part.events.length > 0) channel.send('metrics', part, next);
      await channel.drained();
    }
    // After the lines, so that a client that sees the end has all of them.
    const text = JSON.stringify(summary);
    if (text !== shown) channel.send('state', summary);
    shown = text;
  };
  try {
    // The lock of a member is in the folder of its group.
    const folders = [folder, join(folder, 'checkpoints'), dirname(folder)];
    await whileWatching(folders, () => limits.lookMs, channel.signal, look);
  } catch (error) {
    // The status of a stream has already been sent.
    channel.send('problem', errorReply(error).body);
  } finally {
    channel.end();
  }
}
