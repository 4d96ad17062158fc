/**
 * One run as it progresses: reads its record up to the present, then follows the stream, and notifies its
 * watchers at most ten times a second, however fast events arrive. A damaged file costs only what it
 * holds: the rest of the run is shown with the problem next to it.
 */
import type { Architecture } from '../../../model/architecture-schema.ts';
import type { RunSettings, SummaryFile } from '../../api/record.ts';
import type { RunSummary } from '../../api/runs.ts';
import { asProblem, Problem } from '../source/problem.ts';
import type { Connection, Source } from '../source/source.ts';
import { type Pace, PaceMeter } from './pace.ts';
import { hasArchitecture, readRecord } from './read-record.ts';
import { RunHistory } from './run-history.ts';
import { workAt } from './stage-plan.ts';

const NOTICE_MS = 100;
const STARTING_MS = 500;

export class LiveRun {
  readonly id: string;
  run: RunSummary | null = null;
  /** `config.json`, once there is one. */
  record: RunSettings | null = null;
  /** `summary.json`, once there is one. */
  summary: SummaryFile | null = null;
  history: RunHistory | null = null;
  /** Whether the record up to the present has been read. */
  loaded = false;
  /** Why nothing more comes. */
  problem: Problem | null = null;
  /** Files of the run that cannot be read. */
  readonly damage: Problem[] = [];
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
    this.record = await this.#whenThere();
    if (this.#closed) return;
    this.history = new RunHistory(this.record);
    const from = await readRecord(this.#source, this.id, this.history, () => this.#notice());
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

  /** The run's `config.json`, which is written once its data are open; null if it is damaged. */
  async #whenThere(): Promise<RunSettings | null> {
    while (!this.#closed) {
      try {
        return await this.#source.record(this.id);
      } catch (error) {
        const problem = asProblem(error);
        if (problem.damaged) return this.#damaged(problem);
        await this.#requireStarting(problem);
      }
      await new Promise((resolve) => setTimeout(resolve, STARTING_MS));
    }
    return null;
  }

  /** @throws Problem unless the run has only just started and is still opening its data */
  async #requireStarting(problem: Problem): Promise<void> {
    const { runs } = problem.missing ? await this.#source.runs() : { runs: [] };
    const run = runs.find(({ id }) => id === this.id);
    if (run === undefined) {
      if (this.run === null) throw problem;
      throw new Problem('It was stopped before anything was written.', { where: this.id });
    }
    this.run = run;
    if (run.state !== 'running') {
      throw new Problem(run.problem ?? 'The run ended before it had a record.', { where: run.id });
    }
    this.#notice();
  }

  #damaged(problem: Problem): null {
    this.damage.push(problem);
    this.#notice();
    return null;
  }

  /** The files next to the record; a run that is still being set up may not have them yet. */
  async #files(finished: boolean): Promise<void> {
    const orNull = <T>(reply: Promise<T>): Promise<T | null> =>
      reply.catch((error: unknown) => {
        const problem = asProblem(error);
        return problem.damaged ? this.#damaged(problem) : null;
      });
    const [summary, architecture] = await Promise.all([
      this.summary ?? (finished ? orNull<SummaryFile>(this.#source.summary(this.id)) : null),
      this.history!.architecture ??
        (this.history!.hasNetwork && hasArchitecture(this.run!)
          ? orNull<Architecture>(this.#source.architecture(this.id))
          : null),
    ]);
    this.summary = summary;
    if (summary !== null) this.history!.useSummary(summary);
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
