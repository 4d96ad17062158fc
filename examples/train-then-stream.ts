/** From training to a stream: trains a network, writes it into one file, and decides while events arrive. */
import {
  createEngine,
  DEFAULT_TRAINING,
  fixedArchitecture,
  memorySource,
  type NetworkTemplate,
  Random,
  sampleFromEvents,
  TrainJob,
} from 'motifsmith';
import { encodePortable } from 'motifsmith/interop';
import { loadNetwork } from 'motifsmith/runtime';

const STEPS = 30;
const STEP_MS = 5;

/** Channels with an event in step t: a spot that moves up (class 0) or down (class 1), and noise. */
function channelsAt(t: number, label: number, random: Random): number[] {
  const place = Math.floor((12 * t) / STEPS);
  return [label === 0 ? place : 11 - place, random.integer(12)];
}

function recordings(count: number, stream: string) {
  const random = new Random(1, stream);
  const samples = Array.from({ length: count }, (_, k) => {
    const steps = Array.from({ length: STEPS }, (_, t) => channelsAt(t, k % 2, random));
    const times = steps.flatMap((channels, t) => channels.map(() => t));
    return sampleFromEvents(STEPS, times, steps.flat(), k % 2);
  });
  return memorySource(samples, { width: 12, height: 1, polarities: 1 });
}

const template: NetworkTemplate = {
  inputs: 12,
  outputs: 2,
  neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
  hidden: [{ kind: 'scml', neurons: 32 }],
  motifSizes: [4],
  boundary: 'open',
  lateral: true,
};

// #region train
const job = await TrainJob.start({
  engine: await createEngine('wasm'),
  architecture: fixedArchitecture(template, { kind: 'random', seed: 1 }),
  train: recordings(60, 'training'),
  validation: null,
  test: recordings(40, 'test'),
  settings: { ...DEFAULT_TRAINING, epochs: 15, batchSize: 10, learningRate: 5e-3 },
  seed: 1,
});
while (!job.finished) await job.advance();
console.log(`accuracy ${job.result().test.accuracy}`);

const file = encodePortable(job.model(), STEP_MS, 'safetensors');
// #endregion

// #region stream
const network = await loadNetwork(file);
const random = new Random(1, 'stream');
for (const label of [0, 1]) {
  network.reset();
  for (let t = 0; t < STEPS; t++) {
    const { decision, scores } = network.step(channelsAt(t, label, random));
    if (t % 10 === 9) {
      const time = network.steps * network.stepMs;
      console.log(
        `${time} ms: class ${decision}, scores ${scores.map((score) => +score.toFixed(3))}`,
      );
    }
  }
  console.log(`was class ${label}`);
}
// #endregion
