/**
 * Shows the progress of a study: on a terminal, a bar for the whole and a line for each run; elsewhere, a line
 * when a run starts or ends, and one per minute for the current runs. Everything goes to stderr.
 */
import type { FailureReport } from '../study/failures.ts';
import { Forecast } from '../study/forecast.ts';
import type { StudyObserver } from '../study/study-observer.ts';
import { type Cell, cellFolder, cellNames, type Study } from '../study/study-record.ts';
import type { JobProgress } from '../training/job.ts';
import { counted, duration, percent } from '../view/format.ts';
import { stageLabel } from '../view/names.ts';
import { barLine, fittedLine, type LinePart } from '../view/progress-line.ts';
import { painter } from './colour.ts';
import type { LiveLines } from './live-lines.ts';
import { note, showLive } from './output.ts';
import { Pace } from './pace.ts';
import { readingDisplay } from './reading-progress.ts';

export interface StudyProgress {
  readonly observer: StudyObserver;
  /** Restores the terminal. */
  end(): void;
}

const LINE_EVERY_MS = 60_000;

type NameOf = (cell: Cell) => string;

const place = ({ stage, epoch, epochs }: JobProgress): string =>
  `${stageLabel(stage)} ${epoch}/${epochs}`;

/** The figures that all displays show. */
class Tally {
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

  /** @returns how long it took in this process */
  end(cell: Cell, how: 'finished' | 'failed' | 'again'): string {
    if (how === 'finished') this.done += 1;
    if (how === 'failed') this.failed += 1;
    this.#forecast.end(cell, how === 'finished');
    return duration((performance.now() - this.#started.get(cellFolder(cell))!) / 1000);
  }

  /** To another process. */
  leave(cell: Cell): void {
    this.total -= 1;
    this.#forecast.start(cell);
    this.#forecast.end(cell, false);
  }

  putOff(cell: Cell): void {
    this.#forecast.putOff(cell);
  }

  get counts(): string {
    const failed = this.failed > 0 ? `, ${this.failed} failed` : '';
    return `${this.done}/${this.total} runs done${failed}`;
  }

  get left(): string {
    const seconds = this.#forecast.secondsLeft();
    return duration(seconds);
  }
}

const failureText = (failure: Parameters<NonNullable<StudyObserver['fail']>>[1]): string =>
  failure.where === null ? failure.message : `${failure.message} (${failure.where})`;

/** `5 folds`; of data sets that differ, `5 or 10 folds`. */
function foldWords(entries: Study['entries']): string[] {
  const numbers = new Set(entries.flatMap(({ folds }) => folds?.length ?? []));
  return numbers.size === 0 ? [] : [`${[...numbers].join(' or ')} folds`];
}

function introduction(
  { name, datasets, methods, seeds, entries }: Study,
  folder: string,
  jobs: number | null,
): string[] {
  const sizes = [
    counted(methods.length, 'method'),
    counted(datasets.length, 'data set'),
    counted(seeds.length, 'seed'),
    ...foldWords(entries),
  ];
  const how = jobs === null ? 'by the workers of a queue' : `${jobs} at a time`;
  return [`Study ${name}: ${sizes.join(' × ')}, ${how}.`, `Folder: ${folder}`];
}

const mixedWarning = (versions: readonly string[]): string =>
  `warning: Runs here were started by another version of Motifsmith (${versions.join(', ')}). They count, but \`motifsmith study collect\` takes only runs of one version.`;

const unevenWarning = (dataset: string, text: string): string =>
  `warning: Classes of ${dataset} are uneven: ${text}. Compare the balanced accuracy, and let every class count the same: training: { classWeights: balanced } in settings.`;

const putOffText = (why: string): string => `${why} Its turn comes when that has ended.`;

const restartedText = (cells: readonly Cell[], cellName: NameOf): string =>
  `Started again, because their settings have changed: ${cells.map(cellName).join('; ')}.`;

/** Of damage, nothing is left to do; of settings there is. */
const warningText = ({ kind, message, remedy }: FailureReport): string =>
  kind === 'usage' && remedy !== null ? `${message} ${remedy}` : message;

/** Failures and warnings only. */
export function quietStudyProgress(study: Study): StudyProgress {
  const cellName = cellNames(study);
  return {
    observer: {
      waiting: ({ message }) => note(`warning: ${message}`),
      mixed: (versions) => note(mixedWarning(versions)),
      uneven: (dataset, text) => note(unevenWarning(dataset, text)),
      warn: (cell, failure) => note(`warning: ${cellName(cell)}: ${warningText(failure)}`),
      putOff: (cell, why) => note(`warning: ${cellName(cell)}: ${putOffText(why)}`),
      left: (cell, why) => note(`warning: ${cellName(cell)}: ${why}`),
      fail: (cell, failure, again) => {
        if (!again) note(`failed: ${cellName(cell)}: ${failureText(failure)}`);
      },
    },
    end: () => {},
  };
}

/** For files and pipes. */
export function lineStudyProgress(
  study: Study,
  folder: string,
  jobs: number | null,
): StudyProgress {
  const tally = new Tally(study, jobs);
  const cellName = cellNames(study);
  const running = new Map<string, string>();
  const reading = readingDisplay(false);
  const timer = setInterval(() => {
    if (running.size === 0) return;
    note(`Running: ${[...running.values()].join(' · ')}; ${tally.counts}, ETA ${tally.left}`);
  }, LINE_EVERY_MS);
  timer.unref();
  return {
    observer: {
      reading: (_, progress) => reading.show(progress),
      begin: (waiting, finished, restarted) => {
        tally.begin(waiting, finished);
        introduction(study, folder, jobs).forEach(note);
        if (restarted.length > 0) note(restartedText(restarted, cellName));
        note(`${tally.counts}, ${waiting.length} to do.`);
      },
      start: (cell, attempt) => {
        tally.start(cell);
        running.set(cellFolder(cell), cellName(cell));
        note(`${cellName(cell)}: ${attempt > 1 ? 'tries again' : 'starts'}`);
      },
      progress: (cell, progress) => {
        tally.progress(cell, progress);
        running.set(cellFolder(cell), `${cellName(cell)}, ${place(progress)}`);
      },
      waiting: ({ message }) => note(`warning: ${message}`),
      mixed: (versions) => note(mixedWarning(versions)),
      uneven: (dataset, text) => note(unevenWarning(dataset, text)),
      warn: (cell, failure) => note(`warning: ${cellName(cell)}: ${warningText(failure)}`),
      finish: (cell, accuracy) => {
        const took = tally.end(cell, 'finished');
        running.delete(cellFolder(cell));
        note(
          `${cellName(cell)}: test accuracy ${percent(accuracy)}, ${took}; ${tally.counts}, ETA ${tally.left}`,
        );
      },
      fail: (cell, failure, again) => {
        tally.end(cell, again ? 'again' : 'failed');
        running.delete(cellFolder(cell));
        note(
          `${cellName(cell)}: ${again ? 'failed, will try again' : 'failed'}: ${failureText(failure)}`,
        );
      },
      putOff: (cell, why) => {
        tally.putOff(cell);
        running.delete(cellFolder(cell));
        note(`warning: ${cellName(cell)}: ${putOffText(why)}`);
      },
      left: (cell, why) => {
        tally.leave(cell);
        running.delete(cellFolder(cell));
        note(`warning: ${cellName(cell)}: ${why}`);
      },
    },
    end: () => {
      clearInterval(timer);
      reading.end();
    },
  };
}

/** For a terminal: the whole study with a bar, and below it a line for each run that is at work. */
export function barStudyProgress(study: Study, folder: string, jobs: number | null): StudyProgress {
  const tally = new Tally(study, jobs);
  const cellName = cellNames(study);
  const reading = readingDisplay(false);
  const paint = painter(process.stderr);
  let live: LiveLines | null = null;
  const running = new Map<string, { cell: Cell; pace: Pace; part: number; figures: LinePart[] }>();
  const draw = (columns: number): string[] => {
    const parts = [...running.values()].reduce((sum, { part }) => sum + part, 0);
    const done = (tally.done + tally.failed + parts) / tally.total;
    return [
      fittedLine(
        [
          { text: study.name, rank: 1 },
          { text: tally.counts, rank: 0 },
        ],
        columns,
      ),
      barLine(done, [{ text: `ETA ${tally.left}`, rank: 0 }], columns, paint),
      ...[...running.values()].map(({ cell, figures }) =>
        fittedLine([{ text: cellName(cell), rank: 0 }, ...figures], columns),
      ),
    ];
  };
  const drop = (cell: Cell) => {
    running.delete(cellFolder(cell));
    live?.update();
  };
  return {
    observer: {
      reading: (_, progress) => reading.show(progress),
      begin: (waiting, finished, restarted) => {
        reading.end();
        tally.begin(waiting, finished);
        introduction(study, folder, jobs).forEach(note);
        if (restarted.length > 0) note(restartedText(restarted, cellName));
        if (waiting.length > 0) live = showLive(draw);
      },
      start: (cell) => {
        tally.start(cell);
        const figures = [{ text: 'starts', rank: 1 }];
        running.set(cellFolder(cell), { cell, pace: new Pace('samples'), part: 0, figures });
        live?.update();
      },
      progress: (cell, progress) => {
        tally.progress(cell, progress);
        const found = running.get(cellFolder(cell));
        if (found === undefined) return;
        const { work, totalWork, accuracy } = progress;
        found.part = work / totalWork;
        found.figures = [
          { text: percent(found.part, 0), rank: 1 },
          { text: place(progress), rank: 2 },
          { text: accuracy === null ? '' : `accuracy ${percent(accuracy)}`, rank: 3 },
          { text: found.pace.update(progress).rate, rank: 4 },
        ];
        live?.update();
      },
      waiting: ({ message }) => note(`warning: ${message}`),
      mixed: (versions) => note(mixedWarning(versions)),
      uneven: (dataset, text) => note(unevenWarning(dataset, text)),
      warn: (cell, failure) => note(`warning: ${cellName(cell)}: ${warningText(failure)}`),
      finish: (cell, accuracy) => {
        const took = tally.end(cell, 'finished');
        note(`${cellName(cell)}: test accuracy ${percent(accuracy)}, ${took}`);
        drop(cell);
      },
      fail: (cell, failure, again) => {
        tally.end(cell, again ? 'again' : 'failed');
        const how = again ? 'failed, will try again' : 'failed';
        note(`${cellName(cell)}: ${how}: ${failureText(failure)}`);
        drop(cell);
      },
      putOff: (cell, why) => {
        tally.putOff(cell);
        note(`warning: ${cellName(cell)}: ${putOffText(why)}`);
        drop(cell);
      },
      left: (cell, why) => {
        tally.leave(cell);
        note(`warning: ${cellName(cell)}: ${why}`);
        drop(cell);
      },
    },
    end: () => {
      reading.end();
      live?.end(false);
    },
  };
}
