/**
 * Reads .npy files as tables: the fields of a structured array, or the columns of a matrix. Events
 * come as either, and each column is of its own type.
 */
import { MotifsmithError } from '../core/errors.ts';
import { requireSafeIntegers } from './npy.ts';
import {
  createElements,
  isNumericType,
  type NumericArray,
  type NumericType,
  readElements,
} from './npy-elements.ts';
import { type NpyField, readNpyHeader } from './npy-header.ts';

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
  /** Offset in the file of a value in bytes. */
  offsetOf(name: string, row: number): number;
}

interface Column {
  readonly name: string;
  readonly type: NumericType;
  /** Offset of its first value in the file, and bytes from one to the next. */
  readonly offset: number;
  readonly stride: number;
}

/**
 * @param where names the file in errors
 * @throws MotifsmithError `data` if the bytes are not a structured array of one dimension or a
 * matrix of numbers, little-endian, or are cut short or have bytes left over
 */
export function decodeNpyTable(bytes: Uint8Array, where: string): NpyTable {
  const { descr, fortran, shape, dataOffset } = readNpyHeader(bytes, where);
  const [rows = 0, across = 1] = shape;
  const isMatrix = typeof descr === 'string';
  if (shape.length !== (isMatrix ? 2 : 1)) {
    throw new MotifsmithError(
      'data',
      `The array is no table: its shape is (${shape.join(', ')}).`,
      {
        where: `${where}, header field shape`,
        remedy: 'Save a structured array of one dimension, or a matrix with one event a row.',
      },
    );
  }
  const { columns, rowBytes } = isMatrix
    ? matrixColumns(descr, rows, across, fortran, dataOffset, where)
    : recordColumns(descr, dataOffset, where);
  const expected = rows * rowBytes;
  const present = bytes.length - dataOffset;
  if (!Number.isSafeInteger(expected) || expected !== present || rowBytes === 0) {
    throw new MotifsmithError(
      'data',
      `The array should have ${expected} bytes of data (${rows} × ${rowBytes}), but ${present} follow its header.`,
      {
        where: `${where}, byte ${dataOffset}`,
        remedy: 'The file is cut short or damaged: copy or save it again.',
      },
    );
  }
  const find = (name: string): Column => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    const names = columns.map((candidate) => candidate.name).join(', ');
    throw new MotifsmithError('data', `The array has no field "${name}".`, {
      where: `${where}, which has ${names}`,
      remedy: `Save it with a field of the name ${name}.`,
    });
  };
  return {
    rows,
    names: columns.map(({ name }) => name),
    column: (name) => {
      const { offset, stride, type } = find(name);
      const data = readElements(bytes, offset, stride, rows, type);
      if (type === 'i8' || type === 'u8') requireSafeIntegers(data, `${where}, field ${name}`);
      return data;
    },
    parts: (name, most) => {
      const { offset, stride, type } = find(name);
      const data = createElements(type, most);
      return (begin, count) =>
        readElements(bytes, offset + begin * stride, stride, count, type, data);
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
  where: string,
): { columns: Column[]; rowBytes: number } {
  const { type, size } = numericType(descr, where);
  if (type === null || across > WIDEST) {
    throw new MotifsmithError('data', `The array is no matrix of numbers: ${across} × ${descr}.`, {
      where: `${where}, header`,
      remedy: 'Save it as integers or floats of at most 8 bytes, one event a row.',
    });
  }
  const columns = Array.from({ length: across }, (_, k) => ({
    name: String(k),
    type,
    offset: dataOffset + k * size * (fortran ? rows : 1),
    stride: fortran ? size : across * size,
  }));
  return { columns, rowBytes: across * size };
}

function recordColumns(
  fields: readonly NpyField[],
  dataOffset: number,
  where: string,
): { columns: Column[]; rowBytes: number } {
  const places: { name: string; type: NumericType | null; offset: number }[] = [];
  let rowBytes = 0;
  for (const { name, descr } of fields) {
    const { type, size } = numericType(descr, `${where}, header field ${name || 'of padding'}`);
    places.push({ name, type, offset: dataOffset + rowBytes });
    rowBytes += size;
  }
  const columns = places.flatMap(({ name, type, offset }) =>
    type === null || name === '' ? [] : [{ name, type, offset, stride: rowBytes }],
  );
  return { columns, rowBytes };
}

/** Type and bytes of an element; the type is null for what is no number: padding, texts. */
function numericType(descr: string, where: string): { type: NumericType | null; size: number } {
  const [, order, kind, digits] = /^([<>|=])([a-zA-Z])(\d{1,6})$/.exec(descr) ?? [];
  if (kind === undefined || kind === 'O') {
    throw new MotifsmithError('data', `The element type ${descr} is not supported.`, {
      where,
      remedy: 'Save integers, floats or truth values of at most 8 bytes, not objects.',
    });
  }
  const size = kind === 'U' ? 4 * Number(digits) : Number(digits);
  // A truth value is a byte, 0 or 1.
  const name = kind === 'b' && size === 1 ? 'u1' : `${kind}${digits}`;
  if (!isNumericType(name)) return { type: null, size };
  if (order === '>' && size > 1) {
    throw new MotifsmithError('data', 'The array is big-endian; only little-endian is read.', {
      where,
      remedy: "Save it again with array.astype(array.dtype.newbyteorder('<')).",
    });
  }
  return { type: name, size };
}
