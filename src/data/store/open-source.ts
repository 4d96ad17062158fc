/** Data at a path, to look into: a set of recordings, or a single recording. */

import type { FileEntry } from '../../formats/file-store.ts';
import { npzNames } from '../../formats/npz.ts';
import { areEventColumns } from '../cameras/event-column-names.ts';
import { npzEvents } from '../cameras/npz-events.ts';
import { HEAD_BYTES } from '../cameras/registry.ts';
import type { RecordingSet } from '../sources/recording-set.ts';
import { SET_FORMATS } from '../sources/registry.ts';
import { openSingleRecording } from '../sources/single-recording.ts';
import { denseParts } from '../sources/spike-npz/dense.ts';
import { DiskStore } from './disk.ts';
import { locateSet, type RecordingsOptions } from './locate.ts';

export interface OpenedSource {
  /** `set`, or `file` for a single recording. */
  readonly kind: 'set' | 'file';
  /** Name of its format. */
  readonly format: string;
  readonly set: RecordingSet;
}

/** Whether an archive is one recording of a camera: arrays called x and y may also be spikes and labels of many. */
async function isRecording(store: DiskStore, { path, size }: FileEntry): Promise<boolean> {
  if (!npzEvents.matches(await store.head(path, HEAD_BYTES), path, size)) return false;
  const names = npzNames(await store.read(path), `${store.root}/${path}`);
  return areEventColumns(names) || denseParts(names).length === 0;
}

/**
 * Opens the data at a path. A single file that is not a set becomes a set of one recording without a class.
 * @param within folders that links may lead into; null for anywhere
 * @throws MotifsmithError `data` if there is nothing of a known format
 */
export async function openSource(
  settings: RecordingsOptions,
  within: readonly string[] | null = null,
): Promise<OpenedSource> {
  const store = await DiskStore.open(settings.path, within);
  const [file, ...others] = await store.list();
  const isSet =
    SET_FORMATS.some((format) => format.matches(file ? [file] : [])) &&
    !(file && (await isRecording(store, file)));
  if (settings.format === null && file && others.length === 0 && !isSet) {
    const single = await openSingleRecording(store, file, settings);
    if (single !== null) return { kind: 'file', ...single };
  }
  const located = await locateSet(settings, within);
  return { kind: 'set', format: located.format.id, set: await located.open() };
}
