/** A run with invented figures, of the form that real ones have: for tests of what is shown. */
import { checkConfig } from '../../../src/config/load.ts';
import { Random } from '../../../src/core/random.ts';
import { positionCount } from '../../../src/model/topology.ts';
import type { EventOf, RunEvent } from '../../../src/run/schema/events.ts';
import type { Member } from '../../../src/run/schema/plan.ts';
import type { RunSettings } from '../../../src/studio/api/record.ts';

const SIZES = [4, 8, 16];
const NEURONS = 64;

/** The settings of the invented run. */
const config = checkConfig(
  {
    data: { source: 'synthetic', task: 'spike-patterns' },
    network: { layers: [{ kind: 'scml', neurons: NEURONS }], motifSizes: SIZES },
    search: { sizeEpochs: 10, typeEpochs: 10, weights: { batchSize: 10 } },
    training: { epochs: 10, batchSize: 10 },
  },
  [],
);

/** The record, `config.json`, as the server sends it. */
export function inventedRecord(change: Partial<Member> = {}): RunSettings {
  return {
    ...{ format: 'motifsmith-run', formatVersion: 1, version: '0.1.0', kind: 'run' },
    ...{ name: 'invented', task: { command: 'search' }, engine: 'wasm' },
    ...{ method: 'search', seed: 1, ...change },
    data: {
      ...{ name: 'invented', description: 'Invented.', fingerprint: 'f', inputs: 20, stepMs: 1 },
      ...{ classNames: ['a', 'b', 'c', 'd'], skipped: [], irregularities: [], preprocessing: null },
      ...{ trainSamples: 200, validationSamples: 0, testSamples: 100 },
    },
    config,
  };
}

function histogram(mean: number, spread: number) {
  const counts = Array.from({ length: 20 }, (_, k) => Math.round(12 / (1 + ((k - 9.5) / 3) ** 4)));
  return { from: mean - 10 * spread, to: mean + 10 * spread, counts, mean };
}

function probe(
  stage: string,
  epoch: number,
  sizes: readonly number[],
  certainty: number,
): EventOf<'probe'> {
  const probabilities = (size: number) => {
    const random = new Random(size, 'motif');
    return Array.from({ length: positionCount(size) }, () => {
      const likely = [0.22, 0.45, 1].findIndex((limit) => random.uniform() < limit);
      return [0, 1, 2].map((type) => {
        const p = (1 - certainty) / 3 + (type === (likely < 0 ? 2 : likely) ? certainty : 0);
        return Number(p.toFixed(3));
      });
    });
  };
  const found = {
    event: 'probe' as const,
    epoch,
    layers: [
      {
        layer: 0,
        rates: histogram(0.05 + 0.005 * epoch, 0.004),
        resistance: histogram(16 + epoch / 2, 0.3),
        tau: histogram(16 - epoch / 4, 0.2),
        spectralRadius: 1,
      },
    ],
  };
  if (stage !== 'size' && stage !== 'types') return { ...found, stage };
  const candidates = sizes.map((size) => ({ size, probabilities: probabilities(size) }));
  return { ...found, stage, types: [{ layer: 0, sizes: candidates }] };
}

/** The events of the stage of sizes, one epoch after the other. */
export function inventedStage(
  stage: 'size' | 'types',
  epochs: number,
  iterationsPerEpoch = 10,
): RunEvent[] {
  const random = new Random(1, stage);
  const sizes = stage === 'size' ? SIZES : [16];
  const events: RunEvent[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let k = 1; k <= iterationsPerEpoch; k++) {
      const iteration = (epoch - 1) * iterationsPerEpoch + k;
      events.push({
        ...figures(stage, epoch, sizes, random, iteration),
        event: 'iteration',
        iteration,
      });
    }
    events.push({
      ...figures(stage, epoch, sizes, random, epoch * iterationsPerEpoch),
      event: 'epoch',
      epochs: 10,
    });
    events.push(probe(stage, epoch, sizes, (stage === 'size' ? 0 : 0.4) + (0.5 * epoch) / 10));
  }
  return events;
}

function figures(
  stage: 'size' | 'types',
  epoch: number,
  sizes: readonly number[],
  random: Random,
  iteration: number,
) {
  const progress = (stage === 'size' ? 0 : 100) + iteration;
  const noise = () => 0.08 * (random.uniform() - 0.5);
  const lead = 1 + iteration / 25;
  const weights = sizes.map((_, k) => (k === sizes.length - 1 ? lead : 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  return {
    stage,
    epoch,
    loss: 0.15 + 0.3 / (1 + progress / 40) + noise() / 4,
    accuracy: 0.9 - 0.8 / (1 + progress / 40) + noise(),
    validationLoss: 0.17 + 0.3 / (1 + progress / 40) + noise() / 4,
    validationAccuracy: 0.86 - 0.8 / (1 + progress / 40) + noise(),
    ...{
      learningRate: 1e-3,
      firingRates: [0.1, 0.1],
      gradientNorm: 1,
      architectureGradientNorm: 1,
    },
    intrinsic: [],
    layers: [
      {
        layer: 0,
        sizes,
        sizeProbabilities: weights.map((weight) => weight / sum),
        typeEntropy: 1,
      },
    ],
  };
}

export const cut = (stage: 'size' | 'types'): RunEvent => ({
  event: 'cut',
  stage,
  before: { loss: 0.21, accuracy: 0.81 },
  after: { loss: 0.235, accuracy: 0.775 },
  layers: [],
});

/** An architecture with a motif of 16 and connections of every type. */
export function inventedArchitecture(seed = 3, size = 16, neurons = NEURONS) {
  const random = new Random(seed, 'architecture');
  const draw = () => (['exc', 'inh', 'none', 'none'] as const)[random.integer(4)]!;
  return {
    inputs: 20,
    hidden: [
      {
        kind: 'scml' as const,
        neurons,
        boundary: 'open' as const,
        motif: {
          size,
          intra: Array.from({ length: size }, () => Array.from({ length: size }, draw)),
          inter: Array.from({ length: size }, () => [draw(), draw()]),
        },
      },
    ],
    outputs: 4,
    neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
  };
}

/** Everything up to the end of the search. */
export function inventedSearch(): RunEvent[] {
  return [
    ...inventedStage('size', 10),
    cut('size'),
    ...inventedStage('types', 10),
    cut('types'),
    { event: 'architecture', architecture: inventedArchitecture() },
  ];
}

export function trainingEpoch(stage: 'retrain' | 'train', epoch: number, shift = 0): RunEvent[] {
  const progress = epoch / 10;
  return [
    {
      event: 'epoch',
      stage,
      epoch,
      epochs: 10,
      loss: 0.4 - 0.25 * progress - shift / 4,
      accuracy: 0.4 + 0.5 * progress + shift,
      validationLoss: null,
      validationAccuracy: null,
      ...{ firingRates: [0.1, 0.1], gradientNorm: 1, learningRate: 1e-3, weights: {} },
    },
    probe(stage, epoch, [], 1),
  ];
}

export const tested: RunEvent = {
  event: 'test',
  samples: 100,
  loss: 0.2,
  accuracy: 0.875,
  confusion: [
    [22, 1, 1, 1],
    [2, 21, 1, 1],
    [0, 1, 23, 1],
    [1, 2, 1, 21],
  ],
  firingRates: [0.1, 0.1],
};
