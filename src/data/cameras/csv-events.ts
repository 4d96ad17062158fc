/**
 * Decodes events that were printed, one a line: `metavision_file_to_csv`, `numpy.savetxt`, pandas, the event-camera
 * dataset of Mueggler et al. (2017) and the simulators that write as it does. The columns have names in the first
 * line or in a comment before it, or are x, y, p, t, or what `data.columns` says. Times are µs unless their name or
 * `data.timeUnit` says otherwise.
 */
import {
  openTextTable,
  splitNames,
  type TextLayout,
  textLayout,
} from '../../formats/text-table.ts';
import type { Report } from '../events/report.ts';
import { areEventColumns, columnOf } from './event-column-names.ts';
import { checkedGrid, type PixelGrid, sizeInComment } from './event-columns.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';

const NAME = /\.(csv|tsv|txt)$/i;
/** Events have no fewer columns. */
const LEAST_COLUMNS = 4;

export const csvEvents: EventFormat = {
  id: 'csv',
  title: 'tables of events in text: x, y, p, t (.csv, .tsv, .txt)',
  extensions: ['.csv', '.tsv', '.txt'],
  isOftenOther: true,
  origin: 'first-event',
  matches: (head, name, size) => {
    const layout = NAME.test(name) ? textLayout(head, head.length >= size) : null;
    return layout !== null && (namesOf(layout) !== null || holdsEvents(layout));
  },
  givesSensor: (head) => geometryOf(textLayout(head, false)) !== null,
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
  const events = readEventTable(
    {
      rows: table.rows,
      names: names ?? Array.from({ length: columns }, (_, k) => String(k)),
      isNamed: names !== null,
      parts: (index, most) => table.column(index, most),
      offsetOf: (_, row) => `line ${table.lineOf(row)}`,
      place: 'line 1',
      unreadable: `The line is not ${columns} numbers.`,
    },
    { ...options, sensor },
    report,
  );
  if (table.isCut) {
    const problem = `its last line is not ${columns} numbers`;
    report.cutTail(problem, table.openEnd, bytes.length - table.openEnd);
  } else if (table.openEnd >= 0) {
    report.warn('its last line has no end: if it was cut, its last number may be', table.openEnd);
  }
  return events;
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
  if (names !== null) return areEventColumns(names) ? names : null;
  const commented = comments.map(splitNames).findLast(areEventColumns);
  return commented ?? null;
}

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
