/**
 * DVS-Gesture as Tonic re-published it: `ibmGestureTrain/user01_lab/3.npy` and `ibmGestureTest/…`,
 * one matrix with rows x, y, p, t for each gesture of class 0 … 10. Its times are rounded to ms; Tonic
 * multiplies them by 1000, and so do we.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileStore } from '../../../formats/file-store.ts';
import { decodeRecording } from '../../cameras/decode-recording.ts';
import type { DecodeOptions } from '../../cameras/format.ts';
import { npyEvents } from '../../cameras/npy-events.ts';
import type { AddressEvents } from '../../events/address-events.ts';
import type { DecodeWarning } from '../../events/warnings.ts';
import type { RecordingInfo, RecordingSet } from '../recording-set.ts';
import type { SetOptions } from '../set-format.ts';

const ARRAY = /(?:^|\/)ibmGesture(Train|Test)\/(user\d+)_[^/]+\/(\d|10)\.npy$/;
const SENSOR = { width: 128, height: 128 };
/** The longest gesture takes under 20 s; times in µs would exceed this for even the shortest. */
const LONGEST_MS = 300_000;

/** Whether a file is such a recording. */
export function isArrayPath(path: string): boolean {
  return ARRAY.test(path);
}

/** @param paths of all files, sorted */
export function listArrays(
  store: FileStore,
  paths: readonly string[],
  options: SetOptions,
): Pick<RecordingSet, 'recordings' | 'warnings' | 'read'> {
  const recordings: RecordingInfo[] = [];
  const warnings: DecodeWarning[] = [];
  for (const path of paths) {
    const [, split, user, gesture] = ARRAY.exec(path) ?? [];
    if (split === undefined || user === undefined) {
      const what = 'left out: not <class 0 … 10>.npy in a folder user<number>_<light>';
      warnings.push({ where: `${store.root}/${path}`, what });
      continue;
    }
    recordings.push({
      id: path,
      label: Number(gesture),
      split: split === 'Train' ? 'train' : 'test',
      speaker: user,
    });
  }
  return {
    recordings,
    warnings,
    read: async (index, onWarning = () => {}) => {
      const { id } = recordings[index]!;
      const file = `${store.root}/${id}`;
      const decodeOptions: DecodeOptions = {
        ...options,
        origin: 'absolute',
        timeUnit: 'ms',
        sensor: SENSOR,
        onWarning,
      };
      return checked(
        await decodeRecording(npyEvents, await store.read(id), file, decodeOptions),
        file,
      );
    },
  };
}

/** Times that were µs already would be 1000 times too long. */
function checked(events: AddressEvents, file: string): AddressEvents {
  const last = (events.times.at(-1) ?? 0) / 1000;
  if (last > LONGEST_MS) {
    throw new MotifsmithError(
      'data',
      `The gesture would end after ${Math.round(last / 1000)} s: its times are not ms since its start.`,
      {
        where: `${file}, column t`,
        remedy: 'Give the files as Tonic re-publishes them, with times in ms.',
      },
    );
  }
  return events;
}
