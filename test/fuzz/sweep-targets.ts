/** The readers of the files of sweeps. */
import { readSweepResults } from '../../src/sweep/results.ts';
import { readSweepRecord } from '../../src/sweep/sweep-record.ts';
import { jsonTarget } from './json-target.ts';
import { bytesOf, type FuzzTarget } from './target.ts';

const SWEEP_RECORD = {
  ...{ format: 'motifsmith-sweep', formatVersion: 1, name: 'rates' },
  task: { command: 'train', architecture: 'dense' },
  given: { preset: 'demo', settings: { training: { epochs: 4 } } },
  parameters: [
    {
      ...{ kind: 'range', path: 'training.learningRate', from: 0.001, to: 0.1 },
      ...{ scale: 'log', whole: false, points: null },
    },
    { kind: 'values', path: 'training.loss.kind', values: ['psc', 'cross-entropy'] },
  ],
  strategy: { kind: 'bayesian', trials: 6, seed: 1, initial: 4, batch: 2 },
  halving: { settings: ['training.epochs'], factor: 2, rungs: 2 },
  seeds: [1, 2],
  config: { data: { source: 'mnist-saccade', tuningFraction: 0.2 } },
};

const sweepRecord = jsonTarget(
  'sweep-record',
  'sweep.json',
  () => [bytesOf(JSON.stringify(SWEEP_RECORD))],
  readSweepRecord,
  { share: 0, shortRun: 250 },
);

const SWEEP_RESULTS = {
  ...{ format: 'motifsmith-sweep-results', formatVersion: 1, name: 'rates', tuningSamples: 7 },
  trials: [
    {
      ...{ trial: 1, rung: 2, assignment: { 'training.learningRate': 0.01 } },
      runs: ['runs/data/trial-0001/seed-1', 'runs/data/trial-0001/seed-2'],
      accuracy: { mean: 0.75, std: 0.1, min: 0.68, max: 0.82, values: [0.68, 0.82] },
      figures: { loss: 0.1, ac: 100, mac: 20, spikes: null, trainable: 30 },
      impossible: null,
    },
    {
      ...{ trial: 2, rung: 1, assignment: { 'training.learningRate': 0.1 }, runs: [] },
      ...{ accuracy: null, figures: null, impossible: 'They do not go together.' },
    },
  ],
  ...{ best: 1, scoredRuns: 4 },
  importance: [{ path: 'training.learningRate', share: null, trials: 1 }],
};

const sweepResults = jsonTarget(
  'sweep-results',
  'results.json',
  () => [bytesOf(JSON.stringify(SWEEP_RESULTS))],
  readSweepResults,
);

export const SWEEP_TARGETS: readonly FuzzTarget[] = [sweepRecord, sweepResults];
