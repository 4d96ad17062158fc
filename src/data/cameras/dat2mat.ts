/**
 * Matrices that dat2mat.m makes of recordings of a DVS128, as CIFAR10-DVS and MNIST-DVS are passed on in MAT-files:
 * dat2mat.m of the makers of MNIST-DVS has the columns time, 0, −1, x, y, polarity (1 or −1); that of conv_snn
 * (github.com/aa-samad/conv_snn), which saves them as `out1`, has time, x, y, polarity in 32 bits without a sign,
 * where MATLAB makes 0 of −1. Time is in µs from the first event on; x counts from the left, y from the bottom.
 */
import type { NumericArray } from '../../formats/npy-elements.ts';
import type { Report } from '../events/report.ts';
import type { EventTable } from './event-column-names.ts';
import type { PixelGrid } from './event-columns.ts';
import { readEventTable } from './event-table.ts';
import type { FormatOptions, RawEvents } from './format.ts';

/** What conv_snn, and who follows it, calls the matrix. */
export const DAT2MAT = 'out1';
/** The columns of t, x, y and p by how many columns there are. */
const PLACES: Readonly<Record<number, readonly [number, number, number, number]>> = {
  4: [0, 1, 2, 3],
  6: [0, 3, 4, 5],
};
const NAMES = ['t', 'x', 'y', 'p'] as const;
const DVS128: PixelGrid = { width: 128, height: 128 };
const same = (value: number) => value;
/** To rows from the top and a polarity of 0 or 1, in the order of NAMES. */
const CONVERSIONS: readonly ((value: number) => number)[] = [
  same,
  same,
  (row) => DVS128.height - 1 - row,
  (sign) => (sign === -1 ? 0 : sign),
];

/**
 * @param columns all of the matrix
 * @throws MotifsmithError `data` if they are others
 */
export function readDat2mat(
  columns: readonly NumericArray[],
  report: Report,
  options: FormatOptions,
): RawEvents {
  const places = PLACES[columns.length];
  const filled = columns.length === 6 ? [columns[1]!, columns[2]!] : [];
  const isFilled = filled.every((column, k) => column.every((value) => value === -k));
  const signs = places && columns[places[3]]!;
  if (!places || !isFilled || !signs!.every((value) => Math.abs(value) <= 1)) {
    throw report.unsupported(
      `the ${columns.length} columns of ${DAT2MAT} are not those of dat2mat.m: t, x, y, p or t, 0, −1, x, y, p`,
      DAT2MAT,
      'Say what its columns are (data.columns, e.g. [t, x, y, p]), or save x, y, p and ts as fields of a structure.',
    );
  }
  const table: EventTable = {
    rows: signs!.length,
    names: NAMES,
    isNamed: true,
    parts: (column, most) => converted(columns[places[column]!]!, CONVERSIONS[column]!, most),
    offsetOf: (column, row) => `${DAT2MAT}(${row + 1}, ${places[column]! + 1})`,
    place: DAT2MAT,
  };
  const sensor = options.sensor ?? DVS128;
  return readEventTable(table, { ...options, sensor, timeUnit: 'us' }, report);
}

/** Parts of a column, converted into the same array each time. */
function converted(
  column: NumericArray,
  convert: (value: number) => number,
  most: number,
): (begin: number, count: number) => NumericArray {
  const block = new Float64Array(most);
  return (begin, count) => {
    for (let k = 0; k < count; k++) block[k] = convert(column[begin + k]!);
    return block.subarray(0, count);
  };
}
