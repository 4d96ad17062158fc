/**
 * `mnist-saccade`: real MNIST digits seen by the simulated event camera. Event-camera data for
 * examples, tests and comparisons wherever N-MNIST itself is not available.
 */
import * as z from 'zod';
import { MotifsmithError } from '../../../core/errors.ts';
import { checkSettings } from '../../../core/settings/check.ts';
import { explain, type Settings, whole } from '../../../core/settings/declare.ts';
import { refuse, valueProblem } from '../../../core/settings/problem.ts';
import { decodeIdx } from '../../../formats/idx.ts';
import type { RecordingInfo, RecordingSet, Split } from '../recording-set.ts';
import { CAMERA_SENSOR, EventCamera, IMAGE_SIZE } from './event-camera.ts';

/** Which digits the simulated camera sees. */
export const mnistSaccadeFields = {
  trainSamples: explain(
    whole(10, 60_000),
    "Digits taken from MNIST's training file.",
    'samples',
  ).default(1000),
  testSamples: explain(
    whole(10, 10_000),
    "Digits taken from MNIST's test file.",
    'samples',
  ).default(500),
  seed: explain(
    whole(0),
    "Seed of the simulated camera's mismatch and noise; the choice of digits does not depend on it.",
  ).default(1),
};

const mnistSaccadeSchema = z.object(mnistSaccadeFields);

/** Which digits the simulated camera sees. */
export interface MnistSaccadeOptions extends Settings<typeof mnistSaccadeSchema> {}

/** One IDX file with the name that errors give it. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The four files of MNIST, unpacked. */
export interface MnistFiles {
  /** Whether the images are those of the first labels only; false by default. */
  readonly firstImagesOnly?: boolean;
  readonly trainImages: NamedBytes;
  readonly trainLabels: NamedBytes;
  readonly testImages: NamedBytes;
  readonly testLabels: NamedBytes;
}

/** Names of the files of MNIST, unpacked, in the order of `MnistFiles`. */
export const MNIST_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/** @param files in the order of `MNIST_FILES` @param firstImagesOnly whether labels follow that have no image */
export function mnistFiles(files: readonly NamedBytes[], firstImagesOnly: boolean): MnistFiles {
  const [trainImages, trainLabels, testImages, testLabels] = files as [
    NamedBytes,
    NamedBytes,
    NamedBytes,
    NamedBytes,
  ];
  return { trainImages, trainLabels, testImages, testLabels, firstImagesOnly };
}

const CLASSES = 10;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * A stratified part of MNIST: each class has its share of the file, filled with its first digits, in
 * the order of the file. A digit's events depend on the seed and on its place in the file, not on
 * how many others are taken.
 * @throws MotifsmithError `data` if the files are not MNIST's, `usage` for an option out of range
 */
export function mnistSaccade(files: MnistFiles, given: MnistSaccadeOptions): RecordingSet {
  const options = checkSettings(mnistSaccadeSchema, given, 'data');
  const camera = new EventCamera(options.seed);
  const parts = {
    train: readPart('train', options.trainSamples, files, files.trainImages, files.trainLabels),
    test: readPart('test', options.testSamples, files, files.testImages, files.testLabels),
  };
  const digits = [...parts.train, ...parts.test];
  return {
    name: 'mnist-saccade',
    description: 'Simulated event camera over real MNIST digits; not N-MNIST.',
    classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
    sensor: CAMERA_SENSOR,
    recordings: digits.map(({ info }) => info),
    warnings: [],
    read: async (k) => camera.record(digits[k]!.image, digits[k]!.info.id),
    close: async () => {},
  };
}

interface Digit {
  readonly info: RecordingInfo;
  readonly image: Uint8Array;
}

function readPart(
  split: Split,
  samples: number,
  { firstImagesOnly = false }: MnistFiles,
  images: NamedBytes,
  labels: NamedBytes,
): Digit[] {
  const part = decodeDigits(images, labels, firstImagesOnly);
  const { length } = part.labels;
  const refuseNumber = (allowed: string) =>
    refuse(valueProblem(['data', `${split}Samples`], samples, allowed));
  if (samples > length) refuseNumber(`at most ${length}, the digits of ${labels.file}`);
  const taken = firstOfEachClass(part.labels, samples);
  if (taken.at(-1)! >= part.count)
    refuseNumber(`fewer: ${images.file} holds the first digits only`);
  return taken.map((index) => ({
    info: { id: `${split}/${index}`, label: part.labels[index]!, split, speaker: null },
    image: part.images.subarray(index * PIXELS, (index + 1) * PIXELS),
  }));
}

function decodeDigits(imageFile: NamedBytes, labelFile: NamedBytes, firstImagesOnly: boolean) {
  const images = decodeIdx(imageFile.bytes, imageFile.file);
  const labels = decodeIdx(labelFile.bytes, labelFile.file);
  const remedy = 'Give the four unpacked files of MNIST, each in its own place.';
  const [count = 0, height, width] = images.shape;
  if (images.shape.length !== 3 || height !== IMAGE_SIZE || width !== IMAGE_SIZE) {
    throw new MotifsmithError(
      'data',
      `The images are ${images.shape.join(' × ')}, not n × 28 × 28.`,
      {
        where: imageFile.file,
        remedy,
      },
    );
  }
  const fits = labels.data.length === count || (firstImagesOnly && labels.data.length > count);
  if (labels.shape.length !== 1 || !fits) {
    throw new MotifsmithError('data', `${count} images have ${labels.shape.join(' × ')} labels.`, {
      where: labelFile.file,
      remedy,
    });
  }
  const outside = labels.data.findIndex((label) => label >= CLASSES);
  if (outside >= 0) {
    throw new MotifsmithError('data', `Label ${labels.data[outside]} is not a digit.`, {
      where: `${labelFile.file}, element ${outside}`,
      remedy,
    });
  }
  return { count, images: images.data, labels: labels.data };
}

/** Ascending indices of `samples` digits, each class in its share of the file to within 1. */
function firstOfEachClass(labels: Uint8Array, samples: number): number[] {
  const present = new Float64Array(CLASSES);
  for (const label of labels) present[label]!++;
  // Largest remainder: whole shares first, then one more to those that lost the largest fraction.
  const shares = Array.from(present, (count) => (count * samples) / labels.length);
  const quota = shares.map(Math.floor);
  const byRemainder = shares
    .map((share, label) => ({ label, remainder: share - quota[label]! }))
    .sort((a, b) => b.remainder - a.remainder || a.label - b.label);
  const missing = samples - quota.reduce((sum, n) => sum + n, 0);
  for (const { label } of byRemainder.slice(0, missing)) quota[label]!++;
  const taken: number[] = [];
  labels.forEach((label, index) => {
    if (quota[label]! === 0) return;
    quota[label]!--;
    taken.push(index);
  });
  return taken;
}
