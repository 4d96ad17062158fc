/**
 * Shows the progress of an experiment: a bar on a terminal, a line per epoch elsewhere. Everything goes to
 * stderr, so that stdout has only results.
 */
import type { SingleBar } from 'cli-progress';
import type { ExperimentConfig } from '../config/schema.ts';
import type { MotifsmithError } from '../core/errors.ts';
import { classCounts, unevenText } from '../data/events/class-balance.ts';
import type { ExperimentData } from '../experiment/experiment-data.ts';
import type { ExperimentObserver } from '../experiment/run-experiment.ts';
import type { EventOf } from '../run/schema/events.ts';
import type { Member } from '../run/schema/plan.ts';
import { count, counted, loss as lossText, percent } from '../view/format.ts';
import { irregularityText } from '../view/irregularities.ts';
import { EVENTS, runLabel, runMethodLabel, stageLabel } from '../view/names.ts';
import { note } from './output.ts';
import { Pace } from './pace.ts';
import { readingDisplay } from './reading-progress.ts';

const describeMember = (
  { seed, method }: Member,
  strategy: string,
  number: number,
  of: number,
): string =>
  `${of > 1 ? `run ${number}/${of}, ` : ''}${runLabel(runMethodLabel({ method, strategy }), seed)}`;

/** The figures at the end of an epoch, in any stage. */
function epochFigures(event: EventOf<'epoch'>): string {
  const parts = [`loss ${lossText(event.loss)}`, `accuracy ${percent(event.accuracy)}`];
  if (event.validationAccuracy !== null) {
    parts.push(`validation ${percent(event.validationAccuracy)}`);
  }
  return parts.join(', ');
}

/** Where a training with early stopping ended. */
const keptText = ({ epoch, trained, epochs }: EventOf<'kept'>): string =>
  `${EVENTS.kept.label}: those of epoch ${epoch}; ended after ${trained} of ${epochs}`;

export interface Progress {
  readonly observer: ExperimentObserver;
  /** Shows this on a line of its own, and nothing that moves from then on. */
  stopping(message: string): void;
  /** Restores the terminal. */
  end(): void;
}

const warn = (text: string): void => note(`warning: ${text}`);

const inform = ({ message }: MotifsmithError): void => warn(message);

const warning: NonNullable<ExperimentObserver['warn']> = ({ kind, message, where }) => {
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
    stopping: note,
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

/** For files and pipes. */
export function lineProgress(): Progress {
  let label = '';
  let total = 1;
  let strategy = '';
  let pace = new Pace('samples');
  let lines: { text: string; paced: boolean }[] = [];
  const reading = readingDisplay(false);
  return {
    observer: {
      warn: warning,
      waiting: inform,
      reading: reading.show,
      begin: (directory, data, members, config) => {
        total = members.length;
        strategy = config.search.strategy;
        introduce(directory, data, members, config);
      },
      member: (member, number) => {
        label = describeMember(member, strategy, number, total);
        pace = new Pace('samples');
      },
      event: (event) => {
        if (event.event === 'epoch') {
          const place = `${stageLabel(event.stage)}, epoch ${event.epoch}/${event.epochs}`;
          lines.push({ text: `[${label}] ${place}: ${epochFigures(event)}`, paced: true });
        } else if (event.event === 'kept') {
          lines.push({ text: `[${label}] ${keptText(event)}`, paced: false });
        } else if (event.event === 'test') {
          const text = `[${label}] ${EVENTS.test.label}: accuracy ${percent(event.accuracy)}`;
          lines.push({ text, paced: false });
        }
      },
      progress: (progress) => {
        const speed = pace.update(progress);
        for (const { text, paced } of lines) {
          note(paced ? `${text}, ${speed.rate}, ETA ${speed.left}` : text);
        }
        lines = [];
      },
    },
    stopping: note,
    end: () => {},
  };
}

/** For a terminal. */
export async function barProgress(): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  let bar: SingleBar | null = null;
  let total = 1;
  let strategy = '';
  let pace = new Pace('samples');
  let label = '';
  let figures = '';
  let stopping = false;
  const reading = readingDisplay(false);
  const stop = () => {
    reading.end();
    bar?.stop();
    bar = null;
  };
  return {
    observer: {
      warn: warning,
      waiting: inform,
      reading: reading.show,
      begin: (directory, data, members, config) => {
        reading.end();
        total = members.length;
        strategy = config.search.strategy;
        introduce(directory, data, members, config);
      },
      member: (member, number) => {
        stop();
        label = describeMember(member, strategy, number, total);
        pace = new Pace('samples');
        figures = 'loss –';
      },
      event: (event) => {
        if (event.event === 'test') figures = `test accuracy ${percent(event.accuracy)}`;
      },
      progress: (progress) => {
        if (stopping) return;
        const { stage, epoch, epochs, loss, accuracy, work, totalWork } = progress;
        const { rate, left } = pace.update(progress);
        // Between two epochs there are no running means, so the last ones stay.
        if (loss !== null && accuracy !== null) {
          figures = `loss ${lossText(loss)} · accuracy ${percent(accuracy)}`;
        }
        const payload = {
          label,
          place: `${stageLabel(stage)} ${epoch}/${epochs}`,
          figures,
          rate,
          left,
        };
        if (bar === null) {
          bar = new cliProgress.SingleBar(
            {
              format: '{label} {bar} {place} · {figures} · {rate} · ETA {left}',
              stream: process.stderr,
              barsize: 20,
              hideCursor: true,
              fps: 8,
              barCompleteChar: '█',
              barIncompleteChar: '░',
            },
            cliProgress.Presets.shades_classic,
          );
          bar.start(totalWork, work, payload);
        } else bar.update(work, payload);
      },
    },
    stopping: (message) => {
      stopping = true;
      stop();
      note(message);
    },
    end: stop,
  };
}
