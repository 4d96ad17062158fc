/** What all sets of event camera files share: each is decoded when it is read, and all are of one sensor. */
import { MotifsmithError } from '../../core/errors.ts';
import type { FileStore } from '../../formats/file-store.ts';
import { decodeRecording } from '../cameras/decode-recording.ts';
import type { DecodeOptions, FormatOptions } from '../cameras/format.ts';
import { guessFormat, HEAD_BYTES } from '../cameras/registry.ts';
import { unreadFile } from '../cameras/unread.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import type { DecodeWarning, OnWarning } from '../events/warnings.ts';
import { firstReadable } from './first-readable.ts';
import type { RecordingInfo, RecordingSet } from './recording-set.ts';
import type { SetOptions } from './set-format.ts';

interface CameraFiles {
  readonly name: string;
  /** One sentence on what was recorded. */
  readonly description: string;
  readonly classNames: readonly string[];
  /** At least one; their ids are paths. */
  readonly recordings: readonly RecordingInfo[];
  readonly warnings: readonly DecodeWarning[];
  /** Sensor of files that do not give its size. */
  readonly sensor: FormatOptions['sensor'];
}

/** @throws MotifsmithError `data` if all recordings are damaged */
export async function openCameraFiles(
  store: FileStore,
  options: SetOptions,
  { sensor, ...description }: CameraFiles,
): Promise<RecordingSet> {
  const { recordings } = description;
  const decode = (path: string, onWarning: OnWarning) =>
    decodeFile(store, path, {
      ...options,
      origin: options.origin ?? 'first-event',
      sensor,
      onWarning,
    });
  // Only the recordings give the size of the sensor.
  const first = (await firstReadable(recordings, ({ id }) => decode(id, () => {}))).sensor;
  return {
    ...description,
    sensor: first,
    read: async (index, onWarning = () => {}) => {
      const events = await decode(recordings[index]!.id, onWarning);
      const { width, height, polarities } = events.sensor;
      const isOther = width !== first.width || height !== first.height;
      if (isOther || polarities !== first.polarities) {
        throw new MotifsmithError(
          'data',
          `The recording has ${sensorText(events.sensor)}, but the first one ${sensorText(first)}.`,
          {
            where: `${store.root}/${recordings[index]!.id}`,
            remedy: 'Keep recordings of one sensor in a folder, or set the sensor (data.sensor).',
          },
        );
      }
      return events;
    },
    close: async () => {},
  };
}

const sensorText = ({ width, height, polarities }: Sensor): string =>
  polarities === 1 ? `${width} channels` : `${width} × ${height} pixels`;

async function decodeFile(
  store: FileStore,
  path: string,
  options: DecodeOptions,
): Promise<AddressEvents> {
  const bytes = await store.read(path);
  const file = `${store.root}/${path}`;
  const format = guessFormat(bytes.subarray(0, HEAD_BYTES), path, bytes.length);
  if (format !== null) {
    return decodeRecording(format, bytes, file, options);
  }
  throw unreadFile(bytes.subarray(0, HEAD_BYTES), path, file);
}
