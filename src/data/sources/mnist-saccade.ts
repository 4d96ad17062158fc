/**
 * Builds `mnist-saccade`, real MNIST digits seen by the simulated event camera: event-camera data
 * for examples, tests and comparisons wherever N-MNIST itself is not at hand. No file access here.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { decodeIdx } from '../../formats/idx.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { completeDataset } from '../datasets/fingerprint.ts';
import { memorySource } from '../events/sample-source.ts';
import {
  CAMERA_CHANNELS,
  CAMERA_SENSOR,
  EventCamera,
  IMAGE_SIZE,
  RECORDING_MS,
} from './event-camera.ts';

/** Which digits the simulated camera sees, and how. */
export interface MnistSaccadeOptions {
  /** Length of a step in ms, an integer from 1 to 300. */
  readonly binMs: number;
  /** True keeps several events of a channel in one step; false lets them count once. */
  readonly counts: boolean;
  /** Digits taken from MNIST's training file, at least 10. */
  readonly trainSamples: number;
  /** Digits taken from MNIST's test file, at least 10. */
  readonly testSamples: number;
  /** Fixes the camera's mismatch and noise; the choice of digits does not depend on it. */
  readonly seed: number;
}

/** One IDX file with the name that errors give it. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The four files of MNIST, unpacked. */
export interface MnistFiles {
  readonly trainImages: NamedBytes;
  readonly trainLabels: NamedBytes;
  readonly testImages: NamedBytes;
  readonly testLabels: NamedBytes;
}

const CLASSES = 10;
const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/**
 * Simulates a stratified part of MNIST: of each class its share in the file, first come first
 * taken, in the order of the file. A digit's events depend on the seed and its place in the file,
 * not on how many others are taken.
 * @throws MotifsmithError `data` if the files are not MNIST's, `usage` for an option out of range
 */
export async function mnistSaccade(
  files: MnistFiles,
  options: MnistSaccadeOptions,
): Promise<Dataset> {
  const { binMs, counts, seed, trainSamples, testSamples } = options;
  requireInteger('binMs', binMs, 1, RECORDING_MS);
  const camera = new EventCamera({ seed, binMs, counts });
  const record = (images: NamedBytes, labels: NamedBytes, samples: number, split: string) => {
    const digits = decodeDigits(images, labels);
    requireInteger(`${split}Samples`, samples, CLASSES, digits.labels.length);
    const recorded = firstOfEachClass(digits.labels, samples).map((index) => {
      const image = digits.images.subarray(index * PIXELS, (index + 1) * PIXELS);
      return camera.record(image, `${split}/${index}`, digits.labels[index]!);
    });
    return memorySource(recorded, CAMERA_SENSOR);
  };
  return completeDataset({
    name: 'mnist-saccade',
    description: 'Simulated event camera over real MNIST digits; not N-MNIST.',
    inputs: CAMERA_CHANNELS,
    classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
    stepMs: binMs,
    train: record(files.trainImages, files.trainLabels, trainSamples, 'train'),
    test: record(files.testImages, files.testLabels, testSamples, 'test'),
  });
}

function requireInteger(option: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new MotifsmithError('usage', `${option} is ${value}.`, {
    where: `mnist-saccade option ${option}`,
    remedy: `Give a whole number from ${least} to ${most}.`,
  });
}

function decodeDigits(imageFile: NamedBytes, labelFile: NamedBytes) {
  const images = decodeIdx(imageFile.bytes, imageFile.file);
  const labels = decodeIdx(labelFile.bytes, labelFile.file);
  const remedy = 'Give the four unpacked files of MNIST, each in its place.';
  const [count, height, width] = images.shape;
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
  if (labels.shape.length !== 1 || labels.data.length !== count) {
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
  return { images: images.data, labels: labels.data };
}

/** Ascending indices of `samples` digits, each class in its share of the file to within 1. */
function firstOfEachClass(labels: Uint8Array, samples: number): number[] {
  const present = new Float64Array(CLASSES);
  for (const label of labels) present[label]!++;
  // Largest remainder: whole shares first, then one more to those that were cut the most.
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
