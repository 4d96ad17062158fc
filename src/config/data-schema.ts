/** The part of the schema that says where the samples come from and how they are made of files. */
import * as z from 'zod';
import { explain, fraction, whole } from '../core/settings/declare.ts';
import { earSchema } from '../data/audio/ear.ts';
import { SPLIT_RULES } from '../data/datasets/recording-split.ts';
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
  ear: explain(earSchema, 'How sound becomes spikes; ignored for data without sound.').prefault({}),
});

export const dataSchema = explain(
  z.discriminatedUnion('source', [recordings, synthetic, mnistSaccade, spikeNpz]),
  'Where the samples come from.',
);
