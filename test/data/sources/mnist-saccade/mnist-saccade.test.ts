/** Digits before the simulated camera: which are taken, and what is refused. */
import { describe, expect, it } from 'vitest';
import { CAMERA_SENSOR } from '../../../../src/data/sources/mnist-saccade/event-camera.ts';
import {
  type MnistFiles,
  type MnistSaccadeOptions,
  mnistSaccade,
} from '../../../../src/data/sources/mnist-saccade/mnist-saccade.ts';
import type { RecordingSet, Split } from '../../../../src/data/sources/recording-set.ts';
import { encodeIdx, expectFailure } from '../../helpers.ts';

/** Bars of a class-dependent width, labels in turn except that 7 is twice as frequent as 3. */
const labels = Array.from({ length: 40 }, (_, i) => (i === 33 ? 7 : i % 10));
const images = labels.flatMap((label) =>
  Array.from({ length: 784 }, (_, p) => (p % 28 > 8 && p % 28 < 10 + label ? 200 : 0)),
);
const files = (changes: Partial<MnistFiles> = {}): MnistFiles => ({
  trainImages: { file: 'train images', bytes: encodeIdx([40, 28, 28], images) },
  trainLabels: { file: 'train labels', bytes: encodeIdx([40], labels) },
  testImages: { file: 'test images', bytes: encodeIdx([10, 28, 28], images.slice(0, 7840)) },
  testLabels: { file: 'test labels', bytes: encodeIdx([10], labels.slice(0, 10)) },
  ...changes,
});
const options: MnistSaccadeOptions = { trainSamples: 20, testSamples: 10, seed: 1 };
const ofSplit = ({ recordings }: RecordingSet, split: Split) =>
  recordings.filter((recording) => recording.split === split);

describe('mnistSaccade', () => {
  it('takes each class in its share, first come first taken', () => {
    const set = mnistSaccade(files(), options);
    expect(set).toMatchObject({ name: 'mnist-saccade', sensor: CAMERA_SENSOR });
    expect(set.description).toBe('Simulated event camera over real MNIST digits; not N-MNIST.');
    // Shares of 20: two of each class, 7 has 2.5 and 3 has 1.5; the tie goes to the lower label.
    const found = ofSplit(set, 'train').map(({ label }) => label);
    const counts = set.classNames.map((_, c) => found.filter((label) => label === c).length);
    expect(counts).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    expect(found).toEqual(labels.slice(0, 20));
    expect(ofSplit(set, 'test')).toHaveLength(10);
  });

  it('can take everything, and a digit does not depend on how many are taken', async () => {
    const all = mnistSaccade(files(), { ...options, trainSamples: 40 });
    expect(ofSplit(all, 'train').map(({ label }) => label)).toEqual(labels);
    const part = mnistSaccade(files(), options);
    expect(ofSplit(all, 'train').slice(0, 20)).toEqual(ofSplit(part, 'train'));
    for (const k of [0, 7, 19]) expect(await all.read(k)).toEqual(await part.read(k));
    expect(all.recordings[40]).toEqual(part.recordings[20]);
    expect(await all.read(40)).toEqual(await part.read(20));
  });

  it.each<[string, Partial<MnistFiles>, RegExp, RegExp]>([
    [
      'images of another size',
      { trainImages: { file: 'i', bytes: encodeIdx([1, 2, 2], [1, 2, 3, 4]) } },
      /1 × 2 × 2/,
      /^i$/,
    ],
    [
      'too few labels',
      { testLabels: { file: 'l', bytes: encodeIdx([9], labels.slice(0, 9)) } },
      /10 images have 9/,
      /^l$/,
    ],
    [
      'labels that are no digits',
      { testLabels: { file: 'l', bytes: encodeIdx([10], [0, 10, 0, 0, 0, 0, 0, 0, 0, 0]) } },
      /10 is not/,
      /element 1$/,
    ],
  ])('refuses %s', async (_, changes, message, where) => {
    await expectFailure(() => mnistSaccade(files(changes), options), 'data', message, where);
  });

  it.each<[keyof MnistSaccadeOptions, number]>([
    ['trainSamples', 41],
    ['trainSamples', 9],
    ['testSamples', 11],
  ])('refuses %s = %i', async (option, value) => {
    const call = () => mnistSaccade(files(), { ...options, [option]: value });
    await expectFailure(call, 'usage', new RegExp(`${option} is ${value}`), new RegExp(option));
  });
});
