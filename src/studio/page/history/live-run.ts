/**
 * One run as it goes on: reads its record up to the present, then follows the stream, and tells its
 * watchers at most ten times a second that there is something new, however fast events come.
 */
import type { RunSummary } from '../../api.ts';
import { asProblem, Problem } from '../source/problem.ts';
import type { Connection, Source } from '../source/source.ts';
import { type Pace, PaceMeter } from './pace.ts';
import { RunHistory } from './run-history.ts';
import { workAt } from './stage-plan.ts';

const NOTICE_MS = 100;
const BEGINNING_MS = 500;

export class LiveRun {
  readonly id: string;
  run: RunSummary | null = null;
  record: unknown = null;
  /** `summary.json`, once there is one. */
  summary: unknown = null;
  history: RunHistory | null = null;
  /** Whether the record up to the present has been read. */
  loaded = false;
  problem: Problem | null = null;
  connection: Connection = 'open';
  readonly #source: Source;
  readonly #meter = new PaceMeter();
  readonly #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | null = null;
  #closed = false;

  constructor(source: Source, id: string) {
    this.#source = source;
    this.id = id;
    this.#load().catch((error: unknown) => {
      this.problem = asProblem(error);
      this.#notice();
    });
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unwatch?.();
  }

  get pace(): Pace | null {
    return this.history && this.#meter.pace(this.history.plan.work);
  }

  async #load(): Promise<void> {
    for (;;) {
      this.record = await this.#source.record(this.id).catch((error) => this.#notYet(error));
      if (this.record !== null || this.#closed) break;
      await new Promise((resolve) => setTimeout(resolve, BEGINNING_MS));
    }
    if (this.#closed) return;
    const history = new RunHistory(this.record);
    this.history = history;
    let from = 0;
    for (;;) {
      const { events, next, more } = await this.#source.metrics(this.id, from).catch((error) => {
        // A run that has only just begun has no record yet.
        const problem = asProblem(error);
        if (problem.missing) return { events: [], next: 0, more: false };
        throw problem;
      });
      history.add(events);
      this.#notice();
      from = next;
      if (!more) break;
    }
    this.loaded = true;
    this.#mark();
    if (this.#closed) return;
    this.#unwatch = this.#source.watchRun(this.id, from, {
      metrics: ({ events }) => {
        this.history!.add(events);
        this.#mark();
        this.#notice();
      },
      state: (run) => {
        // The architecture of a training is there from its beginning, all else at the end.
        const sooner = this.run === null && run.method !== 'search';
        const finished = run.state === 'finished' && this.run?.state !== 'finished';
        this.run = run;
        this.#notice();
        if (finished || sooner) void this.#files(finished);
      },
      reset: () => {
        this.history = new RunHistory(this.record);
        this.#notice();
      },
      problem: (problem) => {
        this.problem = problem;
        this.#notice();
      },
      connection: (state) => {
        this.connection = state;
        this.#notice();
      },
    });
    this.#notice();
  }

  /**
   * A run that has just been begun has no record until it has read its data.
   * @throws the error, if it is of another kind
   */
  async #notYet(error: unknown): Promise<null> {
    const { runs } = asProblem(error).missing ? await this.#source.runs() : { runs: [] };
    const run = runs.find(({ id }) => id === this.id);
    if (run === undefined) throw error;
    this.run = run;
    if (run.state !== 'running') {
      throw new Problem(run.problem ?? 'The run ended before it had a record.', { where: run.id });
    }
    this.#notice();
    return null;
  }

  /** What stands beside the record; a run that is only now being made may not have it yet. */
  async #files(finished: boolean): Promise<void> {
    const orNull = (reply: Promise<unknown>) => reply.catch(() => null);
    const [summary, architecture] = await Promise.all([
      this.summary ?? (finished ? orNull(this.#source.summary(this.id)) : null),
      this.history!.architecture ?? orNull(this.#source.architecture(this.id)),
    ]);
    this.summary = summary;
    if (architecture !== null) this.history!.useArchitecture(architecture);
    this.#notice();
  }

  #mark(): void {
    const { plan, x } = this.history!;
    this.#meter.mark(performance.now() / 1000, workAt(plan, x));
  }

  #notice(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const watcher of this.#watchers) watcher();
    }, NOTICE_MS);
  }
}
