/**
 * Decodes the spike files of SLAYER and lava-dl (`lava.lib.dl.slayer.io`): 5 bytes for each event and nothing else.
 *
 * | byte | .bs2 | .bs1 |
 * | ---- | ---- | ---- |
 * | 0, 1 | x, y | x, bits 15–8 first |
 * | 2    | polarity in bit 7, bits 22–16 of the time in bits 6–0 | the same |
 * | 3, 4 | bits 15–0 of the time in µs | the same |
 */
import type { Report } from '../events/report.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';

const EVENT_BYTES = 5;
const NAMES = ['x', 'y', 'p', 't'];

/** Reads a value of the event at an offset. */
type ReadValue = (bytes: Uint8Array, at: number) => number;
const polarity: ReadValue = (bytes, at) => bytes[at + 2]! >> 7;
const time: ReadValue = (bytes, at) =>
  ((bytes[at + 2]! & 127) << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!;
const oneDimension: readonly ReadValue[] = [
  (bytes, at) => 256 * bytes[at]! + bytes[at + 1]!,
  () => 0,
  polarity,
  time,
];
const twoDimensions: readonly ReadValue[] = [
  (bytes, at) => bytes[at]!,
  (bytes, at) => bytes[at + 1]!,
  polarity,
  time,
];

const format = (
  id: string,
  title: string,
  extension: string,
  readers: readonly ReadValue[],
): EventFormat => ({
  id,
  title,
  extensions: [extension],
  // Samples of SLAYER have a clock of their own.
  origin: 'absolute',
  matches: (_, name) => name.toLowerCase().endsWith(extension),
  givesSensor: () => false,
  decode: (bytes, report, options) => decode(bytes, report, options, readers),
});

export const slayer1d = format(
  'slayer-1d',
  'SLAYER spikes of a row of neurons (.bs1)',
  '.bs1',
  oneDimension,
);
export const slayer2d = format(
  'slayer-2d',
  'SLAYER spikes of a plane of neurons (.bs2)',
  '.bs2',
  twoDimensions,
);

/** @throws MotifsmithError `data` if the file is empty */
function decode(
  bytes: Uint8Array,
  report: Report,
  options: FormatOptions,
  readers: readonly ReadValue[],
): RawEvents {
  if (bytes.length === 0) throw report.damaged('the file is empty', 0);
  const rows = report.wholeRecords('event', EVENT_BYTES, bytes, 0);
  const table = {
    rows,
    names: NAMES,
    isNamed: true,
    parts: (column: number, most: number) => {
      const values = new Uint32Array(most);
      const read = readers[column]!;
      return (begin: number, count: number) => {
        for (let k = 0; k < count; k++) values[k] = read(bytes, EVENT_BYTES * (begin + k));
        return values.subarray(0, count);
      };
    },
    offsetOf: (_: number, row: number) => EVENT_BYTES * row,
    place: 0,
  };
  return readEventTable(table, { ...options, timeUnit: null }, report);
}
