/** The histories of several runs for a component: of those at work as they grow, of the others once. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunSummary } from '../../api/runs.ts';
import type { ComparedRun } from '../compare/groups.ts';
import { loadHistory } from '../compare/load.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import { LiveRun } from './live-run.ts';
import type { RunHistory } from './run-history.ts';

/** Streams that are open at a time: a browser has six connections to a server. */
const MOST_LIVE = 3;

/** Histories by the id of their run, and what of them cannot be read. */
class Histories {
  readonly #live = new Map<string, LiveRun>();
  readonly #whole = new Map<string, ComparedRun | null>();
  readonly #changed: () => void;
  readonly problems: Problem[] = [];
  #closed = false;
  #loading: Promise<void> = Promise.resolve();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  follow(runs: readonly RunSummary[]): void {
    for (const run of runs) {
      if (run.state === 'running') this.#watch(run);
      else this.#read(run);
    }
  }

  #watch({ id }: RunSummary): void {
    this.#whole.delete(id);
    if (this.#live.has(id) || this.#live.size >= MOST_LIVE) return;
    const live = new LiveRun(source, id);
    live.watch(this.#changed);
    this.#live.set(id, live);
  }

  /** One after the other, since a server answers only a limited number of requests a second. */
  #read(run: RunSummary): void {
    if (this.#whole.has(run.id)) return;
    this.#whole.set(run.id, null);
    this.#loading = this.#loading.then(async () => {
      if (this.#closed || !this.#whole.has(run.id)) return;
      try {
        const { problems, ...found } = await loadHistory(source, run);
        this.#whole.set(run.id, { id: run.id, run, ...found });
        this.problems.push(...problems);
      } catch (error) {
        this.problems.push(asProblem(error));
      }
      this.#live.get(run.id)?.close();
      this.#live.delete(run.id);
      if (!this.#closed) this.#changed();
    });
  }

  of(run: RunSummary): ComparedRun | null {
    const whole = this.#whole.get(run.id);
    if (whole) return { ...whole, run };
    const live = this.#live.get(run.id);
    const history: RunHistory | null = live?.history ?? null;
    return history && { id: run.id, run, record: live!.record, history, analysis: null };
  }

  close(): void {
    this.#closed = true;
    for (const live of this.#live.values()) live.close();
  }
}

export interface KnownHistories {
  readonly runs: readonly ComparedRun[];
  readonly problems: readonly Problem[];
}

/** The runs of which something is known already, in the order asked for. */
export function useHistories(runs: readonly RunSummary[]): KnownHistories {
  const [, draw] = useState(0);
  const histories = useRef<Histories | null>(null);
  histories.current ??= new Histories(() => draw((count) => count + 1));
  const own = histories.current;
  const key = runs.map(({ id, state }) => `${id} ${state}`).join('\n');
  useEffect(() => own.follow(runs), [key]);
  useEffect(() => () => own.close(), []);
  return { runs: runs.flatMap((run) => own.of(run) ?? []), problems: own.problems };
}
