/**
 * The cache of Tonic's `DiskCachedDataset`: one HDF5 file `<index>_<copy>.hdf5` a sample, in the folder given or in its
 * folders `train` and `test`, with the events as records in `data/0` and the class in `target/0` (`save_to_disk_cache` in
 * tonic/cached_dataset.py, Tonic 1.6). Copies after the first are the same sample augmented again; they must not end up
 * in another split than the first, and are left out. Frames (cached after ToFrame and its like) are not events.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { checkSettings } from '../../core/settings/check.ts';
import { type FileEntry, type FileStore, openBytes } from '../../formats/file-store.ts';
import type { Hdf5Group } from '../../formats/hdf5/reader.ts';
import { isRow } from '../cameras/event-column-names.ts';
import { sensorField } from '../cameras/format.ts';
import { hasEventFields, openRecording } from '../cameras/hdf5-events.ts';
import type { DecodeWarning } from '../events/warnings.ts';
import { openCameraFiles } from './camera-files.ts';
import { compareNaturally } from './natural-order.ts';
import type { RecordingInfo, RecordingSet, Split, UnreadablePart } from './recording-set.ts';
import type { RecordingSetFormat, SetOptions } from './set-format.ts';

const SAMPLE = /^(?:(train|test)\/)?(\d+)_(\d+)\.hdf5$/i;

export const tonicCache: RecordingSetFormat = {
  id: 'tonic-cache',
  title: "the cache of Tonic's DiskCachedDataset: 0_0.hdf5, 1_0.hdf5, … of events",
  matches: (files) => files.some(({ path }) => SAMPLE.test(path)),
  open: openTonicCache,
};

/** A sample whose class is known. */
interface Sample {
  readonly path: string;
  readonly split: Split | null;
  readonly target: number | string;
  /** Whether its events have no rows, as those of a cochlea. */
  readonly isRow: boolean;
}

/** @throws MotifsmithError `data` if the samples are not events of classes, or all are damaged */
async function openTonicCache(store: FileStore, options: SetOptions): Promise<RecordingSet> {
  const sensor = checkSettings(sensorField, options.sensor, 'data.sensor');
  const files = [...(await store.list())].sort((a, b) => compareNaturally(a.path, b.path));
  const { samples, unreadable, warnings } = await samplesAmong(files, store);
  const [first] = samples;
  if (first === undefined) {
    throw (
      unreadable[0]?.error ?? new OtherKind('There are no samples of a cache.', store.root, GIVE)
    );
  }
  if (sensor === null) {
    throw new OtherKind(
      'The samples do not give the size of their sensor.',
      `${store.root}/${first.path}`,
      first.isRow
        ? 'Set the number of its channels, e.g. data.sensor={width: 700, height: 1}.'
        : 'Set what Tonic calls sensor_size, e.g. data.sensor={width: 34, height: 34}.',
    );
  }
  const names = classNamesOf(samples, store.root);
  const recordings = samples.map(
    ({ path, split, target }): RecordingInfo => ({
      id: path,
      label: typeof target === 'number' ? target : names.indexOf(target),
      split,
      speaker: null,
    }),
  );
  const set = await openCameraFiles(store, options, {
    name: store.root.split(/[/\\]/).findLast((part) => part !== '') ?? 'tonic-cache',
    description: `Events of ${names.length} classes, cached by Tonic.`,
    classNames: names,
    recordings,
    warnings,
    sensor,
  });
  return { ...set, unreadable };
}

const GIVE = 'Give the folder of 0_0.hdf5, 1_0.hdf5, …, or the one with train and test in it.';

interface Listed {
  readonly samples: readonly Sample[];
  readonly unreadable: readonly UnreadablePart[];
  readonly warnings: readonly DecodeWarning[];
}

async function samplesAmong(files: readonly FileEntry[], store: FileStore): Promise<Listed> {
  const matches = files.map(({ path }) => SAMPLE.exec(path));
  const hasSplits = matches.some((match) => match?.[1] !== undefined);
  const samples: Sample[] = [];
  const unreadable: UnreadablePart[] = [];
  const warnings: DecodeWarning[] = [];
  let copies = 0;
  for (const [k, { path }] of files.entries()) {
    const match = matches[k]!;
    const where = `${store.root}/${path}`;
    const folder = match?.[1];
    if (match === null || (folder !== undefined) !== hasSplits) {
      warnings.push({ where, what: 'left out: not a sample of the cache' });
    } else if (Number(match[3]) > 0) {
      copies += 1;
    } else {
      const split = (folder?.toLowerCase() as Split | undefined) ?? null;
      try {
        samples.push({ path, split, ...(await inspect(store, path)) });
      } catch (error) {
        if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
        if (error instanceof OtherKind) throw error;
        unreadable.push({ id: path, error });
      }
    }
  }
  if (copies > 0) {
    const what = `left out: ${copies} copies of samples (<index>_1.hdf5 and so on)`;
    warnings.push({ where: store.root, what });
  }
  return { samples, unreadable, warnings };
}

/** The error about a sound sample of something else than events of a class: then all others are the same. */
class OtherKind extends MotifsmithError {
  constructor(message: string, where: string, remedy: string) {
    super('data', message, { where, remedy });
  }
}

/** @throws OtherKind, or another MotifsmithError `data` if the file is damaged */
async function inspect(store: FileStore, path: string): Promise<Pick<Sample, 'target' | 'isRow'>> {
  const where = `${store.root}/${path}`;
  const file = (await store.openFile?.(path)) ?? openBytes(await store.read(path));
  try {
    const root = openRecording(file, where);
    return { isRow: requireEvents(root, where), target: targetOf(root, where) };
  } finally {
    file.close();
  }
}

/** @returns whether they have no rows */
function requireEvents(root: Hdf5Group, where: string): boolean {
  const data = root.open('data/0');
  if (data?.kind === 'dataset') {
    if (hasEventFields(data)) return isRow(data.fields!);
    throw new OtherKind(
      data.fields === null
        ? `The cache has frames of the shape (${data.shape.join(', ')}), not events.`
        : `The cache has records of ${data.fields.join(', ')}, not events.`,
      `${where}, data set data/0`,
      'Cache the events: DiskCachedDataset of the data set without ToFrame and the like. Steps are set with data.binMs.',
    );
  }
  throw new OtherKind('The file has no data/0.', where, GIVE);
}

function targetOf(root: Hdf5Group, where: string): number | string {
  const target = root.open('target/0');
  const place = `${where}, data set target/0`;
  const remedy = 'Cache the class of each sample as a whole number or a name (target_transform).';
  if (target?.kind !== 'dataset') {
    throw new OtherKind('A sample has no class.', place, remedy);
  }
  if (target.shape.some((length) => length !== 1)) {
    const shape = target.shape.join(', ');
    throw new OtherKind(`A target has the shape (${shape}), not one class.`, place, remedy);
  }
  const value = target.read().data[0]!;
  if (typeof value === 'string') return value;
  if (Number.isInteger(value) && value >= 0 && value < LIMITS.classes) return value;
  throw new OtherKind(`A target is ${value}, not a class from 0 on.`, place, remedy);
}

function classNamesOf(samples: readonly Sample[], root: string): string[] {
  const texts = new Set<string>();
  let most = -1;
  for (const { target } of samples) {
    if (typeof target === 'string') texts.add(target);
    else most = Math.max(most, target);
  }
  if (texts.size > 0 && most >= 0) {
    throw new OtherKind('Some classes are numbers and some are names.', root, GIVE);
  }
  if (texts.size > 0) return [...texts].sort(compareNaturally);
  return Array.from({ length: most + 1 }, (_, label) => String(label));
}
