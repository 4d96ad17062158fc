/** A folder of arrays of events, one a recording, with `events.json`: what `motifsmith data convert --events` writes. */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileStore } from '../../../formats/file-store.ts';
import { decodeRecording } from '../../cameras/decode-recording.ts';
import { npyEvents } from '../../cameras/npy-events.ts';
import type { AddressEvents } from '../../events/address-events.ts';
import type { OnWarning } from '../../events/warnings.ts';
import type { RecordingInfo, RecordingSet } from '../recording-set.ts';
import type { RecordingSetFormat, SetOptions } from '../set-format.ts';
import { MANIFEST, parseManifest, sensorOf } from './manifest.ts';

export const eventArrays: RecordingSetFormat = {
  id: 'event-arrays',
  title: 'NumPy arrays of events with events.json, as `data convert --events` writes them',
  matches: (files) =>
    files.some(({ path }) => path === MANIFEST) && files.some(({ path }) => /\.npy$/i.test(path)),
  open: openEventArrays,
};

/** @throws MotifsmithError `data` if `events.json` is missing or not valid */
async function openEventArrays(store: FileStore, options: SetOptions): Promise<RecordingSet> {
  const files = new Set((await store.list()).map(({ path }) => path));
  const described = `${store.root}/${MANIFEST}`;
  if (!files.has(MANIFEST)) {
    throw new MotifsmithError('data', 'The file that describes the arrays is missing.', {
      where: described,
      remedy: 'Restore it, write the folder again, or name another format.',
    });
  }
  const manifest = parseManifest(await store.read(MANIFEST), described);
  const sensor = sensorOf(manifest);
  const { name, description, class_names: classNames, recordings: listed } = manifest;
  const recordings = listed.map(
    ({ id, label, split, speaker }): RecordingInfo => ({ id, label, split, speaker }),
  );
  const known = new Set([MANIFEST, ...listed.map(({ file }) => file)]);
  const warnings = [...files]
    .filter((file) => !known.has(file))
    .map((file) => ({ where: `${store.root}/${file}`, what: `left out: not in ${MANIFEST}` }));

  async function read(index: number, onWarning: OnWarning = () => {}): Promise<AddressEvents> {
    const { file, duration_us: durationUs } = listed[index]!;
    const where = `${store.root}/${file}`;
    // Also what would lead out of the folder.
    if (!files.has(file)) {
      throw new MotifsmithError('data', 'The array is missing.', {
        where,
        remedy: 'Restore it, or write the folder again.',
      });
    }
    const bytes = await store.read(file);
    const events = await decodeRecording(npyEvents, bytes, where, {
      ...options,
      origin: options.origin ?? 'absolute',
      sensor,
      onWarning,
    });
    return {
      ...events,
      sensor,
      ...(sensor.polarities === 1 ? { polarity: new Uint8Array(events.times.length) } : {}),
      ...(durationUs === null ? {} : { durationUs }),
    };
  }
  return {
    name,
    description,
    classNames,
    sensor,
    recordings,
    warnings,
    read,
    close: async () => {},
  };
}
