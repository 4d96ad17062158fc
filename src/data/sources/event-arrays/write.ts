/**
 * Recordings as arrays of events that NumPy and Tonic read: records of t (µs), x, y and p, or, of a row of channels, t, x
 * and p as Tonic has its cochlea sets, whose p is always 1.
 */
import { writeNpyHeader } from '../../../formats/npy-header.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import type { RecordingInfo, RecordingSetDescription } from '../recording-set.ts';
import type { Manifest } from './manifest.ts';

/** Names that are folders on every system and lead nowhere else. */
const PLAIN = /^(?![. ])[\w .,()+-]{1,64}(?<![. ])$/;
/** What Windows keeps for devices. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Folder of each class: its name, or its number if the name of any is none for a folder.
 */
function foldersOf(classNames: readonly string[]): readonly string[] {
  const plain = classNames.every((name) => PLAIN.test(name) && !DEVICE.test(name));
  const distinct = new Set(classNames.map((name) => name.toLowerCase())).size;
  return plain && distinct === classNames.length
    ? classNames
    : classNames.map((_, label) => String(label));
}

/** File of each recording, relative to the folder of the set: `[train|test/]<class>/<number>.npy`. */
export function arrayFiles({
  classNames,
  recordings,
}: Pick<RecordingSetDescription, 'classNames' | 'recordings'>): string[] {
  const folders = foldersOf(classNames);
  const digits = String(Math.max(0, recordings.length - 1)).length;
  return recordings.map(({ label, split }, k) =>
    [
      ...(split === null ? [] : [split]),
      folders[label],
      `${`${k}`.padStart(digits, '0')}.npy`,
    ].join('/'),
  );
}

const isRow = ({ height, polarities }: Sensor): boolean => height === 1 && polarities === 1;

/** The bytes of an .npy file. Times that are no whole µs are float64. */
export function encodeEvents({ sensor, times, x, y, polarity }: AddressEvents): Uint8Array {
  const events = times.length;
  const whole = times.every((time) => Number.isInteger(time));
  const row = isRow(sensor);
  const fields = [
    ['t', whole ? '<i8' : '<f8'],
    ['x', '<u2'],
    ['y', '<u2'],
    ['p', '|u1'],
  ] as const;
  const present = fields.filter(([name]) => name !== 'y' || !row);
  const head = writeNpyHeader(present, [events]);
  const stride = row ? 11 : 13;
  const bytes = new Uint8Array(head.length + events * stride);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (let k = 0, at = 0; k < events; k++, at += stride) {
    if (whole) view.setBigInt64(at, BigInt(times[k]!), true);
    else view.setFloat64(at, times[k]!, true);
    view.setUint16(at + 8, x[k]!, true);
    if (!row) view.setUint16(at + 10, y[k]!, true);
    view.setUint8(at + stride - 1, row ? 1 : polarity[k]!);
  }
  return bytes;
}

/** A recording that was written. */
export interface WrittenArray {
  readonly file: string;
  readonly recording: RecordingInfo;
  readonly durationUs: number | undefined;
}

/** `events.json` of a set. */
export function manifestOf(
  { name, description, classNames, sensor }: RecordingSetDescription,
  arrays: readonly WrittenArray[],
): Manifest {
  return {
    format: 'motifsmith-events',
    formatVersion: 1,
    name,
    description,
    sensor_size: [sensor.width, sensor.height, sensor.polarities],
    class_names: classNames,
    recordings: arrays.map(({ file, recording: { id, label, split, speaker }, durationUs }) => ({
      ...{ file, id, label, split, speaker },
      duration_us: durationUs ?? null,
    })),
  };
}
