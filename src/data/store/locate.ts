/**
 * From the settings of a data set to its recordings: where their files are, what they depend on
 * besides, and how they are opened. A new source is one case here.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { SplitOptions } from '../datasets/recording-split.ts';
import type { Plausible } from '../events/plausible.ts';
import { READ_AS_USUAL, type ReadingOptions, type TimeUnit } from '../events/reading.ts';
import { KEEP_ALL, type TransformOptions } from '../events/transform.ts';
import { derivedSet, fromFirstEvent } from '../sources/derived-set.ts';
import { type MnistSaccadeOptions, mnistSaccade } from '../sources/mnist-saccade/mnist-saccade.ts';
import { onlyClasses } from '../sources/only-classes.ts';
import type { RecordingSet } from '../sources/recording-set.ts';
import { findSetFormat } from '../sources/registry.ts';
import type { RecordingSetFormat, SetOptions } from '../sources/set-format.ts';
import { ofPossibleSize } from '../sources/set-size.ts';
import { openSpikeStore } from '../sources/spike-npz/spike-npz.ts';
import type { SpikeNpzOptions } from '../sources/spike-npz/utterances.ts';
import { findSyntheticTask } from '../sources/synthetic/index.ts';
import type { CachedRequest } from './cache/open-cached.ts';
import { DiskStore } from './disk.ts';
import { mnistFolder, readMnist } from './mnist-files.ts';

/** Recordings on a disk, and how they become samples. */
export interface RecordingsOptions extends TransformOptions, SetOptions {
  /** A folder or a single file. */
  readonly path: string;
  /** Kind of the set, as the registry names it; null to guess. */
  readonly format: string | null;
  /** Names of the classes to keep; null for all. */
  readonly only: readonly string[] | null;
  readonly split: SplitOptions;
  /** Whether damaged recordings are skipped; otherwise the first one is an error. */
  readonly skipBad: boolean;
  /** What recordings must be like; anything by default. */
  readonly plausible?: Plausible;
}

/** Settings of a synthetic task. */
export interface SyntheticOptions extends TransformOptions {
  /** Name of the task. */
  readonly task: string;
  /** Options of the task; those left out have their defaults. */
  readonly options: Readonly<Record<string, number>>;
}

/** Spike trains in one .npz, split by utterance. */
export interface UtterancesOptions
  extends SpikeNpzOptions,
    Pick<TransformOptions, 'binMs' | 'counts'> {
  /** The file. */
  readonly path: string;
  /** Silent steps after each recording; 0 by default. */
  readonly stepsTail?: number;
  /** Of the times in the file; ms by default. */
  readonly timeUnit?: TimeUnit | null;
  /** What recordings must be like; anything by default. */
  readonly plausible?: Plausible;
}

/** Where a data set comes from, and how it is read. */
export type DatasetOptions =
  | ({ readonly source: 'recordings' } & RecordingsOptions)
  | ({ readonly source: 'synthetic' } & SyntheticOptions)
  | ({ readonly source: 'spike-npz' } & UtterancesOptions)
  | ({ readonly source: 'mnist-saccade' } & MnistSaccadeOptions &
      Pick<TransformOptions, 'binMs' | 'counts'>);

/**
 * Finds the recordings of a data set; decodes nothing.
 * @throws MotifsmithError `data` if the path holds no known recordings, `usage` for an unknown
 * source, format or task
 */
export async function locate(options: DatasetOptions): Promise<CachedRequest> {
  switch (options.source) {
    case 'recordings': {
      const { only, ear, sensor } = options;
      const { format, store, open } = await locateSet(options);
      const recipe = { format: format.id, only, ear, sensor, ...readingOf(options) };
      return { store, recipe, transform: transformOf(options), openSet: open };
    }
    case 'synthetic': {
      const { task, options: values } = options;
      const set = findSyntheticTask(task).create(values);
      return {
        store: null,
        recipe: { task, options: values },
        transform: transformOf(options),
        openSet: async () => set,
      };
    }
    case 'spike-npz': {
      const { path, name, inputs = null, classes = null, testUtterances } = options;
      const { binMs, counts, stepsTail = 0, timeUnit = null } = options;
      const store = await DiskStore.open(path);
      const set: SpikeNpzOptions = { name, inputs, classes, testUtterances };
      return {
        store,
        recipe: { format: 'spike-npz', ...set, timeUnit },
        transform: { ...KEEP_ALL, binMs, counts, stepsTail },
        openSet: () => openSpikeStore(store, set, { timeUnit }),
      };
    }
    case 'mnist-saccade': {
      const { trainSamples, testSamples, seed, binMs, counts } = options;
      const digits: MnistSaccadeOptions = { trainSamples, testSamples, seed };
      const store = await DiskStore.open(mnistFolder(digits));
      return {
        store,
        recipe: { format: 'mnist-saccade', ...digits },
        transform: { ...KEEP_ALL, binMs, counts },
        openSet: async () => mnistSaccade(await readMnist(store), digits),
      };
    }
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

/** A set on a disk, found but not opened. */
export interface LocatedSet {
  readonly format: RecordingSetFormat;
  readonly store: DiskStore;
  open(): Promise<RecordingSet>;
}

/**
 * @param within resolved folders that links may lead into; null for anywhere
 * @throws MotifsmithError `data` if the path holds no known set, `usage` for an unknown format
 */
export async function locateSet(
  {
    path,
    format: id,
    only,
    ...options
  }: Pick<RecordingsOptions, 'path' | 'format' | 'only' | keyof SetOptions>,
  within: readonly string[] | null = null,
): Promise<LocatedSet> {
  const store = await DiskStore.open(path, within);
  const files = await store.list();
  const unreadable = await store.unreadable();
  // Nothing is known of a set of which nothing can be read.
  if (files.length === 0 && unreadable[0]) throw unreadable[0].error;
  const format = findSetFormat(files, id, path);
  return {
    format,
    store,
    open: async () => {
      const whole = await ofPossibleSize(await format.open(store, options), path);
      const chosen = only === null ? whole : onlyClasses(whole, only);
      // Cameras do it themselves; sound and spike trains have no need to.
      const set = options.origin === 'first-event' ? fromFirstEvent(chosen) : chosen;
      return unreadable.length === 0 ? set : derivedSet(set, { unreadable });
    },
  };
}

/** The options of reading alone: they are part of the name of a cache file. */
function readingOf(options: Partial<ReadingOptions>): ReadingOptions {
  const { strict, salvage, origin, timeUnit, columns } = { ...READ_AS_USUAL, ...options };
  return { strict, salvage, origin, timeUnit, columns };
}

/** The options of the transform alone: they are part of the name of a cache file. */
function transformOf({
  binMs,
  counts,
  polarity,
  crop,
  pool,
  maxSteps,
  stepsTail,
}: TransformOptions): TransformOptions {
  return { binMs, counts, polarity, crop, pool, maxSteps, stepsTail };
}
