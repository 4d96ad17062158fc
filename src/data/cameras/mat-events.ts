/**
 * Decodes a recording in a MAT-file of MATLAB, version 5 or 7.3 (which is HDF5): a structure of columns, such as `TD`
 * with x, y, p and ts of the functions of Garrick Orchard, or `aedat.data.polarity` of AedatTools; the columns as
 * variables; a matrix with a column for each; or `out1` of dat2mat.m. Names and units are as in other tables.
 */
import { openBytes } from '../../formats/file-store.ts';
import type { Hdf5Group } from '../../formats/hdf5/reader.ts';
import { decodeMat, isMat5, type MatNumbers, type MatStruct } from '../../formats/mat.ts';
import type { Report } from '../events/report.ts';
import { DAT2MAT, readDat2mat } from './dat2mat.ts';
import { areEventColumns, columnsAmong, tableOfColumns } from './event-column-names.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { fromOne } from './from-one.ts';
import { eventsAmong, hasHdf5Events, openRecording } from './hdf5-events.ts';
import { onlyRecording } from './only-recording.ts';
import { beginsWith } from './text-header.ts';

/** Matrices that hold all columns. */
const TABLE = /^(events?|td|data)$/i;
const VERSION_73 = 'MATLAB 7.3 MAT-file';

export const matEvents: EventFormat = {
  id: 'mat',
  title: 'MAT-files of events, version 5 and 7.3: x, y, p, ts as a structure such as TD (.mat)',
  extensions: ['.mat'],
  isOftenOther: true,
  origin: 'first-event',
  matches: (head, name) =>
    name.toLowerCase().endsWith('.mat') && (isMat5(head) || beginsWith(head, VERSION_73)),
  givesSensor: () => false,
  hasEvents: (file) => {
    const head = new Uint8Array(VERSION_73.length);
    file.read(0, head);
    if (!beginsWith(head, VERSION_73) || hasHdf5Events(file)) return true;
    return openRecording(file, '').names.includes(DAT2MAT);
  },
  decode: (bytes, report, options) => {
    if (!beginsWith(bytes, VERSION_73)) return decodeMat5(bytes, report, options);
    const root = openRecording(openBytes(bytes), report.file);
    const matrix = dat2matOf(root);
    if (matrix !== null) return ofMatrix(matrix, DAT2MAT, report, options);
    return eventsAmong(root, report, options);
  },
};

/** The matrix of dat2mat.m in version 7.3, where a column of MATLAB is a row of HDF5; null if there is none. */
function dat2matOf(root: Hdf5Group): MatNumbers | null {
  const member = root.names.includes(DAT2MAT) ? root.open(DAT2MAT) : undefined;
  if (member?.kind !== 'dataset' || member.shape.length !== 2) return null;
  const { data } = member.read();
  if (!ArrayBuffer.isView(data)) return null;
  return { kind: 'numbers', shape: [...member.shape].reverse(), read: () => data };
}

/** Events somewhere in a structure. */
interface Found {
  readonly path: string;
  readonly in: MatStruct | MatNumbers;
}

/** @throws MotifsmithError `data` if it is damaged, or it is not clear where the events are */
function decodeMat5(bytes: Uint8Array, report: Report, options: FormatOptions): RawEvents {
  const root = decodeMat(bytes, report.file);
  const found: Found[] = [];
  visit(root, '', found);
  const one = onlyRecording(found, [...root.fields.keys()], report);
  return one.in.kind === 'struct'
    ? ofStruct(one.in, one.path, report, options)
    : ofMatrix(one.in, one.path, report, options);
}

function visit(struct: MatStruct, path: string, found: Found[]): void {
  if (areEventColumns([...struct.fields.keys()])) {
    found.push({ path, in: struct });
    return;
  }
  for (const [name, member] of struct.fields) {
    const place = path === '' ? name : `${path}.${name}`;
    if (member.kind === 'struct') visit(member, place, found);
    else if (
      (TABLE.test(name) || name === DAT2MAT) &&
      member.shape.length === 2 &&
      member.shape[1]! >= 4
    ) {
      found.push({ path: place, in: member });
    }
  }
}

function ofStruct(
  { fields }: MatStruct,
  path: string,
  report: Report,
  options: FormatOptions,
): RawEvents {
  const names = columnsAmong([...fields.keys()]);
  const columns = names.map((name) => {
    const member = fields.get(name)!;
    if (member.kind === 'numbers') return member.read();
    const place = `field ${path === '' ? name : `${path}.${name}`}`;
    throw report.unsupported(`${name} is not a row of numbers`, place, 'Save it as a vector.');
  });
  const place = (column: number, row: number) =>
    `${path === '' ? '' : `${path}.`}${names[column]}(${row + 1})`;
  const table = tableOfColumns(
    names,
    fromOne(names, columns, report),
    path || 'its variables',
    place,
    report,
  );
  return readEventTable(table, options, report);
}

/** MATLAB keeps matrices column by column. */
function ofMatrix(
  matrix: MatNumbers,
  path: string,
  report: Report,
  options: FormatOptions,
): RawEvents {
  const [rows = 0, across = 0] = matrix.shape;
  const data = matrix.read();
  const names = Array.from({ length: across }, (_, column) => String(column));
  const columns = names.map((_, column) => data.subarray(column * rows, (column + 1) * rows));
  if (path === DAT2MAT && options.columns === null) return readDat2mat(columns, report, options);
  const place = (column: number, row: number) => `${path}(${row + 1}, ${column + 1})`;
  const table = tableOfColumns(names, columns, path, place, report);
  return readEventTable({ ...table, isNamed: false }, options, report);
}
