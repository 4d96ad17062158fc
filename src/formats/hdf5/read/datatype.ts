/** Element types of HDF5 data sets: numbers, text, sequences of numbers of any length, and records of numbers. */
import { isNumericType, type NumericType } from '../../npy-elements.ts';
import { type Hdf5Source, WRITE_PLAINLY } from './source.ts';

export interface NumberType {
  readonly kind: 'number';
  readonly bytes: number;
  readonly type: NumericType;
  readonly littleEndian: boolean;
}

export type Hdf5Type =
  | NumberType
  /** Text of up to `bytes` bytes; what follows it is NUL, or spaces. */
  | { readonly kind: 'text'; readonly bytes: number; readonly spaces: boolean }
  /** Text of any length; its element says where in a global heap it is. */
  | { readonly kind: 'heap text'; readonly bytes: number }
  /** Numbers, any number of them; its element says where in a global heap they are. */
  | { readonly kind: 'sequence'; readonly bytes: number; readonly element: NumberType }
  /** Several numbers, each with a name (compound). */
  | { readonly kind: 'record'; readonly bytes: number; readonly fields: readonly RecordField[] };

/** A number of a record. */
interface RecordField {
  readonly name: string;
  /** Offset in the record, bytes. */
  readonly offset: number;
  readonly type: NumberType;
}

/** Classes of types. */
const CLASS = { integer: 0, float: 1, text: 3, record: 6, enumeration: 8, variable: 9 } as const;
/** Bytes of the messages of plain types. */
const MESSAGE_BYTES: Readonly<Record<number, number>> = {
  [CLASS.integer]: 12,
  [CLASS.float]: 20,
  [CLASS.text]: 8,
};
/** Fields of a record; more than any table of events has. */
const MOST_FIELDS = 64;
const LONGEST_NAME = 256;
/** How a text of fixed length is padded: bits 0 to 3 of its flags. */
const SPACE_PADDED = 2;
/** What a type of variable length holds: bits 0 to 3 of its flags. */
const SEQUENCE = 0;
const TEXT = 1;
/** Length, address of the heap, number in the heap. */
export const REFERENCE_BYTES = 16;

/** Sign position; exponent position and size, mantissa position and size, exponent bias. */
const IEEE: Readonly<Record<number, readonly number[]>> = {
  2: [15, 10, 5, 0, 10, 15],
  4: [31, 23, 8, 0, 23, 127],
  8: [63, 52, 11, 0, 52, 1023],
};

/**
 * @param at of a datatype message
 * @throws MotifsmithError if it is of another kind
 */
export function readType(file: Hdf5Source, at: number): Hdf5Type {
  const kind = file.u8(at) & 15;
  const flags = file.u8(at + 1) & 15;
  const bytes = file.u32(at + 4);
  if (kind === CLASS.text && bytes > 0)
    return { kind: 'text', bytes, spaces: flags === SPACE_PADDED };
  if (kind === CLASS.record) return { kind: 'record', bytes, fields: readFields(file, at, bytes) };
  if (kind !== CLASS.variable) return readNumberType(file, at);
  if (bytes !== REFERENCE_BYTES) file.refuse('a sequence is not kept as a reference', at);
  if (flags === TEXT) return { kind: 'heap text', bytes };
  if (flags !== SEQUENCE) file.refuse('a data set has elements of an unknown kind', at);
  return { kind: 'sequence', bytes, element: readNumberType(file, at + 8) };
}

/** Fields that are numbers; others are left out. */
function readFields(file: Hdf5Source, at: number, recordBytes: number): RecordField[] {
  const version = file.u8(at) >> 4;
  const count = file.u16(at + 1);
  if (version < 1 || version > 5) file.refuse('a record is of no known version', at);
  if (count > MOST_FIELDS) file.refuse(`a record has ${count} fields`, at);
  const fields: RecordField[] = [];
  let cursor = at + 8;
  for (let k = 0; k < count; k++) {
    const name = readName(file, cursor);
    cursor += nameBytes(name, version);
    // From version 3 on, offsets have as few bytes as records need.
    const offsetBytes = version >= 3 ? Math.ceil(Math.log2(recordBytes + 1) / 8) : 4;
    const offset = file.unsigned(cursor, offsetBytes);
    const isArray = version === 1 && file.u8(cursor + 4) > 0;
    cursor += offsetBytes + (version === 1 ? 28 : 0);
    const kind = file.u8(cursor) & 15;
    const isNumber = kind === CLASS.integer || kind === CLASS.float || kind === CLASS.enumeration;
    if (isNumber && !isArray) {
      const type = readNumberType(file, cursor);
      if (offset + type.bytes > recordBytes) file.refuse('a field is beyond its record', cursor);
      fields.push({ name, offset, type });
    }
    cursor += messageBytes(file, cursor);
  }
  return fields;
}

function readName(file: Hdf5Source, at: number): string {
  let name = '';
  for (let k = 0; ; k++) {
    const byte = file.u8(at + k);
    if (byte === 0) return name;
    if (k === LONGEST_NAME) file.refuse('the name of a field has no end', at);
    name += String.fromCharCode(byte);
  }
}

/** Names end with NUL; before version 3, they take a multiple of 8 bytes. */
const nameBytes = ({ length }: string, version: number): number =>
  version >= 3 ? length + 1 : 8 * Math.ceil((length + 1) / 8);

/** How long the message of a type is. */
function messageBytes(file: Hdf5Source, at: number): number {
  const kind = file.u8(at) & 15;
  const plain = MESSAGE_BYTES[kind];
  if (plain !== undefined) return plain;
  if (kind !== CLASS.enumeration) {
    file.refuse(`a record has a field of class ${kind}`, at, WRITE_PLAINLY);
  }
  const version = file.u8(at) >> 4;
  const count = file.u16(at + 1);
  let cursor = at + 8 + messageBytes(file, at + 8);
  for (let k = 0; k < count; k++) {
    file.step(cursor);
    cursor += nameBytes(readName(file, cursor), version);
  }
  return cursor - at + count * file.u32(at + 4);
}

function readNumberType(file: Hdf5Source, at: number): NumberType {
  const kind = file.u8(at) & 15;
  // Truth values of h5py are an enumeration of bytes.
  if (kind === CLASS.enumeration && (file.u8(at + 8) & 15) === CLASS.integer) {
    return readNumberType(file, at + 8);
  }
  const flags = file.u8(at + 1);
  const bytes = file.u32(at + 4);
  const integer = kind === CLASS.integer && isWholeInteger(file, at, bytes);
  if (integer || (kind === CLASS.float && isIeee(file, at, bytes))) {
    const type = `${!integer ? 'f' : flags & 8 ? 'i' : 'u'}${bytes}`;
    const littleEndian = (flags & 1) === 0;
    if (isNumericType(type)) return { kind: 'number', bytes, type, littleEndian };
  }
  return file.refuse(
    `a data set has elements of class ${kind} and ${bytes} bytes, neither numbers nor text`,
    at,
    `${WRITE_PLAINLY} Numbers are integers of up to 8 bytes and floats of 2, 4 or 8.`,
  );
}

/** Whether all bits of the bytes belong to the integer. */
function isWholeInteger(file: Hdf5Source, at: number, bytes: number): boolean {
  return file.u16(at + 8) === 0 && file.u16(at + 10) === 8 * bytes;
}

function isIeee(file: Hdf5Source, at: number, bytes: number): boolean {
  const sign = file.u8(at + 2);
  const parts = [12, 13, 14, 15].map((offset) => file.u8(at + offset));
  const found = [sign, ...parts, file.u32(at + 16)];
  const vaxOrder = (file.u8(at + 1) & 0x40) !== 0;
  return !vaxOrder && IEEE[bytes]?.every((value, k) => value === found[k]) === true;
}
