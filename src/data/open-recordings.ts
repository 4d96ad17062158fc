/** From a path and a few settings to the recordings that lie there. */
import { type CacheOptions, openCached, type ReadingProgress } from './cache/open-cached.ts';
import type { Dataset } from './dataset.ts';
import type { DecodedSet } from './decode.ts';
import { decodedDataset } from './decoded-dataset.ts';
import { DiskStore } from './disk.ts';
import { onlyClasses } from './only-classes.ts';
import type { RecordingSet } from './recording-set.ts';
import type { SplitOptions } from './recording-split.ts';
import { findSetFormat } from './sets/registry.ts';
import type { RecordingSetFormat, SetOptions } from './sets/set-format.ts';
import type { TransformOptions } from './transform/transform.ts';

export interface RecordingsOptions extends TransformOptions, SetOptions {
  /** A folder or a single file. */
  readonly path: string;
  /** Kind of the set, as the registry names it; null to guess. */
  readonly format: string | null;
  /** Names of the classes that are wanted; null for all. */
  readonly only: readonly string[] | null;
  readonly split: SplitOptions;
  /** Whether damaged recordings are left out; otherwise the first one is an error. */
  readonly skipBad: boolean;
}

/** How the reading of a data set can be watched and stopped. */
export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
}

/** A recording set and where it came from. */
export interface LocatedSet {
  readonly format: RecordingSetFormat;
  readonly store: DiskStore;
  open(): Promise<RecordingSet>;
}

/** @throws MotifsmithError `data` if nothing known lies there, `usage` for an unknown format */
export async function locateSet({
  path,
  format: id,
  only,
  ear,
  sensor,
}: Pick<RecordingsOptions, 'path' | 'format' | 'only' | keyof SetOptions>): Promise<LocatedSet> {
  const store = await DiskStore.open(path);
  const format = findSetFormat(await store.list(), id, path);
  return {
    format,
    store,
    open: async () => {
      const set = await format.open(store, { ear, sensor });
      return only === null ? set : onlyClasses(set, only);
    },
  };
}

/**
 * The recordings of a set with their samples, decoded now unless the cache holds them.
 * @throws MotifsmithError as `openCached`
 */
export async function openDecoded(
  options: Omit<RecordingsOptions, 'split'>,
  cache: CacheOptions,
  reading: ReadingOptions = {},
): Promise<DecodedSet> {
  const { binMs, counts, polarity, crop, pool, maxSteps, stepsTail } = options;
  const { only, ear, sensor, skipBad } = options;
  const { format, store, open } = await locateSet(options);
  return openCached(
    {
      store,
      recipe: { format: format.id, only, ear, sensor },
      transform: { binMs, counts, polarity, crop, pool, maxSteps, stepsTail },
      openSet: open,
    },
    cache,
    { ...reading, skipBad },
  );
}

/** The same as a data set. @throws MotifsmithError `data`, too, if it cannot be split as asked */
export async function openRecordings(
  options: RecordingsOptions,
  cache: CacheOptions,
  reading: ReadingOptions = {},
): Promise<Dataset> {
  const decoded = await openDecoded(options, cache, reading);
  try {
    return await decodedDataset(decoded, options.binMs, options.split);
  } catch (error) {
    decoded.close();
    throw error;
  }
}
