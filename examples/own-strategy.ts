/** Searches with your own strategy, stops halfway, and resumes from a snapshot. */
import { createEngine, DEFAULT_SEARCH, type SearchInput, SearchJob } from 'motifsmith';
import {
  createTransform,
  decodedDataset,
  decodeInMemory,
  findSyntheticTask,
} from 'motifsmith/data';
import type { SearchEvent } from 'motifsmith/search';
import { hillClimb } from './hill-climb.ts';

// Synthetic words of four sounds; the class is the order of the sounds.
const task = findSyntheticTask('cochlea-digits');
const set = task.create({ trainPerClass: 20, testPerClass: 10, classes: 3 });
const steps = { binMs: 4, maxSteps: null, stepsTail: 0, counts: false } as const;
const transform = createTransform(set.sensor, { ...steps, polarity: 'both', crop: null, pool: 1 });
const decoded = await decodeInMemory(set, transform, { skipBad: false });
const split = { by: 'official', testFraction: 0.3, seed: 1, testSpeakers: [] } as const;
const data = await decodedDataset(decoded, steps.binMs, split);

/** Prints what the strategy reported of each try. */
function show(events: readonly SearchEvent[]): void {
  for (const event of events)
    if (event.event === 'strategy') console.log(event.name, event.figures);
}

// #region search
const weights = { ...DEFAULT_SEARCH.weights, batchSize: 10, learningRate: 5e-3 };
const input: SearchInput = {
  engine: await createEngine('wasm'),
  template: {
    inputs: data.inputs,
    outputs: data.classNames.length,
    neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
    hidden: [{ kind: 'scml', neurons: 64 }],
    motifSizes: [4, 8],
    boundary: 'open',
    lateral: true,
  },
  train: data.train,
  validation: null,
  test: data.test,
  settings: {
    ...DEFAULT_SEARCH,
    candidates: 4,
    sizeEpochs: 3,
    weights,
    plasticity: { ...DEFAULT_SEARCH.plasticity, mode: 'off' },
    retrain: { ...weights, epochs: 15 },
  },
  strategy: hillClimb,
  seed: 1,
};

let job = await SearchJob.start(input);
for (let tries = 0; tries < 2; tries++) show(await job.advance());
const snapshot = job.snapshot();
job.dispose();

job = await SearchJob.restore(input, snapshot);
while (!job.finished) show(await job.advance());
const { strategy, test } = job.result();
console.log(`${strategy}: accuracy ${test.accuracy.toFixed(2)}`);
// #endregion
