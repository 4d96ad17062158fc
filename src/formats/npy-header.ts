/**
 * Reads the header of NumPy's .npy format: `\x93NUMPY`, major and minor version, header length (2
 * bytes in version 1, 4 in 2 and 3), then a Python dict literal with `descr`, `fortran_order` and
 * `shape`. It is read without evaluating it, and nothing is allocated on its word.
 */
import { MotifsmithError } from '../core/errors.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself refuses headers above 10,000 bytes; nothing we read comes near. */
const LONGEST_HEADER = 65_535;

/** A field of a structured element type; one without a name is padding. */
export interface NpyField {
  readonly name: string;
  /** E.g. `<i8`. */
  readonly descr: string;
}

export interface NpyHeader {
  /** Element type, e.g. `<f4`, or the fields of a structured one. */
  readonly descr: string | readonly NpyField[];
  /** Whether the first index runs fastest, where there are several. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Offset of the first element in bytes. */
  readonly dataOffset: number;
}

/**
 * @param where names the file or member in errors
 * @throws MotifsmithError `data` if it is not such a header, or the element type is nested
 */
export function readNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const notNpy = (offset: number, problem: string) =>
    new MotifsmithError('data', `This is not a readable .npy array: ${problem}.`, {
      where: `${where}, byte ${offset}`,
      remedy: 'Write it with numpy.save or numpy.savez.',
    });
  if (bytes.length < 10) throw notNpy(0, `it has only ${bytes.length} bytes`);
  if (!isNpy(bytes)) throw notNpy(0, 'it does not begin with \\x93NUMPY');
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw notNpy(6, `format version ${version} is unknown`);
  const lengthBytes = version === 1 ? 2 : 4;
  const begin = 8 + lengthBytes;
  if (bytes.length < begin) throw notNpy(8, 'it ends within the header length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) throw notNpy(8, `its header claims ${length} bytes`);
  if (begin + length > bytes.length)
    throw notNpy(8, `it ends within its header of ${length} bytes`);
  const header = new TextDecoder().decode(bytes.subarray(begin, begin + length));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1] ?? readFields(header);
  if (descr === null) throw notNpy(begin, 'its header has no plain element type (descr)');
  const fortran = /'fortran_order': *(True|False)/.exec(header)?.[1];
  if (fortran === undefined) throw notNpy(begin, 'its header lacks fortran_order');
  const dimensions = /'shape': *\(((?:\d{1,15}, *)*\d{0,15})\)/.exec(header)?.[1];
  if (dimensions === undefined) throw notNpy(begin, 'its header lacks a shape');
  const shape = [...dimensions.matchAll(/\d+/g)].map(Number);
  return {
    descr,
    fortran: fortran === 'True' && shape.length > 1,
    shape,
    dataOffset: begin + length,
  };
}

/** Whether bytes begin with the signature of .npy. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** `[('x', '<i2'), ('t', '<i8')]`; null if there is no such list or it holds more than that. */
function readFields(header: string): NpyField[] | null {
  const list = /'descr': *\[/.exec(header);
  if (list === null) return null;
  // Field by field: one pattern for the whole list could take exponential time to fail.
  const field = /\s*\(\s*'([^']*)'\s*,\s*'([^']*)'\s*\)\s*([,\]])/y;
  field.lastIndex = list.index + list[0].length;
  const fields: NpyField[] = [];
  for (;;) {
    const [, name, descr, then] = field.exec(header) ?? [];
    if (name === undefined || descr === undefined) return null;
    fields.push({ name, descr });
    if (then === ']') return fields;
  }
}
