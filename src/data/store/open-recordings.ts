/** From a path and a few settings to the recordings that lie there. */

import type { Dataset } from '../datasets/dataset.ts';
import type { DecodedSet } from '../datasets/decode.ts';
import { decodedDataset } from '../datasets/decoded-dataset.ts';
import type { SplitOptions } from '../datasets/recording-split.ts';
import type { TransformOptions } from '../events/transform.ts';
import { onlyClasses } from '../sources/only-classes.ts';
import type { RecordingSet } from '../sources/recording-set.ts';
import { findSetFormat } from '../sources/registry.ts';
import type { RecordingSetFormat, SetOptions } from '../sources/set-format.ts';
import { findSyntheticTask } from '../sources/synthetic/index.ts';
import { type CacheOptions, openCached, type ReadingProgress } from './cache/open-cached.ts';
import { DiskStore } from './disk.ts';

/** Recordings on a disk, and how they become samples. */
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

/** Settings of a task whose recordings are made. */
export interface SyntheticOptions extends TransformOptions {
  /** Name of the task. */
  readonly task: string;
  /** Options of the task; those left out have their defaults. */
  readonly options: Readonly<Record<string, number>>;
}

/** How the reading of a data set can be watched and stopped. */
export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told before the first and after each recording. */
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

/** The recordings of a synthetic task with their samples. @throws MotifsmithError as `openCached` */
export async function openSyntheticDecoded(
  settings: SyntheticOptions,
  cache: CacheOptions,
  reading: ReadingOptions = {},
): Promise<DecodedSet> {
  const { binMs, counts, polarity, crop, pool, maxSteps, stepsTail, task, options } = settings;
  const set = findSyntheticTask(task).create(options);
  return openCached(
    {
      store: null,
      recipe: { task, options },
      transform: { binMs, counts, polarity, crop, pool, maxSteps, stepsTail },
      openSet: async () => set,
    },
    cache,
    { ...reading, skipBad: false },
  );
}

/** Decoded recordings as a data set. @throws MotifsmithError `data` if they cannot be split as asked */
export async function splitDecoded(
  decoded: DecodedSet,
  { binMs, split }: Pick<RecordingsOptions, 'binMs' | 'split'>,
): Promise<Dataset> {
  try {
    return await decodedDataset(decoded, binMs, split);
  } catch (error) {
    decoded.close();
    throw error;
  }
}
