/**
 * Reads .npy files as tables: the fields of a structured array, or the columns of a matrix. Events
 * come as either, and each column has a type of its own.
 */
import type { Complain } from './complain.ts';
import { requireSafeIntegers } from './npy.ts';
import {
  createElements,
  type NumericArray,
  type NumericType,
  readElements,
} from './npy-elements.ts';
import { complainAboutNpy, type NpyField, readNpyHeader, requireElements } from './npy-header.ts';
import { parseElementType } from './npy-type.ts';

export interface NpyTable {
  readonly rows: number;
  /** Names of the fields, or `0`, `1`, … for the columns of a matrix. */
  readonly names: readonly string[];
  /** @returns [rows] in the column's own type; 64-bit integers as Float64Array */
  column(name: string): NumericArray;
  /**
   * A column part by part, so that a table need not be in memory twice.
   * @param most rows of a part
   * @returns reads `count` rows from row `begin` on into the first places of an array, the same one
   * each time; 64-bit integers beyond ±2⁵³ are rounded
   */
  parts(name: string, most: number): (begin: number, count: number) => NumericArray;
  /** Offset of a value in the file, bytes. */
  offsetOf(name: string, row: number): number;
}

/** Gets the rows that were announced, those that are whole, and the bytes left over. */
type OnCut = (announced: number, whole: number, rest: number) => void;

interface Column {
  readonly name: string;
  readonly type: NumericType;
  /** Offset of its first value in the file, and bytes from one to the next. */
  readonly offset: number;
  readonly stride: number;
  /** Whether its values are big-endian. */
  readonly swapped: boolean;
}

interface Columns {
  readonly columns: readonly Column[];
  readonly rowBytes: number;
}

/**
 * @param where names the file in errors
 * @param onCut called if the file ends before its rows; null to refuse such a file
 * @throws MotifsmithError `data` if the bytes are not a structured array of one dimension or a
 * matrix of numbers, or are cut short or have bytes left over
 */
export function decodeNpyTable(
  bytes: Uint8Array,
  where: string,
  onCut: OnCut | null = null,
): NpyTable {
  const header = readNpyHeader(bytes, where);
  const complain = complainAboutNpy(where);
  const { descr, fortran, shape, dataOffset } = header;
  const [claimed = 0, across = 1] = shape;
  const isMatrix = typeof descr === 'string';
  if (shape.length !== (isMatrix ? 2 : 1)) {
    throw complain(
      `The array is not a table: its shape is (${shape.join(', ')}).`,
      'header field shape',
      'Save a structured array of one dimension, or a matrix with one event per row.',
    );
  }
  const { columns, rowBytes } = isMatrix
    ? matrixColumns(descr, claimed, across, fortran, dataOffset, complain)
    : recordColumns(descr, dataOffset, complain);
  const present = bytes.length - dataOffset;
  const isCut = onCut !== null && rowBytes > 0 && present < claimed * rowBytes && !fortran;
  const rows = isCut ? Math.max(0, Math.floor(present / rowBytes)) : claimed;
  if (isCut) onCut(claimed, rows, present - rows * rowBytes);
  else requireElements(bytes, header, claimed, rowBytes, complain);
  const find = (name: string): Column => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    const names = columns.map((candidate) => candidate.name).join(', ');
    throw complain(
      `The array has no field "${name}".`,
      `which has ${names}`,
      `Save it with a field named ${name}.`,
    );
  };
  return {
    rows,
    names: columns.map(({ name }) => name),
    column: (name) => {
      const { offset, stride, type, swapped } = find(name);
      const data = readElements(bytes, offset, stride, rows, type, null, swapped);
      if (type === 'i8' || type === 'u8') requireSafeIntegers(data, `${where}, field ${name}`);
      return data;
    },
    parts: (name, most) => {
      const { offset, stride, type, swapped } = find(name);
      const data = createElements(type, most);
      return (begin, count) =>
        readElements(bytes, offset + begin * stride, stride, count, type, data, swapped);
    },
    offsetOf: (name, row) => {
      const { offset, stride } = find(name);
      return offset + row * stride;
    },
  };
}

/** Columns of a matrix wider than this are not read: no table of events is. */
const WIDEST = 1024;

function matrixColumns(
  descr: string,
  rows: number,
  across: number,
  fortran: boolean,
  dataOffset: number,
  complain: Complain,
): Columns {
  const { type, size, swapped } = parseElementType(descr, 'header field descr', complain);
  if (type !== null && across > WIDEST && rows < across) {
    throw complain(
      `The array is transposed: ${rows} rows of ${across} columns, where each event should have a row.`,
      'header field shape',
      'Save it the other way round: events.T.',
    );
  }
  if (type === null || across > WIDEST) {
    throw complain(
      `The array is not a matrix of numbers: ${across} × ${descr}.`,
      'header',
      'Save it as integers or floats of at most 8 bytes, one event per row.',
    );
  }
  const columns = Array.from({ length: across }, (_, k) => ({
    name: String(k),
    type,
    offset: dataOffset + k * size * (fortran ? rows : 1),
    stride: fortran ? size : across * size,
    swapped,
  }));
  return { columns, rowBytes: across * size };
}

/** Fields that are not numbers, e.g. padding, take room in a row and are not columns. */
function recordColumns(
  fields: readonly NpyField[],
  dataOffset: number,
  complain: Complain,
): Columns {
  const places: { name: string; type: NumericType | null; offset: number; swapped: boolean }[] = [];
  let rowBytes = 0;
  for (const { name, descr } of fields) {
    const place = `header field ${name || 'of padding'}`;
    const { type, size, swapped } = parseElementType(descr, place, complain);
    places.push({ name, type, swapped, offset: dataOffset + rowBytes });
    rowBytes += size;
  }
  const columns = places.flatMap(({ name, type, offset, swapped }) =>
    type === null || name === '' ? [] : [{ name, type, offset, swapped, stride: rowBytes }],
  );
  return { columns, rowBytes };
}
