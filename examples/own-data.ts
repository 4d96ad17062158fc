/** Your own data set: recordings in memory, searched, trained and tested. */
import {
  createEngine,
  DEFAULT_SEARCH,
  memorySource,
  Random,
  SearchJob,
  sampleFromEvents,
} from 'motifsmith';

// #region data
const STEPS = 40;
const sensor = { width: 16, height: 1, polarities: 1 } as const;

/** A recording: a spot that moves up (class 0) or down (class 1) over 16 channels, and noise. */
function record(label: number, random: Random) {
  const times: number[] = [];
  const channels: number[] = [];
  for (let t = 0; t < STEPS; t++) {
    const place = Math.floor((16 * t) / STEPS);
    times.push(t, t);
    channels.push(label === 0 ? place : 15 - place, random.integer(16));
  }
  return sampleFromEvents(STEPS, times, channels, label);
}

/** `count` recordings, alternating between the classes. */
function recordings(count: number, stream: string) {
  const random = new Random(1, stream);
  return memorySource(
    Array.from({ length: count }, (_, k) => record(k % 2, random)),
    sensor,
  );
}
// #endregion

// #region search
const job = await SearchJob.start({
  engine: await createEngine('wasm'),
  template: {
    inputs: 16,
    outputs: 2,
    neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
    hidden: [{ kind: 'scml', neurons: 32 }],
    motifSizes: [2, 4],
    boundary: 'open',
    lateral: true,
  },
  train: recordings(60, 'training'),
  validation: null,
  test: recordings(40, 'test'),
  settings: {
    ...DEFAULT_SEARCH,
    sizeEpochs: 2,
    typeEpochs: 2,
    weights: { ...DEFAULT_SEARCH.weights, batchSize: 10, learningRate: 5e-3 },
    plasticity: { ...DEFAULT_SEARCH.plasticity, window: 10 },
    retrain: { ...DEFAULT_SEARCH.retrain, epochs: 10, batchSize: 10, learningRate: 5e-3 },
  },
  seed: 1,
});
while (!job.finished) await job.advance();

const { architecture, test } = job.result();
console.log(JSON.stringify(architecture.hidden));
console.log(`accuracy ${test.accuracy}`);
// #endregion
