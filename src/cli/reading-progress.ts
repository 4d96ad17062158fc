/**
 * Shows the progress of reading a data set: a bar on a terminal, a line every ten seconds elsewhere, so
 * nothing at all if it is quick. Everything goes to stderr.
 */
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import { count } from '../view/format.ts';
import { barLine, fittedLine } from '../view/progress-line.ts';
import { painter } from './colour.ts';
import type { LiveLines } from './live-lines.ts';
import { note, showLive } from './output.ts';
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
    if (progress.stage !== stage) pace = new Pace(unit);
    stage = progress.stage;
    const [done, total] = [progress.done / size, progress.total / size];
    return { verb, unit, done, total, ...pace.update({ work: done, totalWork: total }) };
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
  const paint = painter(process.stderr);
  let live: LiveLines | null = null;
  let now: ReturnType<typeof measure> | null = null;
  const draw = (columns: number): string[] => {
    if (now === null) return [];
    const { verb, unit, done, total, rate, left } = now;
    const place = `${verb}: ${count(done)} of ${count(total)} ${unit}`;
    const figures = [
      { text: rate, rank: 1 },
      { text: `ETA ${left}`, rank: 0 },
    ];
    return [
      fittedLine([{ text: place, rank: 0 }], columns),
      barLine(done / total, figures, columns, paint),
    ];
  };
  return {
    show: (progress) => {
      now = measure(progress);
      if (live === null || live.ended) live = showLive(draw);
      live?.update();
      if (now.done >= now.total) live?.end(false);
    },
    end: () => live?.end(false),
  };
}
