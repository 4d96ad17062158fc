/**
 * Decodes a recording in an .npz archive: an array for each column, as SpikingJelly and most scripts keep events
 * (`numpy.savez(file, t=t, x=x, y=y, p=p)`), or one array of all, structured or a matrix, as in an .npy file. Names
 * and units as there.
 */

import { decodeNpy, type NpyArray } from '../../formats/npy.ts';
import type { NumericArray } from '../../formats/npy-elements.ts';
import { decodeNpyTable } from '../../formats/npy-table.ts';
import { readZip, type ZipMember } from '../../formats/zip.ts';
import type { Report } from '../events/report.ts';
import {
  areEventColumns,
  columnsAmong,
  type EventTable,
  tableOfColumns,
} from './event-column-names.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { eventTableOf } from './npy-events.ts';

/** Names of arrays that hold all columns; `arr_0` if it was given none. */
const TABLES = ['events', 'event', 'data', 'arr_0'];
/** Arrays that spike archives and cochleagrams have, and recordings do not. */
const OTHER_SETS = ['channel', 'offsets', 'labels'];
const LOCAL_SIGNATURE = [0x50, 0x4b, 3, 4];
const LOCAL_BYTES = 30;

export const npzEvents: EventFormat = {
  id: 'npz',
  title: 'NumPy archives of events: x, y, p, t, or one array of all (.npz)',
  extensions: ['.npz'],
  isOftenOther: true,
  origin: 'first-event',
  matches: (head, name) => {
    if (!name.toLowerCase().endsWith('.npz')) return false;
    const names = firstNames(head);
    if (names.some((member) => OTHER_SETS.includes(member))) return false;
    return columnsAmong(names).length > 0 || names.some((member) => TABLES.includes(member));
  },
  givesSensor: () => false,
  decode: decodeNpzEvents,
};

/** Names of the first members, without `.npy`, as far as the first bytes of an archive show them. */
function firstNames(head: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; at + LOCAL_BYTES < head.length; at++) {
    if (!LOCAL_SIGNATURE.every((byte, k) => head[at + k] === byte)) continue;
    const length = head[at + 26]! + 256 * head[at + 27]!;
    const name = new TextDecoder().decode(
      head.subarray(at + LOCAL_BYTES, at + LOCAL_BYTES + length),
    );
    names.push(name.replace(/\.npy$/, ''));
  }
  return names;
}

/** @throws MotifsmithError `data` if a column is missing, or the columns have different lengths */
function decodeNpzEvents(bytes: Uint8Array, report: Report, options: FormatOptions): RawEvents {
  const members = new Map(
    readZip(bytes, report.file).map((member) => [member.name.replace(/\.npy$/, ''), member]),
  );
  const names = [...members.keys()];
  if (areEventColumns(names)) {
    return readEventTable(tableOfArrays(members, columnsAmong(names), report), options, report);
  }
  const whole =
    TABLES.find((name) => members.has(name)) ?? (names.length === 1 ? names[0] : undefined);
  if (whole === undefined) {
    throw report.unsupported(
      `its arrays are ${names.slice(0, 20).join(', ') || 'none'}, not x, y, p and t`,
      'its directory',
      'Save it again: numpy.savez(file, x=x, y=y, p=p, t=t).',
    );
  }
  const member = members.get(whole)!;
  const table = eventTableOf(decodeNpyTable(member.extract(), placeOf(report, member)));
  return readEventTable(within(table, member.name), options, report);
}

const placeOf = ({ file }: Report, { name }: ZipMember): string => `${file}, member ${name}`;

/** The table, with its member before every place. */
function within(table: EventTable, member: string): EventTable {
  return {
    ...table,
    offsetOf: (_, row) => `member ${member}, row ${row}`,
    place: `member ${member}`,
  };
}

function tableOfArrays(
  members: ReadonlyMap<string, ZipMember>,
  names: readonly string[],
  report: Report,
): EventTable {
  const arrays = names.map((name) => {
    const member = members.get(name)!;
    return flat(decodeNpy(member.extract(), placeOf(report, member)), member, report);
  });
  return tableOfColumns(
    names,
    arrays,
    'its arrays',
    (column, row) => `member ${names[column]}.npy, element ${row}`,
    report,
  );
}

function flat({ dtype, shape, data }: NpyArray, { name }: ZipMember, report: Report): NumericArray {
  const isFlat = shape.filter((length) => length !== 1).length <= 1;
  if (dtype !== 'U' && dtype !== 'S' && isFlat) return data as NumericArray;
  const problem = `its array has elements ${dtype} and the shape (${shape.join(', ')})`;
  throw report.unsupported(problem, `member ${name}`, 'Save a flat array of numbers.');
}
