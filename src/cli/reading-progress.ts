/**
 * Shows the progress of reading a data set: a bar on a terminal, a line every ten seconds elsewhere, so
 * nothing at all if it is quick. Everything goes to stderr.
 */
import cliProgress, { type SingleBar } from 'cli-progress';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import { count } from '../view/format.ts';
import { note } from './output.ts';
import { Pace } from './pace.ts';

const LINE_EVERY_MS = 10_000;
const MEGABYTE = 1e6;

const STAGES: Record<ReadingProgress['stage'], { verb: string; unit: string; size: number }> = {
  hash: { verb: 'Checking files', unit: 'MB', size: MEGABYTE },
  decode: { verb: 'Decoding', unit: 'recordings', size: 1 },
};

export interface ReadingDisplay {
  show(progress: ReadingProgress): void;
  /** Restores the terminal. */
  end(): void;
}

/** @param quiet shows nothing */
export function readingDisplay(quiet: boolean): ReadingDisplay {
  if (quiet) return { show: () => {}, end: () => {} };
  return process.stderr.isTTY ? barDisplay() : lineDisplay();
}

/** A pace that restarts with each stage, in the stage's unit. */
function stagePace() {
  let stage: ReadingProgress['stage'] | null = null;
  let pace = new Pace('');
  return (progress: ReadingProgress) => {
    const { verb, unit, size } = STAGES[progress.stage];
    const begins = progress.stage !== stage;
    if (begins) pace = new Pace(unit);
    stage = progress.stage;
    const [done, total] = [progress.done / size, progress.total / size];
    return { begins, verb, unit, done, total, ...pace.update({ work: done, totalWork: total }) };
  };
}

function lineDisplay(): ReadingDisplay {
  const measure = stagePace();
  let last = performance.now();
  return {
    show: (progress) => {
      const { verb, unit, done, total, rate, left } = measure(progress);
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      note(`${verb}: ${count(done)} of ${count(total)} ${unit}, ${rate}, ETA ${left}`);
    },
    end: () => {},
  };
}

function barDisplay(): ReadingDisplay {
  const measure = stagePace();
  let bar: SingleBar | null = null;
  const end = () => {
    bar?.stop();
    bar = null;
  };
  return {
    show: (progress) => {
      const { begins, done, total, ...payload } = measure(progress);
      if (begins) end();
      if (bar === null) {
        bar = new cliProgress.SingleBar({
          format: '{verb} {bar} {value}/{total} {unit} · {rate} · ETA {left}',
          stream: process.stderr,
          barsize: 20,
          hideCursor: true,
          clearOnComplete: true,
          fps: 8,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          formatValue: (value, _, type) => (type === 'percentage' ? `${value}` : count(value)),
        });
        bar.start(total, done, payload);
      } else bar.update(done, payload);
      if (done >= total) end();
    },
    end,
  };
}
