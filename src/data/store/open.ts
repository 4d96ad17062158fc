/** Opens a data set on a machine with a disk: located, decoded (or found in the cache), and split. */
import type { MotifsmithError } from '../../core/errors.ts';
import { packageVersion } from '../../files/version.ts';
import type { Dataset } from '../datasets/dataset.ts';
import type { DecodedSet } from '../datasets/decode.ts';
import { decodedDataset } from '../datasets/decoded-dataset.ts';
import { OFFICIAL_SPLIT } from '../datasets/recording-split.ts';
import { tuningCut } from '../datasets/tuning-cut.ts';
import { cacheFolder } from './cache/location.ts';
import { openCached, type ReadingProgress } from './cache/open-cached.ts';
import { type DatasetOptions, locate } from './locate.ts';

/** How the reading of a data set can be watched and stopped. */
export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called before the first and after each recording, and while files are hashed. */
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
  /** Called if a damaged cache file is rebuilt. */
  readonly onDamage?: ((damage: MotifsmithError) => void) | undefined;
}

/**
 * Opens a data set: decodes it, or finds it decoded in the cache. With a `tuningFraction`, so much of its training
 * samples takes the place of the test samples.
 * @throws MotifsmithError `data` or `usage`; `inputOutput` if the cache cannot be written,
 * `interrupted` by the signal
 */
export async function openDataset(
  options: DatasetOptions & { readonly tuningFraction?: number },
  reading: OpenOptions = {},
): Promise<Dataset> {
  const decoded = await openDecodedSet(options, reading);
  const split = options.source === 'recordings' ? options.split : OFFICIAL_SPLIT;
  try {
    const dataset = await decodedDataset(decoded, options.binMs, split);
    const { tuningFraction = 0 } = options;
    return tuningFraction === 0 ? dataset : await tuningCut(dataset, tuningFraction);
  } catch (error) {
    decoded.close();
    throw error;
  }
}

/**
 * Recordings with their samples, not yet split.
 * @param options where they come from, and how they are read
 * @param reading how the reading is watched and stopped
 * @throws MotifsmithError as `openDataset`
 */
export async function openDecodedSet(
  options: DatasetOptions,
  { onDamage, signal, onProgress }: OpenOptions = {},
): Promise<DecodedSet> {
  const cache = { folder: cacheFolder(), version: await packageVersion(), onDamage };
  const skipBad = options.source === 'recordings' ? options.skipBad : undefined;
  const plausible = 'plausible' in options ? options.plausible : undefined;
  return openCached(await locate(options), cache, { skipBad, plausible, signal, onProgress });
}
