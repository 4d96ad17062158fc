/**
 * The header of NumPy's .npy format, read and written: `\x93NUMPY`, major and minor version, header
 * length (2 bytes in version 1, 4 in 2 and 3), then a Python dict literal with `descr`,
 * `fortran_order` and `shape`. It is parsed without evaluating it.
 */
import { type Complain, complainAbout } from './complain.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself refuses headers above 10,000 bytes; nothing we read comes near. */
const LONGEST_HEADER = 65_535;
/** Bytes before the header's text, in version 1. */
const PREAMBLE = 10;
/** NumPy pads headers so that the elements begin at a multiple of this. */
const ALIGNMENT = 64;

/** A field of a structured element type; one without a name is padding. */
export interface NpyField {
  readonly name: string;
  /** E.g. `<i8`. */
  readonly descr: string;
}

export interface NpyHeader {
  /** Element type, e.g. `<f4`, or the fields of a structured one. */
  readonly descr: string | readonly NpyField[];
  /** Whether the first of several indices runs fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Offset of the first element in bytes. */
  readonly dataOffset: number;
}

/** How decoders of .npy complain. @param where names the file or member */
export function complainAboutNpy(where: string): Complain {
  return complainAbout(where, { remedy: 'Save the array again with numpy.save or numpy.savez.' });
}

/**
 * @param where names the file or member in errors
 * @throws MotifsmithError `data` if it is not such a header, or the element type is nested
 */
export function readNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const complain = complainAbout(where, {
    verdict: 'This is not a readable .npy array',
    remedy: 'Write it with numpy.save or numpy.savez.',
  });
  if (bytes.length < PREAMBLE) throw complain(`it has only ${bytes.length} bytes`, 0);
  if (!isNpy(bytes)) throw complain('it does not begin with \\x93NUMPY', 0);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw complain(`format version ${version} is unknown`, 6);
  const begin = version === 1 ? PREAMBLE : PREAMBLE + 2;
  if (bytes.length < begin) throw complain('it ends within the header length', 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER) throw complain(`its header claims ${length} bytes`, 8);
  if (begin + length > bytes.length) {
    throw complain(`it ends within its header of ${length} bytes`, 8);
  }
  const header = new TextDecoder().decode(bytes.subarray(begin, begin + length));
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1] ?? readFields(header);
  if (descr === null) throw complain('its header has no plain element type (descr)', begin);
  const fortran = /'fortran_order': *(True|False)/.exec(header)?.[1];
  if (fortran === undefined) throw complain('its header lacks fortran_order', begin);
  const dimensions = /'shape': *\(((?:\d{1,15}, *)*\d{0,15})\)/.exec(header)?.[1];
  if (dimensions === undefined) throw complain('its header lacks a shape', begin);
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

/** `[('x', '<i2'), ('t', '<i8')]`; null for anything else. */
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

/**
 * @throws MotifsmithError `data` unless exactly `count` elements of `size` bytes follow the header,
 * whose number the length of the file bounds
 */
export function requireElements(
  bytes: Uint8Array,
  { dataOffset }: NpyHeader,
  count: number,
  size: number,
  complain: Complain,
): void {
  const expected = count * size;
  const present = bytes.length - dataOffset;
  const bounded = size > 0 || count === 0;
  if (Number.isSafeInteger(expected) && expected === present && bounded) return;
  throw complain(
    `The array should have ${expected} bytes of data (${count} × ${size}), but ${present} follow its header.`,
    dataOffset,
    'The file is cut short or damaged: copy or save it again.',
  );
}

/**
 * The header of a new .npy file, version 1, padded as NumPy does.
 * @param descr element type, e.g. `<f4`, or name and type of each field
 */
export function writeNpyHeader(
  descr: string | readonly (readonly [name: string, type: string])[],
  shape: readonly number[],
): Uint8Array {
  const type =
    typeof descr === 'string'
      ? `'${descr}'`
      : `[${descr.map(([name, each]) => `('${name}', '${each}')`).join(', ')}]`;
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': ${type}, 'fortran_order': False, 'shape': (${dimensions}), }`;
  const end = Math.ceil((PREAMBLE + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(end).fill(0x20);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, end - PREAMBLE, true);
  bytes.set(new TextEncoder().encode(header), PREAMBLE);
  bytes[end - 1] = 0x0a;
  return bytes;
}
