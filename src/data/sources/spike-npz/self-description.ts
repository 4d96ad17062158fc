/**
 * How a spike archive describes itself, as far as these arrays are present:
 *
 * - `sensor` [3]: width, height and polarities; otherwise a row of as many channels as occur;
 * - `ids` [recordings] text, `class_names` [classes] text;
 * - `splits` [recordings]: 0 for training, 1 for the test, 2 for neither;
 * - `speakers` [recordings] with `speaker_names` [speakers] text.
 */
import { allowMore } from '../../../core/limits.ts';
import { channelCount, isPossibleSensor, type Sensor } from '../../events/address-events.ts';
import { defaultClassName, type NpzColumns } from '../npz-columns.ts';
import type { RecordingInfo, RecordingSetDescription, Split } from '../recording-set.ts';
import { rangeOf } from './spike-columns.ts';

/** Meaning of the values of `splits`. */
export const SPLIT_CODES: readonly (Split | null)[] = ['train', 'test', null];

export const SELF_DESCRIPTION = [
  'sensor',
  'ids',
  'class_names',
  'splits',
  'speakers',
  'speaker_names',
];

/** @throws MotifsmithError `data` */
export function describeItself(archive: NpzColumns, path: string): RecordingSetDescription {
  const sensor = readSensor(archive);
  const names = archive.names('class_names');
  const classes = rangeOf(archive, 'labels', names?.length ?? null, 'class_names');
  return {
    name: path.slice(path.lastIndexOf('/') + 1).replace(/\.npz$/i, ''),
    description: `Spike trains of ${channelCount(sensor)} channels in ${path}.`,
    classNames: names ?? Array.from({ length: classes }, (_, c) => defaultClassName(c, classes)),
    sensor,
    recordings: readInfos(archive),
  };
}

function readSensor(archive: NpzColumns): Sensor {
  if (!archive.has('sensor')) {
    return checkedSensor(archive, rangeOf(archive, 'channel', null, 'sensor'), 1, 1);
  }
  const values = archive.integers('sensor');
  archive.requireLength('sensor', values.length, 3, 'width, height and polarities');
  const sensor = checkedSensor(archive, values[0]!, values[1]!, values[2]!);
  rangeOf(archive, 'channel', channelCount(sensor), 'sensor');
  return sensor;
}

/** @throws MotifsmithError `data` for a sensor that addresses of 16 bits cannot describe */
export function checkedSensor(
  archive: NpzColumns,
  width: number,
  height: number,
  polarities: number,
): Sensor {
  if (isPossibleSensor({ width, height }) && (polarities === 1 || polarities === 2)) {
    return { width, height, polarities };
  }
  throw archive.complain(
    `A sensor of ${width} × ${height} cells and ${polarities} polarities is not possible.`,
    'sensor',
    `Give 1 to 65,536 columns and rows and 1 or 2 polarities. ${allowMore('cells')}.`,
  );
}

function readInfos(archive: NpzColumns): RecordingInfo[] {
  const labels = archive.integers('labels');
  const count = labels.length;
  const ids = archive.texts('ids', count);
  const splits = archive.codes('splits', count, SPLIT_CODES.length);
  const names = archive.names('speaker_names');
  const speakers = archive.codes('speakers', count, names?.length ?? 2 ** 32);
  if (ids !== null && new Set(ids).size < count) {
    throw archive.complain(
      'Two recordings have the same id.',
      'ids',
      'Make them distinct, or leave the array out.',
    );
  }
  return Array.from(labels, (label, k) => ({
    id: ids?.[k] ?? String(k),
    label,
    split: splits === null ? null : SPLIT_CODES[splits[k]!]!,
    speaker: speakers === null ? null : (names?.[speakers[k]!] ?? String(speakers[k])),
  }));
}
