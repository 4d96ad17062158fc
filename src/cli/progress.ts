/**
 * Shows the progress of an experiment: one bar for all of it on a terminal, a line per epoch elsewhere.
 * Everything goes to stderr, so that stdout has only results.
 */
import type { ExperimentConfig } from '../config/schema.ts';
import type { MotifsmithError } from '../core/errors.ts';
import { classCounts, unevenText } from '../data/events/class-balance.ts';
import type { ExperimentData } from '../experiment/experiment-data.ts';
import type { ExperimentObserver } from '../experiment/run-experiment.ts';
import type { EventOf } from '../run/schema/events.ts';
import type { Member } from '../run/schema/plan.ts';
import type { JobProgress } from '../training/job.ts';
import { calibratedText } from '../view/calibration.ts';
import { epochFigures, epochPlace, keptText, testText } from '../view/event-texts.ts';
import { count, counted, loss as lossText, MISSING, percent } from '../view/format.ts';
import { irregularityText } from '../view/irregularities.ts';
import { runLabel, runMethodLabel } from '../view/method-names.ts';
import { barLine, fittedLine } from '../view/progress-line.ts';
import { stageLabel } from '../view/record-names.ts';
import { painter } from './colour.ts';
import type { LiveLines } from './live-lines.ts';
import { note, showLive } from './output.ts';
import { Pace } from './pace.ts';
import { readingDisplay } from './reading-progress.ts';
import { WholeRun } from './whole-run.ts';

const describeMember = (
  { seed, method }: Member,
  strategy: string,
  number: number,
  of: number,
): string =>
  `${of > 1 ? `run ${number}/${of}, ` : ''}${runLabel(runMethodLabel({ method, strategy }), seed)}`;

export interface Progress {
  readonly observer: ExperimentObserver;
  /** Restores the terminal. */
  end(): void;
}

const warn = (text: string): void => note(`warning: ${text}`);

const inform = ({ message }: MotifsmithError): void => warn(message);

const warning: NonNullable<ExperimentObserver['warn']> = ({ kind, message, where, remedy }) => {
  if (kind === 'usage') {
    warn(`${message} ${remedy ?? ''}`);
    return;
  }
  const consequence =
    kind === 'data' ? 'It is made again.' : 'A checkpoint is damaged; an older one is used.';
  warn(`${message} ${consequence} (${where ?? ''})`);
};

/** What to do about it. */
const EVEN_OUT =
  'Compare the balanced accuracy, and let every class count the same: --set training.classWeights=balanced (in a search also search.weights.classWeights).';

/** Warns about recordings that were skipped, uneven classes, and about anything strange in the data. */
function warnOfData({ dataset, train }: ExperimentData, { training }: ExperimentConfig): void {
  const { skipped, warnings } = dataset;
  const [bad] = skipped;
  if (bad) {
    warn(
      `Skipped ${counted(skipped.length, 'damaged recording')}; the first is ${bad.id}: ${bad.problem} (${bad.where})`,
    );
  }
  for (const irregularity of warnings.irregularities) warn(`${irregularityText(irregularity)}.`);
  const [odd] = warnings.first;
  if (odd) {
    warn(
      `${count(warnings.total)} warnings about the data, listed by \`motifsmith data inspect\`; the first: ${odd.what} (${odd.where})`,
    );
  }
  const { classNames } = dataset;
  const uneven = unevenText(classCounts(train, classNames.length), classNames);
  if (uneven !== null && training.classWeights === 'none') {
    warn(`Classes are uneven: ${uneven}. ${EVEN_OUT}`);
  }
}

/** Warnings only. */
export function quietProgress(): Progress {
  return {
    observer: {
      warn: warning,
      waiting: inform,
      begin: (_, data, __, config) => warnOfData(data, config),
    },
    end: () => {},
  };
}

const introduce: NonNullable<ExperimentObserver['begin']> = (directory, data, members, config) => {
  const { dataset, train, test } = data;
  warnOfData(data, config);
  note(
    `Data: ${dataset.name}, ${count(train.length)} training and ${count(test.length)} test samples.`,
  );
  note(`      ${dataset.description}`);
  note(`Run directory: ${directory}${members.length > 1 ? ` (${members.length} runs)` : ''}`);
};

const calibratedLine = (label: string, event: EventOf<'calibrated'>): string =>
  `[${label}] ${calibratedText(event)}`;

const testLine = (label: string, event: EventOf<'test'>): string => `[${label}] ${testText(event)}`;

/** What both displays know: the present member, and how far the whole run is. */
class Position {
  label = '';
  #whole: WholeRun | null = null;
  #pace = new Pace('samples');
  #strategy = '';
  #total = 1;

  begin(data: ExperimentData, members: readonly Member[], config: ExperimentConfig): void {
    this.#total = members.length;
    this.#strategy = config.search.strategy;
    this.#whole = new WholeRun(members, config, data.train.length);
  }

  member(member: Member, number: number): void {
    this.label = describeMember(member, this.#strategy, number, this.#total);
    this.#whole!.begin(number);
    // Members that have finished before take no time, and methods differ in their speed.
    this.#pace = new Pace('samples');
  }

  /** The part that is done, the speed and the time left, of the whole run. */
  progress(progress: JobProgress): { part: number; rate: string; left: string } {
    const { work, totalWork } = this.#whole!.progress(progress);
    return { part: work / totalWork, ...this.#pace.update({ work, totalWork }) };
  }
}

/** For files and pipes. */
export function lineProgress(): Progress {
  const position = new Position();
  let lines: { text: string; paced: boolean }[] = [];
  const reading = readingDisplay(false);
  return {
    observer: {
      warn: warning,
      waiting: inform,
      reading: reading.show,
      begin: (directory, data, members, config) => {
        position.begin(data, members, config);
        introduce(directory, data, members, config);
      },
      member: (member, number) => position.member(member, number),
      event: (event) => {
        if (event.event === 'epoch') {
          const text = `[${position.label}] ${epochPlace(event)}: ${epochFigures(event)}`;
          lines.push({ text, paced: true });
        } else if (event.event === 'kept') {
          lines.push({ text: `[${position.label}] ${keptText(event)}`, paced: false });
        } else if (event.event === 'calibrated') {
          lines.push({ text: calibratedLine(position.label, event), paced: false });
        } else if (event.event === 'test') {
          lines.push({ text: testLine(position.label, event), paced: false });
        }
      },
      progress: (progress) => {
        const speed = position.progress(progress);
        for (const { text, paced } of lines) {
          note(paced ? `${text}, ${speed.rate}, ETA ${speed.left}` : text);
        }
        lines = [];
      },
    },
    end: () => {},
  };
}

/** For a terminal: where the run is, and below it one bar for all of its members and stages. */
export function barProgress(): Progress {
  const position = new Position();
  const paint = painter(process.stderr);
  let live: LiveLines | null = null;
  let means = { loss: '', accuracy: '' };
  let now = { place: '', part: 0, rate: MISSING, left: MISSING };
  const reading = readingDisplay(false);
  const draw = (columns: number): string[] => [
    fittedLine(
      [
        { text: position.label, rank: 1 },
        { text: now.place, rank: 0 },
        { text: means.accuracy, rank: 2 },
        { text: means.loss, rank: 3 },
      ],
      columns,
    ),
    barLine(
      now.part,
      [
        { text: now.rate, rank: 1 },
        { text: `ETA ${now.left}`, rank: 0 },
      ],
      columns,
      paint,
    ),
  ];
  const end = () => {
    reading.end();
    live?.end(false);
  };
  return {
    observer: {
      warn: warning,
      waiting: inform,
      reading: reading.show,
      begin: (directory, data, members, config) => {
        reading.end();
        position.begin(data, members, config);
        introduce(directory, data, members, config);
      },
      member: (member, number) => {
        position.member(member, number);
        means = { loss: '', accuracy: '' };
      },
      event: (event) => {
        if (event.event === 'calibrated') note(calibratedLine(position.label, event));
        if (event.event === 'kept') note(`[${position.label}] ${keptText(event)}`);
        if (event.event === 'test') note(testLine(position.label, event));
      },
      progress: (progress) => {
        const { stage, epoch, epochs, loss, accuracy } = progress;
        now = { place: `${stageLabel(stage)} ${epoch}/${epochs}`, ...position.progress(progress) };
        // Between two epochs there are no running means, so the last ones stay.
        if (loss !== null && accuracy !== null) {
          means = { loss: `loss ${lossText(loss)}`, accuracy: `accuracy ${percent(accuracy)}` };
        }
        live ??= showLive(draw);
        live?.update();
      },
    },
    end,
  };
}
