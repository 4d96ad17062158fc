/**
 * Spike trains as dense arrays, as programs for PyTorch and Keras keep them: counts [recordings][steps][channels], or
 * [recordings][steps]([polarities])[rows][columns], beside labels [recordings]. A step is a millisecond, or the unit that
 * `data.timeUnit` names. Arrays may be apart for training and test: `x_train`, `y_train`, `x_test`, `y_test`.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import { allowMore, LIMITS } from '../../../core/limits.ts';
import type { NpyArray, NumericArray } from '../../../formats/npy.ts';
import { decodeNpz } from '../../../formats/npz.ts';
import { columnOf } from '../../cameras/event-column-names.ts';
import { type AddressEvents, isPossibleSensor, type Sensor } from '../../events/address-events.ts';
import { defaultClassName } from '../npz-columns.ts';
import type { RecordingSet, Split } from '../recording-set.ts';

const SPIKES = ['x', 'X', 'spikes', 'frames'];
const LABELS = ['y', 'Y', 'labels', 'targets'];
const SPLITS = [
  { suffix: '', split: null },
  { suffix: '_train', split: 'train' },
  { suffix: '_test', split: 'test' },
] as const;

interface PartNames {
  readonly spikes: string;
  readonly labels: string;
  readonly split: Split | null;
}

/** The arrays of spikes and those of their labels, by their names; none if an archive has no such pair. */
export function denseParts(names: readonly string[]): PartNames[] {
  // Beside times, x and y are the places of events.
  if (names.some((name) => columnOf(name) === 't')) return [];
  return SPLITS.flatMap(({ suffix, split }) => {
    const find = (known: readonly string[]) =>
      known.map((name) => `${name}${suffix}`).find((name) => names.includes(name));
    const [spikes, labels] = [find(SPIKES), find(LABELS)];
    return spikes === undefined || labels === undefined ? [] : [{ spikes, labels, split }];
  });
}

/** One of the arrays of spikes. */
interface Part {
  readonly name: string;
  readonly split: Split | null;
  readonly labels: Uint32Array;
  readonly data: NumericArray;
  readonly steps: number;
  readonly sensor: Sensor;
  /** Elements from one recording to the next, and from one step to the next. */
  readonly recordingStride: number;
  readonly stepStride: number;
}

/**
 * @param file names the file in errors
 * @param path of the file in its folder, from which the set takes its name
 * @param unitUs length of a step, µs
 * @throws MotifsmithError `data` for anything damaged or contradictory
 */
export function openDense(
  bytes: Uint8Array,
  file: string,
  path: string,
  names: readonly PartNames[],
  unitUs: number,
): RecordingSet {
  const wanted = names.flatMap(({ spikes, labels }) => [spikes, labels]);
  const arrays = decodeNpz(bytes, file, wanted);
  const parts = names.map((name) => readPart(arrays, name, file));
  const [{ sensor }] = parts as [Part];
  for (const part of parts) requireSame(part, sensor, file);
  const places = parts.flatMap((part) => Array.from(part.labels, (_, k) => ({ part, k })));
  if (places.length > LIMITS.recordings) {
    throw complain(
      file,
      parts[0]!.name,
      `There are ${places.length} recordings, over ${LIMITS.recordings}.`,
      `Split the set. ${allowMore('recordings')}.`,
    );
  }
  let classes = 0;
  for (const { labels } of parts)
    for (const label of labels) classes = Math.max(classes, label + 1);
  return {
    name: path.slice(path.lastIndexOf('/') + 1).replace(/\.npz$/i, ''),
    description: `Spike trains as dense arrays in ${path}.`,
    classNames: Array.from({ length: classes }, (_, c) => defaultClassName(c, classes)),
    sensor,
    recordings: places.map(({ part: { split, labels }, k }) => ({
      id: split === null ? String(k) : `${split}/${k}`,
      label: labels[k]!,
      split,
      speaker: null,
    })),
    warnings: [],
    read: async (index) => {
      const { part, k } = places[index]!;
      return readRecording(part, k, unitUs, file);
    },
    close: async () => {},
  };
}

function complain(file: string, name: string, problem: string, remedy: string, place = '') {
  const where = `${file}, member ${name}${place && `, ${place}`}`;
  return new MotifsmithError('data', problem, { where, remedy });
}

function readPart(
  arrays: ReadonlyMap<string, NpyArray>,
  { spikes: name, labels: labelsName, split }: PartNames,
  file: string,
): Part {
  const labels = readLabels(arrays.get(labelsName)!, labelsName, file);
  const { shape, data, dtype } = arrays.get(name)!;
  const text = `[${shape.join(', ')}]`;
  if (dtype === 'U' || dtype === 'S' || shape.length < 3 || shape.length > 5) {
    throw complain(
      file,
      name,
      `It holds ${dtype === 'U' || dtype === 'S' ? 'text' : `an array ${text}`}, not spike counts [recordings, steps, channels].`,
      'Save three dimensions, or five for cameras: [recordings, steps, polarities, rows, columns].',
    );
  }
  // snnTorch and SpikingJelly keep steps first.
  const recordings = labels.length;
  const stepsFirst = shape[0] !== recordings && shape[1] === recordings;
  if (shape[0] !== recordings && !stepsFirst) {
    throw complain(
      file,
      name,
      `An array ${text} does not fit ${recordings} labels in ${labelsName}.`,
      'Its first dimension (or its second, where steps come first) must have as many entries as there are labels.',
    );
  }
  const steps = shape[stepsFirst ? 0 : 1]!;
  const cells = shape.slice(2).reduce((product, size) => product * size, 1);
  if (steps < 1 || steps > LIMITS.steps) {
    throw complain(
      file,
      name,
      `A recording has ${steps} steps.`,
      `It must have 1 to ${LIMITS.steps}. ${allowMore('steps')}.`,
    );
  }
  return {
    name,
    split,
    labels,
    data: data as NumericArray,
    steps,
    sensor: sensorOf(shape.slice(2), file, name),
    recordingStride: stepsFirst ? cells : steps * cells,
    stepStride: stepsFirst ? recordings * cells : cells,
  };
}

function sensorOf(dimensions: readonly number[], file: string, name: string): Sensor {
  const [columns, rows = 1, polarities = 1] = dimensions.toReversed() as [number, ...number[]];
  if (
    isPossibleSensor({ width: columns, height: rows }) &&
    (polarities === 1 || polarities === 2)
  ) {
    return { width: columns, height: rows, polarities };
  }
  throw complain(
    file,
    name,
    `A sensor of ${columns} × ${rows} cells and ${polarities} polarities is not possible.`,
    `The last dimensions are channels, or (polarities,) rows and columns: 1 to 65,536 of each, and 1 or 2 polarities. ${allowMore('cells')}.`,
  );
}

function requireSame({ name, sensor }: Part, first: Sensor, file: string): void {
  const text = ({ width, height, polarities }: Sensor) => `${width} × ${height} × ${polarities}`;
  if (text(sensor) === text(first)) return;
  throw complain(
    file,
    name,
    `Its cells are ${text(sensor)}, those of the training recordings ${text(first)}.`,
    'Give both the same.',
  );
}

/** [recordings] classes, from whole numbers. */
function readLabels({ dtype, shape, data }: NpyArray, name: string, file: string): Uint32Array {
  if (dtype === 'U' || dtype === 'S' || shape.length !== 1) {
    throw complain(
      file,
      name,
      `It is ${dtype === 'U' || dtype === 'S' ? 'text' : `an array [${shape.join(', ')}]`}, not one class for each recording.`,
      'Number the classes from 0; numpy.argmax(y, 1) does so for one-hot labels.',
    );
  }
  return Uint32Array.from(data as NumericArray, (label, k) => {
    if (Number.isInteger(label) && label >= 0 && label < LIMITS.classes) return label;
    throw complain(
      file,
      name,
      `The label ${label} is not the number of a class.`,
      `Number the classes from 0 without gaps. ${allowMore('classes')}.`,
      `element ${k}`,
    );
  });
}

/** The spikes of recording k, a count of n as n events. */
function readRecording(part: Part, k: number, unitUs: number, file: string): AddressEvents {
  const { data, steps, sensor, recordingStride, stepStride, name } = part;
  const { width, height, polarities } = sensor;
  const cells = width * height;
  const times: number[] = [];
  const channels: number[] = [];
  for (let t = 0; t < steps; t++) {
    const row = k * recordingStride + t * stepStride;
    for (let cell = 0; cell < cells * polarities; cell++) {
      const count = data[row + cell]!;
      if (count === 0) continue;
      requireCount(count, file, name, `element ${row + cell}`);
      if (times.length + count > LIMITS.events) {
        throw complain(
          file,
          name,
          `Recording ${k} has more than ${LIMITS.events} spikes.`,
          `Spikes are 0 and 1, or small counts. ${allowMore('events')}.`,
        );
      }
      for (let n = 0; n < count; n++) {
        times.push(t * unitUs);
        channels.push(cell);
      }
    }
  }
  return {
    sensor,
    times: Float64Array.from(times),
    x: Uint16Array.from(channels, (cell) => cell % width),
    y: Uint16Array.from(channels, (cell) => Math.floor(cell / width) % height),
    polarity: Uint8Array.from(channels, (cell) => Math.floor(cell / cells)),
    durationUs: steps * unitUs,
  };
}

function requireCount(count: number, file: string, name: string, place: string): void {
  if (Number.isInteger(count) && count > 0) return;
  throw complain(
    file,
    name,
    `The value ${count} is not a number of spikes.`,
    'Encode other numbers as spikes first, e.g. with snntorch.spikegen.rate or latency.',
    place,
  );
}
