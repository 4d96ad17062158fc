/** The digits that the package brings are those of MNIST, and enough of them. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type MnistFiles,
  mnistSaccade,
} from '../../../src/data/sources/mnist-saccade/mnist-saccade.ts';
import { DiskStore } from '../../../src/data/store/disk.ts';
import {
  BUNDLED_DIGITS,
  findMnist,
  mnistFolder,
  readMnist,
} from '../../../src/data/store/mnist-files.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { expectFailure } from '../helpers.ts';

const IMAGE = 28 * 28;
/** Magic number and three sizes. */
const HEADER = 16;
const most = { ...BUNDLED_DIGITS, seed: 1 };
const filesIn = async (folder: string): Promise<MnistFiles> =>
  readMnist(await DiskStore.open(folder));

test('they are the first of all digits, byte for byte, with all labels', async () => {
  const bundled = await filesIn(mnistFolder(most));
  const all = await filesIn(findMnist());
  for (const name of ['trainLabels', 'testLabels'] as const) {
    expect(Buffer.compare(bundled[name].bytes, all[name].bytes)).toBe(0);
  }
  for (const name of ['trainImages', 'testImages'] as const) {
    const pixels = bundled[name].bytes.subarray(HEADER);
    expect(pixels.length % IMAGE).toBe(0);
    expect(Buffer.compare(pixels, all[name].bytes.subarray(HEADER, HEADER + pixels.length))).toBe(
      0,
    );
  }
  const [part, whole] = [mnistSaccade(bundled, most), mnistSaccade(all, most)];
  expect(part.recordings).toEqual(whole.recordings);
  for (const k of [0, 3999, 4999]) expect(await part.read(k)).toEqual(await whole.read(k));
});

test('they are enough for every number up to their own', async () => {
  const files = await filesIn(mnistFolder(most));
  for (let samples = 10; samples <= most.trainSamples; samples += 19) {
    mnistSaccade(files, { ...most, trainSamples: samples });
  }
  for (let samples = 10; samples <= most.testSamples; samples += 9) {
    mnistSaccade(files, { ...most, testSamples: samples });
  }
  const more = { ...most, trainSamples: 5000 };
  await expectFailure(
    () => mnistSaccade(files, more),
    'usage',
    /first digits only/,
    /trainSamples/,
  );
  expect(mnistFolder(more)).toBe(findMnist());
});

test('a damaged file is named', async () => {
  const folder = temporaryFolder();
  cpSync(mnistFolder(most), folder, { recursive: true });
  const file = join(folder, 't10k-images-idx3-ubyte.gz');
  writeFileSync(file, readFileSync(file).subarray(0, 1000));
  await expectFailure(() => filesIn(folder), 'data', /damaged/, /t10k-images/);
});
