/**
 * Encodes named arrays as NumPy's .npz. The same arrays give the same bytes: members are sorted by
 * name and have the earliest date that zip knows.
 */
import { zipSync } from 'fflate';
import { MotifsmithError } from '../core/errors.ts';
import { writeNpyHeader } from './npy-header.ts';
import type { StoredTensor } from './safetensors.ts';

/** Earliest date of zip, in local time, as fflate writes it. */
const EARLIEST = new Date(1980, 0, 1);
const COMPRESSION_LEVEL = 6;

/**
 * @param tensors written as `<name>.npy`
 * @param texts written as `<name>.npy` too, each a scalar string
 * @throws MotifsmithError (`internal`) if a shape does not match its data
 */
export function encodeNpz(
  tensors: Readonly<Record<string, StoredTensor>>,
  texts: Readonly<Record<string, string>> = {},
): Uint8Array {
  const members = [
    ...Object.entries(tensors).map(([name, tensor]) => [name, tensorNpy(name, tensor)] as const),
    ...Object.entries(texts).map(([name, text]) => [name, textNpy(text)] as const),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  const files = Object.fromEntries(members.map(([name, bytes]) => [`${name}.npy`, bytes]));
  return zipSync(files, { level: COMPRESSION_LEVEL, mtime: EARLIEST });
}

function tensorNpy(name: string, { shape, data }: StoredTensor): Uint8Array {
  if (shape.reduce((product, n) => product * n, 1) !== data.length) {
    throw new MotifsmithError('internal', `tensor "${name}" cannot be stored`, {
      where: `shape [${shape.join(', ')}], ${data.length} elements`,
    });
  }
  const type = data instanceof Float32Array ? '<f4' : data instanceof Float64Array ? '<f8' : '<u4';
  const bytes = npy(type, shape, data.byteLength);
  const view = new DataView(bytes.buffer, bytes.length - data.byteLength);
  data.forEach((value: number, k: number) => {
    if (type === '<f4') view.setFloat32(4 * k, value, true);
    else if (type === '<f8') view.setFloat64(8 * k, value, true);
    else view.setUint32(4 * k, value, true);
  });
  return bytes;
}

function textNpy(text: string): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  const bytes = npy(`<U${points.length}`, [], 4 * points.length);
  const view = new DataView(bytes.buffer, bytes.length - 4 * points.length);
  points.forEach((point, k) => {
    view.setUint32(4 * k, point, true);
  });
  return bytes;
}

/** An .npy file whose elements, the last `length` bytes, are still 0. */
function npy(type: string, shape: readonly number[], length: number): Uint8Array {
  const header = writeNpyHeader(type, shape);
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  return bytes;
}
