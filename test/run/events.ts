/** One event of each kind and form, as jobs write them. */
import type { EventOf, RunEvent } from '../../src/run/schema/events.ts';

const distribution = { mean: 0.5, std: 0.1, min: 0.2, max: 0.9 };
const histogram = {
  from: 0,
  to: 0.4,
  counts: [3, ...new Array<number>(18).fill(0), 1],
  mean: 0.1,
};
const place = { stage: 'size', epoch: 2 } as const;
const supernet = {
  loss: 0.4,
  accuracy: 0.7,
  validationLoss: 0.5,
  validationAccuracy: 0.6,
  firingRates: [0.03, 0.02],
  gradientNorm: 1.2,
  architectureGradientNorm: 0.01,
  layers: [{ layer: 0, sizes: [2, 4], sizeProbabilities: [0.4, 0.6], typeEntropy: 0.95 }],
  intrinsic: [{ layer: 0, resistance: distribution, tau: null }],
};
const probed = {
  layer: 0,
  rates: histogram,
  resistance: histogram,
  tau: histogram,
  spectralRadius: 1.7,
};

export const epoch = {
  event: 'epoch',
  stage: 'retrain',
  epoch: 1,
  epochs: 3,
  loss: 0.3,
  accuracy: 0.8,
  validationLoss: null,
  validationAccuracy: null,
  firingRates: [0.03, 0.02],
  gradientNorm: 2.5,
  learningRate: 0.001,
  weights: { 'hidden.0.feedforward': distribution, 'hidden.0.recurrent': null },
} as const satisfies EventOf<'epoch'>;

export const iteration = {
  event: 'iteration',
  ...place,
  learningRate: 0.001,
  iteration: 5,
  ...supernet,
} as const satisfies EventOf<'iteration'>;

const row = [0.333, 0.333, 0.334];
export const EVENTS: readonly RunEvent[] = [
  iteration,
  { event: 'epoch', ...place, learningRate: 0.001, epochs: 3, ...supernet },
  epoch,
  {
    event: 'probe',
    ...place,
    layers: [probed],
    types: [{ layer: 0, sizes: [{ size: 1, probabilities: [row, row, row] }] }],
  },
  { event: 'probe', stage: 'candidate.1', epoch: 1, layers: [{ ...probed, spectralRadius: null }] },
  {
    event: 'cut',
    stage: 'types',
    before: { loss: 0.2, accuracy: 0.8 },
    after: { loss: 0.3, accuracy: 0.7 },
    layers: [
      { layer: 0, motifSize: 4 },
      {
        layer: 1,
        motifSize: 2,
        intra: { exc: 3, inh: 1, none: 4 },
        inter: { exc: 0, inh: 2, none: 6 },
      },
    ],
  },
  {
    event: 'candidate',
    stage: 'candidates',
    candidate: 1,
    motifs: [{ size: 4, proportions: { exc: 0.2, inh: 0.3, none: 0.5 } }],
    updates: 80,
    validationLoss: 0.4,
    validationAccuracy: 0.6,
  },
  {
    event: 'architecture',
    architecture: {
      inputs: 3,
      hidden: [
        { kind: 'feedforward', neurons: 2 },
        {
          kind: 'scml',
          neurons: 2,
          motif: { size: 1, intra: [['exc']], inter: [['none', 'inh']] },
          boundary: 'open',
        },
      ],
      outputs: 2,
      neuron: { tauMembrane: 8, tauSynapse: 4, threshold: 0.5, inhibitoryWeight: -2 },
    },
  },
  {
    event: 'kept',
    stage: 'retrain',
    epoch: 7,
    epochs: 20,
    trained: 12,
    validationLoss: 0.4,
    validationAccuracy: 0.6,
  },
  {
    ...{ event: 'calibrated', stage: 'calibrate', epoch: 1 },
    ...{ inputGain: 0.2, meanRate: 0.05, targetRate: 0.05 },
  },
  { event: 'recorded', stage: 'fit', epoch: 1, meanRate: 0.05, features: 8, constant: 1 },
  {
    event: 'fitted',
    stage: 'fit',
    epoch: 3,
    penalty: 0.1,
    tried: [
      { penalty: 1, accuracy: 0.5 },
      { penalty: 0.1, accuracy: 0.75 },
    ],
    accuracy: 0.9,
    iterations: 20,
    gradientNorm: 1e-9,
  },
  {
    event: 'trial',
    stage: 'search',
    epoch: 2,
    accuracy: 0.5,
    values: { density: 1.5, inputWeight: 0.4 },
    simulated: 60,
  },
  {
    event: 'generation',
    stage: 'search',
    epoch: 4,
    smallWorld: 1.2,
    criticality: null,
    chosen: { smallWorld: 1.1, criticality: 0.2 },
    synapses: 20_000,
    simulated: 640,
  },
  {
    event: 'test',
    samples: 4,
    loss: 0.3,
    accuracy: 0.75,
    confusion: [
      [2, 0],
      [1, 1],
    ],
    firingRates: [0.03, 0.02],
  },
  {
    event: 'strategy',
    stage: 'climb',
    name: 'try',
    figures: { try: 3, kept: true, history: [0.5, null], best: { accuracy: 0.6 } },
  },
];
