/**
 * Shows the progress of a study or a sweep: on a terminal, a bar for the whole and a line for each run; elsewhere, a line
 * when a run starts or ends, and one per minute for the current runs. Everything goes to stderr.
 */
import type { FailureReport } from '../study/failures.ts';
import type { StudyObserver } from '../study/study-observer.ts';
import { type Cell, cellFolder } from '../study/study-record.ts';
import type { JobProgress } from '../training/job.ts';
import { percent } from '../view/format.ts';
import { barLine, fittedLine, type LinePart } from '../view/progress-line.ts';
import { stageLabel } from '../view/record-names.ts';
import { painter } from './colour.ts';
import type { LiveLines } from './live-lines.ts';
import { note, showLive } from './output.ts';
import { Pace } from './pace.ts';
import { readingDisplay } from './reading-progress.ts';
import type { RunTally } from './run-tally.ts';

/** The runs whose progress is shown: a study or a sweep. */
export interface ShownWork {
  readonly name: string;
  /** Lines above all others. */
  readonly introduction: readonly string[];
  readonly cellName: (cell: Cell) => string;
  /** What a run ends with, e.g. `test accuracy`. */
  readonly accuracy: string;
  readonly tally: RunTally;
}

export interface StudyProgress {
  readonly observer: StudyObserver;
  /** Restores the terminal. */
  end(): void;
}

const LINE_EVERY_MS = 60_000;

type NameOf = (cell: Cell) => string;

const place = ({ stage, epoch, epochs }: JobProgress): string =>
  `${stageLabel(stage)} ${epoch}/${epochs}`;

const failureText = (failure: Parameters<NonNullable<StudyObserver['fail']>>[1]): string =>
  failure.where === null ? failure.message : `${failure.message} (${failure.where})`;

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
export function quietProgress({ cellName }: Pick<ShownWork, 'cellName'>): StudyProgress {
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
function lineProgress(work: ShownWork): StudyProgress {
  const { tally, cellName } = work;
  let introduced = false;
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
        if (!introduced) work.introduction.forEach(note);
        introduced = true;
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
          `${cellName(cell)}: ${work.accuracy} ${percent(accuracy)}, ${took}; ${tally.counts}, ETA ${tally.left}`,
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

/** Whatever suits where stderr goes. */
export const progressOf = (work: ShownWork, quiet: boolean): StudyProgress =>
  quiet ? quietProgress(work) : process.stderr.isTTY ? barProgress(work) : lineProgress(work);

/** For a terminal: the whole with a bar, and below it a line for each run that is at work. */
function barProgress(work: ShownWork): StudyProgress {
  const { tally, cellName } = work;
  const reading = readingDisplay(false);
  const paint = painter(process.stderr);
  let live: LiveLines | null = null;
  let introduced = false;
  const running = new Map<string, { cell: Cell; pace: Pace; part: number; figures: LinePart[] }>();
  const draw = (columns: number): string[] => {
    const parts = [...running.values()].reduce((sum, { part }) => sum + part, 0);
    const done = (tally.done + tally.failed + parts) / tally.total;
    return [
      fittedLine(
        [
          { text: work.name, rank: 1 },
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
        if (!introduced) work.introduction.forEach(note);
        introduced = true;
        if (restarted.length > 0) note(restartedText(restarted, cellName));
        if (waiting.length > 0) live ??= showLive(draw);
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
        note(`${cellName(cell)}: ${work.accuracy} ${percent(accuracy)}, ${took}`);
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
