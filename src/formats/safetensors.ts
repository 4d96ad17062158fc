/**
 * The safetensors format: named arrays in one file, readable from Python, Rust and JavaScript, and
 * without code execution on reading. Weights and checkpoints are kept in it. Pure functions over
 * bytes: the same tensors always give the same bytes, so that a hash of a file identifies a result.
 *
 * A file is: the length of the header (u64, little-endian), the header (JSON, padded with spaces to
 * a multiple of 8), then the data of all tensors without gaps.
 */
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import { LIMITS } from '../core/limits.ts';
import { parseJson } from '../core/parse-json.ts';
import { type Complain, complainAbout } from './complain.ts';
import { brainFloatToNumber, halfToNumber } from './half.ts';

/** An array in row-major order; the product of `shape` is `data.length`. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint32Array;
}

/** Free text that belongs to the whole file. */
export type SafetensorsMetadata = Readonly<Record<string, string>>;

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** In ascending order of name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: SafetensorsMetadata;
}

const METADATA = '__metadata__';

/** Types that are read and written. */
const STORED_TYPES = {
  F32: { array: Float32Array, bytes: 4 },
  F64: { array: Float64Array, bytes: 8 },
  U32: { array: Uint32Array, bytes: 4 },
} as const;
/** Types that are only read, as F32. */
const SHORT_TYPES = {
  F16: { widen: halfToNumber, bytes: 2 },
  BF16: { widen: brainFloatToNumber, bytes: 2 },
} as const;
const ELEMENT_TYPES = { ...STORED_TYPES, ...SHORT_TYPES };
type ElementType = keyof typeof ELEMENT_TYPES;

function elementType(data: StoredTensor['data']): keyof typeof STORED_TYPES {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'U32';
}

/** By UTF-16 code unit: an order that no locale can change. */
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

/**
 * Encodes tensors; equal input gives equal bytes, whatever the order of its keys.
 * @throws MotifsmithError (`internal`) if a shape does not match its data or a name is reserved
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: SafetensorsMetadata = {},
): Uint8Array {
  const entries = Object.entries(tensors).sort(byName);
  // JSON objects put integer-like keys first; an array of pairs keeps the order of names.
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) {
    const sorted = Object.fromEntries(Object.entries(metadata).sort(byName));
    fields.push(`${JSON.stringify(METADATA)}:${JSON.stringify(sorted)}`);
  }
  let length = 0;
  for (const [name, { shape, data }] of entries) {
    if (name === METADATA || shape.reduce((product, n) => product * n, 1) !== data.length) {
      throw new MotifsmithError('internal', `tensor "${name}" cannot be stored`, {
        where: `shape [${shape.join(', ')}], ${data.length} elements`,
      });
    }
    const end = length + data.byteLength;
    const field = { dtype: elementType(data), shape, data_offsets: [length, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(field)}`);
    length = end;
  }
  const text = new TextEncoder().encode(`{${fields.join(',')}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of entries) {
    writeElements(view, at, data);
    at += data.byteLength;
  }
  return bytes;
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function writeElements(view: DataView, at: number, data: StoredTensor['data']): void {
  if (LITTLE_ENDIAN) {
    new Uint8Array(view.buffer).set(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      at,
    );
    return;
  }
  data.forEach((value: number, k: number) => {
    if (data instanceof Float32Array) view.setFloat32(at + 4 * k, value, true);
    else if (data instanceof Float64Array) view.setFloat64(at + 8 * k, value, true);
    else view.setUint32(at + 4 * k, value, true);
  });
}

function readElements(bytes: Uint8Array, type: ElementType): StoredTensor['data'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'F16' || type === 'BF16') {
    const { widen } = SHORT_TYPES[type];
    return new Float32Array(bytes.length / 2).map((_, k) => widen(view.getUint16(2 * k, true)));
  }
  const { array, bytes: size } = STORED_TYPES[type];
  // A copy, for alignment; `slice` would not do, since that of a Node Buffer does not copy.
  if (LITTLE_ENDIAN) return new array(new Uint8Array(bytes).buffer);
  const read = {
    F32: (k: number) => view.getFloat32(4 * k, true),
    F64: (k: number) => view.getFloat64(8 * k, true),
    U32: (k: number) => view.getUint32(4 * k, true),
  }[type];
  return array.from(Array.from({ length: bytes.byteLength / size }, (_, k) => read(k)));
}

/**
 * Decodes and checks a file. Nothing in it is trusted: lengths, offsets, shapes and types are
 * checked before anything is allocated for them.
 * @param file names the file in errors
 * @throws MotifsmithError (`artifact`) saying what is wrong and at which tensor or byte
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  const complain = complainAbout(file, {
    kind: 'artifact',
    remedy: 'The file is damaged or not of this format: fetch or write it again.',
  });
  if (bytes.length < 8) throw complain(`A file of ${bytes.length} bytes has no header.`, 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const announced = view.getBigUint64(0, true);
  if (announced > BigInt(LIMITS.jsonBytes)) {
    throw complain(`A header of ${announced} bytes is more than any real one.`, 0);
  }
  const headerLength = Number(announced);
  if (8 + headerLength > bytes.length) {
    throw complain(`The header of ${headerLength} bytes is cut short.`, bytes.length);
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength), complain);
  const data = bytes.subarray(8 + headerLength);
  const metadata = checkMetadata(header[METADATA], complain);
  const places: Place[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name !== METADATA) places.push(checkPlace(name, entry, data.length, complain));
  }
  checkCoverage(places, data.length, complain);
  const tensors = places
    .sort((a, b) => byName([a.name, a], [b.name, b]))
    .map(({ name, type, shape, begin, end }) => [
      name,
      { shape, data: readElements(data.subarray(begin, end), type) },
    ]);
  return { tensors: Object.fromEntries(tensors), metadata };
}

interface Place {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function parseHeader(bytes: Uint8Array, complain: Complain): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw complain('The header is not JSON.', 8);
  }
  if (!isRecord(parsed)) throw complain('The header is not a JSON object.', 8);
  return parsed;
}

function checkMetadata(value: unknown, complain: Complain): SafetensorsMetadata {
  if (value === undefined) return {};
  if (!isRecord(value)) throw complain('The metadata is not an object.', METADATA);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw complain(`Metadata "${key}" is not text.`, METADATA);
  }
  return value as SafetensorsMetadata;
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

function checkPlace(name: string, entry: unknown, available: number, complain: Complain): Place {
  const where = `tensor "${name}"`;
  if (!isRecord(entry)) throw complain('The entry is not an object.', where);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENT_TYPES, dtype)) {
    throw complain(
      `The element type ${JSON.stringify(dtype)} is not one of ${Object.keys(ELEMENT_TYPES).join(', ')}.`,
      where,
      'Save the tensor as 32-bit floats.',
    );
  }
  const type = dtype as ElementType;
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    throw complain('The shape is not a list of counts.', where);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw complain('data_offsets is not a pair of byte positions.', where);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > available) {
    throw complain(`Bytes ${begin} to ${end} are outside the ${available} bytes of data.`, where);
  }
  const size = shape.reduce((product: number, n: number) => product * n, ELEMENT_TYPES[type].bytes);
  if (size !== end - begin) {
    throw complain(
      `Shape [${shape.join(', ')}] of ${type} takes ${size} bytes, not ${end - begin}.`,
      where,
    );
  }
  return { name, type, shape, begin, end };
}

/** Every byte of the data belongs to exactly one tensor: no overlaps, no gaps, nothing left over. */
function checkCoverage(places: readonly Place[], available: number, complain: Complain): void {
  const ordered = [...places].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of ordered) {
    if (begin !== expected) {
      const problem = begin < expected ? 'overlaps the one before' : 'leaves a gap before it';
      throw complain(`The tensor ${problem}.`, `tensor "${name}", byte ${begin} of the data`);
    }
    expected = end;
  }
  if (expected !== available) {
    throw complain(
      `${available - expected} bytes belong to no tensor.`,
      `byte ${expected} of the data`,
    );
  }
}
