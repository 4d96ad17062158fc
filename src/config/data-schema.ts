/** The part of the schema that says where the samples come from and how they are made of files. */
import * as z from 'zod';
import { explain, fraction, positive, whole } from '../core/settings/declare.ts';
import { DEFAULT_EAR, EAR_RANGES } from '../data/audio/ear.ts';
import { SPLIT_RULES } from '../data/datasets/recording-split.ts';
import { ENCODER_DEFAULTS, MOST_REPEATS } from '../data/encoders/encode.ts';
import { MOST_STEPS } from '../data/events/binning.ts';
import { POLARITY_HANDLINGS } from '../data/events/spatial.ts';
import { SYNTHETIC_TASKS } from '../data/sources/synthetic/index.ts';

const stepFields = {
  binMs: explain(whole(1, 1000), 'Length of a step: events within it fall together.', 'ms').default(
    1,
  ),
  counts: explain(
    z.boolean(),
    'Whether several events of a channel in one step are kept (true) or count once (false).',
  ).default(false),
  validationFraction: explain(
    fraction(),
    'Part of the training samples that is set aside, by class, and looked at after each epoch of training; 0 for none.',
  ).default(0),
};

const stepsTail = explain(whole(0, 10000), 'Silent steps after each recording.', 'steps').default(
  0,
);

const mnistSaccade = z.strictObject({
  source: explain(z.literal('mnist-saccade'), 'MNIST digits seen by a simulated event camera.'),
  trainSamples: explain(whole(10, 60000), 'Digits to train on.', 'samples').default(1000),
  testSamples: explain(whole(10, 10000), 'Digits to test on.', 'samples').default(500),
  seed: explain(whole(0), 'Seed of the simulated camera: its mismatch and noise.').default(1),
  ...stepFields,
});

const spikeNpz = z.strictObject({
  source: explain(z.literal('spike-npz'), 'Recorded spike trains in one .npz file.'),
  path: explain(z.string().min(1), 'The .npz file with the spike trains; also --data.'),
  name: explain(z.string().min(1), 'Name of the data set in reports.').default('spikes'),
  testUtterances: explain(
    z.array(whole(0)).min(1),
    'Utterances that make up the test split; all others are for training.',
  ).default([7, 8]),
  inputs: explain(
    whole(1).nullable(),
    'Input channels; null for the highest that occurs, plus 1.',
    'channels',
  ).default(null),
  classes: explain(
    whole(1).nullable(),
    'Classes; null for the highest label that occurs, plus 1.',
  ).default(null),
  stepsTail,
  ...stepFields,
});

const cells = (least: number) => whole(least, 65_535);

const crop = z.strictObject({
  x: explain(cells(0), 'First column.', 'cells'),
  y: explain(cells(0), 'First row.', 'cells'),
  width: explain(cells(1), 'Columns.', 'cells'),
  height: explain(cells(1), 'Rows.', 'cells'),
});

const sensor = z.strictObject({
  width: explain(cells(1), 'Columns.', 'cells'),
  height: explain(cells(1), 'Rows.', 'cells'),
});

const split = z.strictObject({
  by: explain(
    z.enum(SPLIT_RULES),
    'official: as the set prescribes; stratified: a share of each class; speakers: those named.',
  ).default('official'),
  testFraction: explain(
    z.number().gt(0).lt(1),
    'Stratified: part of all recordings that is held out for the test.',
  ).default(0.2),
  seed: explain(whole(0), 'Stratified: which recordings are held out.').default(0),
  testSpeakers: explain(
    z.array(z.string().min(1)),
    'Speakers: those whose recordings are the test.',
  ).default([]),
});

const within = ([least, most]: readonly [number, number]) => z.number().min(least).max(most);
const ranges = EAR_RANGES;

const encoder = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: explain(z.literal('bsa'), "Ben's Spiker Algorithm.").default('bsa'),
    threshold: explain(positive(), 'Threshold of the algorithm.').default(
      ENCODER_DEFAULTS.bsa.threshold,
    ),
    repeat: explain(
      whole(1, MOST_REPEATS),
      'Samples into which each frame is repeated; a channel spikes at most once a sample.',
    ).default(ENCODER_DEFAULTS.bsa.repeat),
  }),
  z.strictObject({
    kind: explain(z.literal('rate'), 'Spikes at random, at a rate that follows the signal.'),
    process: explain(
      z.enum(['bernoulli', 'poisson']),
      'bernoulli: at most one spike a step; poisson: any number, at any time.',
    ).default(ENCODER_DEFAULTS.rate.process),
    rateHz: explain(positive(), 'Mean rate where the signal is 1.', 'spikes per second').default(
      ENCODER_DEFAULTS.rate.rateHz,
    ),
    stepMs: explain(z.number().min(0.01).max(1000), 'Step of the bernoulli process.', 'ms').default(
      ENCODER_DEFAULTS.rate.stepMs,
    ),
  }),
  z.strictObject({
    kind: explain(z.literal('latency'), 'A spike a frame, earlier where the signal is stronger.'),
    threshold: explain(positive(), 'Potential at which a channel spikes.').default(
      ENCODER_DEFAULTS.latency.threshold,
    ),
    tauMs: explain(positive(), "Time constant of the encoder's membrane.", 'ms').default(
      ENCODER_DEFAULTS.latency.tauMs,
    ),
  }),
  z.strictObject({
    kind: explain(z.literal('level-crossing'), 'ON and OFF events where the signal changes.'),
    threshold: explain(positive(), 'Change that makes an event.').default(
      ENCODER_DEFAULTS['level-crossing'].threshold,
    ),
  }),
]);

const ear = z.strictObject({
  sampleRate: explain(
    whole(...(ranges.sampleRate as [number, number])).nullable(),
    'Rate to which sound is resampled; null: as recorded, one rate for the whole set.',
    'Hz',
  ).default(DEFAULT_EAR.sampleRate),
  channels: explain(
    whole(...(ranges.channels as [number, number])).nullable(),
    'Channels of the ear; null for as many as quality and rate ask for.',
    'channels',
  ).default(DEFAULT_EAR.channels),
  quality: explain(within(ranges.quality), "Q of the ear's filters.").default(DEFAULT_EAR.quality),
  gainControl: explain(z.boolean(), 'Whether the four stages of gain control act.').default(
    DEFAULT_EAR.gainControl,
  ),
  differences: explain(
    z.boolean(),
    'Whether each channel is what it has more than its lower neighbour.',
  ).default(DEFAULT_EAR.differences),
  frameMs: explain(within(ranges.frameMs), "Length of a frame of the ear's output.", 'ms').default(
    DEFAULT_EAR.frameMs,
  ),
  smoothing: explain(
    within(ranges.smoothing),
    'Time constant of the low-pass before frames are taken.',
    'frames',
  ).default(DEFAULT_EAR.smoothing),
  gain: explain(positive(), "Factor between the ear's output and what is encoded.").default(
    DEFAULT_EAR.gain,
  ),
  encoder: explain(encoder, 'How the channels become spikes.').prefault({}),
  seed: explain(whole(0), 'Seed of encoders that draw at random.').default(DEFAULT_EAR.seed),
});

const transformFields = {
  ...stepFields,
  polarity: explain(
    z.enum(POLARITY_HANDLINGS),
    'both: an input for each polarity; merge: one for both; on: OFF events are left out.',
  ).default('both'),
  crop: explain(crop.nullable(), 'The part of the sensor that is looked at; null for all.').default(
    null,
  ),
  pool: explain(
    whole(1, 65_535),
    'Squares of pool × pool cells become one input each.',
    'cells',
  ).default(1),
  maxSteps: explain(
    whole(1, MOST_STEPS).nullable(),
    'Events in later steps are left out; null for no limit.',
    'steps',
  ).default(null),
  stepsTail,
};

const synthetic = z.strictObject({
  source: explain(
    z.literal('synthetic'),
    'Recordings that are made, by a task with known answers.',
  ),
  task: explain(
    z.enum(SYNTHETIC_TASKS.map(({ id }) => id)),
    'The task; `motifsmith data formats` lists them with their options.',
  ),
  options: explain(
    z.record(z.string(), z.number()),
    'Options of the task; those left out have their defaults.',
  ).default({}),
  ...transformFields,
});

const recordings = z.strictObject({
  source: explain(z.literal('recordings'), 'Recordings on the disk: folders and files of sensors.'),
  path: explain(z.string().min(1), 'The folder or file; also --data.'),
  format: explain(
    z.string().min(1).nullable(),
    'Kind of the data set; null to guess. `motifsmith data formats` lists them.',
  ).default(null),
  only: explain(
    z.array(z.string()).min(1).nullable(),
    'Names of the classes that are wanted; null for all.',
  ).default(null),
  ...transformFields,
  split: explain(split, 'Which recordings are for the test.').prefault({}),
  skipBad: explain(
    z.boolean(),
    'Whether damaged recordings are left out and counted (true) or end the run (false); also --skip-bad.',
  ).default(false),
  sensor: explain(
    sensor.nullable(),
    'Sensor size for camera files that do not tell it; null: what they say or usually have.',
  ).default(null),
  ear: explain(ear, 'How sound becomes spikes; not looked at where there is none.').prefault({}),
});

export const dataSchema = explain(
  z.discriminatedUnion('source', [recordings, synthetic, mnistSaccade, spikeNpz]),
  'Where the samples come from.',
);
