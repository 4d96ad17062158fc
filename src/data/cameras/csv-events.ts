/**
 * Decodes events that were printed, one a line: `metavision_file_to_csv`, `numpy.savetxt`, pandas, the event-camera
 * dataset of Mueggler et al. (2017) and the simulators that write as it does. The columns have names in the first
 * line or in a comment before it, or are x, y, p, t, or what `data.columns` says. Two columns named t and channel are the
 * events of a sensor that is a row of channels, without polarities. Times are µs unless their name or `data.timeUnit` says
 * otherwise.
 */
import {
  openTextTable,
  splitNames,
  type TextLayout,
  textLayout,
} from '../../formats/text-table.ts';
import type { Report } from '../events/report.ts';
import {
  areChannelColumns,
  areEventColumns,
  columnOf,
  type EventTable,
  isChannel,
} from './event-column-names.ts';
import { checkedGrid, type PixelGrid, sizeInComment } from './event-columns.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';

const NAME = /\.(csv|tsv|txt)$/i;
/** Events have no fewer columns. */
const LEAST_COLUMNS = 4;

export const csvEvents: EventFormat = {
  id: 'csv',
  title: 'tables of events in text: x, y, p, t, or t, channel (.csv, .tsv, .txt)',
  extensions: ['.csv', '.tsv', '.txt'],
  isOftenOther: true,
  origin: 'first-event',
  matches: (head, name, size) => {
    const layout = NAME.test(name) ? textLayout(head, head.length >= size) : null;
    return layout !== null && (namesOf(layout) !== null || holdsEvents(layout));
  },
  givesSensor: (head) => geometryOf(textLayout(head, false)) !== null,
  countsChannels: (head) => {
    const layout = textLayout(head, false);
    return layout !== null && areChannelColumns(namesOf(layout) ?? []);
  },
  decode: decodeCsv,
};

/** @throws MotifsmithError `data` if it is not clear which column is which */
function decodeCsv(bytes: Uint8Array, report: Report, options: FormatOptions): RawEvents {
  const layout = textLayout(bytes, true);
  if (layout === null) throw report.damaged('it has no line of numbers', 0);
  const { columns, decimalCommas } = layout;
  if (decimalCommas !== null) {
    const number = decimalCommas.values.find((value) => value.includes(','));
    throw report.unsupported(
      `its numbers have decimal commas, such as ${number}`,
      `line ${decimalCommas.number}`,
      "Write them with decimal points, e.g. with pandas: read_csv(file, sep=';', decimal=',').to_csv(file, index=False).",
    );
  }
  const names = namesOf(layout) ?? layout.names;
  if (names !== null && names.length !== columns) {
    throw report.unsupported(
      `it has ${names.length} names of columns, but ${columns} values in a line`,
      'line 1',
      'Give each column a name, and write decimal points where numbers have decimal commas.',
    );
  }
  requireNumbers(layout, names, report);
  const table = openTextTable(bytes, layout);
  const sized = geometryOf(layout);
  const sensor =
    sized === null ? options.sensor : checkedGrid(sized.width, sized.height, 'line 1', report);
  const found: EventTable = {
    rows: table.rows,
    names: names ?? Array.from({ length: columns }, (_, k) => String(k)),
    isNamed: names !== null,
    parts: (index, most) => table.column(index, most),
    offsetOf: (_, row) => `line ${table.lineOf(row)}`,
    place: 'line 1',
    unreadable: `The line is not ${columns} numbers.`,
  };
  const events = areChannelColumns(found.names)
    ? readChannels(found, { ...options, sensor }, report)
    : readEventTable(found, { ...options, sensor }, report);
  if (table.isCut) {
    const problem = `its last line is not ${columns} numbers`;
    report.cutTail(problem, table.openEnd, bytes.length - table.openEnd);
  } else if (table.openEnd >= 0) {
    report.warn('its last line has no end: if it was cut, its last number may be', table.openEnd);
  }
  return events;
}

/** Events of channels: those of one row, all of one polarity. @throws MotifsmithError `data` for a sensor with several rows */
function readChannels(table: EventTable, options: FormatOptions, report: Report): RawEvents {
  const { sensor } = options;
  if (sensor !== null && sensor.height > 1) {
    throw report.unsupported(
      `its events are of channels, but the sensor has ${sensor.width} × ${sensor.height} pixels`,
      table.place,
      'Keep recordings of one sensor in a folder, or set data.sensor to {width: CHANNELS, height: 1}.',
    );
  }
  const { length } = table.names;
  const row: EventTable = {
    ...table,
    names: [...table.names.map((name) => (isChannel(name) ? 'x' : name)), 'y', 'p'],
    parts: (index, most) => {
      if (index < length) return table.parts(index, most);
      const zeros = new Uint8Array(most);
      return (_, count) => zeros.subarray(0, count);
    },
  };
  const events = readEventTable(row, options, report);
  return { ...events, sensor: { ...events.sensor, polarities: 1 } };
}

/** @throws MotifsmithError `data` about a column of words, all of whose lines would be left out */
function requireNumbers(
  { columns, sample, first }: TextLayout,
  names: readonly string[] | null,
  report: Report,
): void {
  const rows = sample.filter((row) => row.length === columns);
  const column = first.values.findIndex((_, k) => rows.every((row) => Number.isNaN(row[k])));
  if (rows.length === 0 || first.values.length !== columns || column < 0) return;
  const name = names?.[column] ?? String(column);
  // Other columns may hold anything.
  if (names !== null && columnOf(name) === undefined) return;
  throw report.unsupported(
    `its column ${name} holds words such as ${JSON.stringify(first.values[column]!.slice(0, 40))}`,
    `line ${first.number}`,
    'Write numbers; polarities may also be on and off, or true and false.',
  );
}

/** The names of the columns of events, in the first line or the last comment before it; null if there are none. */
function namesOf({ names, comments }: TextLayout): readonly string[] | null {
  if (names !== null) return areKnown(names) ? names : null;
  const commented = comments.map(splitNames).findLast(areKnown);
  return commented ?? null;
}

const areKnown = (names: readonly string[]): boolean =>
  areEventColumns(names) || areChannelColumns(names);

/** Whether columns without known names can be events: one has polarities, two have pixels. */
function holdsEvents({ columns, sample }: TextLayout): boolean {
  const rows = sample.filter((row) => row.length === columns && !row.some(Number.isNaN));
  if (columns < LEAST_COLUMNS || rows.length === 0 || 2 * rows.length < sample.length) return false;
  const every = (test: (value: number) => boolean) => (_: unknown, column: number) =>
    rows.every((row) => test(row[column]!));
  const indices = Array.from({ length: columns }, (_, column) => column);
  const signs = indices.filter(every((value) => value === 0 || value === 1 || value === -1));
  const pixels = indices.filter(
    every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 16),
  );
  return signs.length > 0 && new Set([...signs, ...pixels]).size >= 3;
}

function geometryOf(layout: TextLayout | null): PixelGrid | null {
  for (const comment of layout?.comments ?? []) {
    const size = sizeInComment(comment);
    if (size !== null) return size;
  }
  return null;
}
