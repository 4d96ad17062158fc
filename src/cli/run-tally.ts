/** How far runs are, and how long they will still take: the figures that all displays of progress show. */
import { Forecast } from '../study/forecast.ts';
import { type Cell, cellFolder, type Study } from '../study/study-record.ts';
import type { JobProgress } from '../training/job.ts';
import { duration } from '../view/format.ts';

export interface RunTally {
  /** Runs, those of before included. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** `3/12 runs done` */
  readonly counts: string;
  /** Until the end, e.g. `5 min 3 s`. */
  readonly left: string;
  begin(waiting: readonly Cell[], finished: number): void;
  start(cell: Cell): void;
  progress(cell: Cell, progress: JobProgress): void;
  /** @returns how long it took in this process */
  end(cell: Cell, how: 'finished' | 'failed' | 'again'): string;
  /** To another process. */
  leave(cell: Cell): void;
  putOff(cell: Cell): void;
}

/** Of a study. */
export class StudyTally implements RunTally {
  total = 0;
  done = 0;
  failed = 0;
  readonly #study: Study;
  readonly #jobs: number | null;
  readonly #started = new Map<string, number>();
  #forecast: Forecast;

  constructor(study: Study, jobs: number | null) {
    this.#study = study;
    this.#jobs = jobs;
    this.#forecast = new Forecast(study, [], jobs);
  }

  begin(waiting: readonly Cell[], finished: number): void {
    this.done = finished;
    this.total = finished + waiting.length;
    this.#forecast = new Forecast(this.#study, waiting, this.#jobs);
  }

  start(cell: Cell): void {
    this.#started.set(cellFolder(cell), performance.now());
    this.#forecast.start(cell);
  }

  progress(cell: Cell, { work, totalWork }: JobProgress): void {
    this.#forecast.progress(cell, work / totalWork);
  }

  end(cell: Cell, how: 'finished' | 'failed' | 'again'): string {
    if (how === 'finished') this.done += 1;
    if (how === 'failed') this.failed += 1;
    this.#forecast.end(cell, how === 'finished');
    return duration((performance.now() - this.#started.get(cellFolder(cell))!) / 1000);
  }

  leave(cell: Cell): void {
    this.total -= 1;
    this.#forecast.start(cell);
    this.#forecast.end(cell, false);
  }

  putOff(cell: Cell): void {
    this.#forecast.putOff(cell);
  }

  get counts(): string {
    return countsText(this);
  }

  get left(): string {
    const seconds = this.#forecast.secondsLeft();
    return duration(seconds);
  }
}

export const countsText = ({ total, done, failed }: Omit<RunTally, 'counts' | 'left'>): string =>
  `${done}/${total} runs done${failed > 0 ? `, ${failed} failed` : ''}`;
