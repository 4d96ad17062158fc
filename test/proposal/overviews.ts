/** Overviews of the data that presets exist for, and of others. */
import { OFFICIAL_SPLIT } from '../../src/data/datasets/recording-split.ts';
import type { Spread } from '../../src/data/inspect/spread.ts';
import type { Overview } from '../../src/proposal/overview.ts';

export const spread = (min: number, median: number, max: number): Spread => ({
  min,
  mean: median,
  std: 0,
  median,
  max,
});

const classes = (count: number, each: number) =>
  new Map(Array.from({ length: count }, (_, k) => [`c${k}`, each]));

/** As `motifsmith data inspect` describes 1,000 recordings of N-MNIST. */
export const NMNIST: Overview = {
  sensor: { width: 34, height: 34, polarities: 2 },
  perClass: classes(10, 100),
  train: 800,
  test: 200,
  split: { ...OFFICIAL_SPLIT, by: 'stratified' },
  sharedSpeakers: false,
  durationMs: spread(290, 308, 316),
  events: spread(1000, 4181, 8000),
  refused: { recordings: 0, first: null },
};

export const FSDD: Overview = {
  ...NMNIST,
  sensor: { width: 64, height: 1, polarities: 1 },
  perClass: classes(10, 300),
  train: 2700,
  test: 300,
  split: OFFICIAL_SPLIT,
  sharedSpeakers: true,
  durationMs: spread(104, 389, 2197),
  events: spread(50, 804, 4000),
};

export const TI46: Overview = {
  ...FSDD,
  sensor: { width: 78, height: 1, polarities: 1 },
  perClass: classes(26, 126),
  train: 2632,
  test: 658,
  durationMs: spread(200, 513, 908),
  events: spread(500, 2082, 5000),
};

/** `motifsmith data generate delayed-match` with 1,000 recordings. */
export const DELAYED_MATCH: Overview = {
  ...FSDD,
  sensor: { width: 50, height: 1, polarities: 1 },
  perClass: classes(2, 500),
  train: 600,
  test: 400,
  durationMs: spread(190, 199, 200),
  events: spread(200, 290, 400),
};
