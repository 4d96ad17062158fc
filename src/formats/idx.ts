/**
 * Decodes IDX, the format of the MNIST files: two zero bytes, element type, number of dimensions,
 * the dimensions as big-endian u32, then the elements in C order. Only unsigned bytes are read;
 * MNIST has nothing else.
 */
import { complainAbout } from './complain.ts';

const UNSIGNED_BYTE = 0x08;

export interface IdxArray {
  readonly shape: readonly number[];
  /** A view into the file's bytes, C order. */
  readonly data: Uint8Array;
}

/**
 * Decodes an IDX file of unsigned bytes.
 * @param file names the file in errors
 * @throws MotifsmithError `data` if it is not such a file, is cut short or has bytes left over
 */
export function decodeIdx(bytes: Uint8Array, file: string): IdxArray {
  const complain = complainAbout(file, {
    remedy: 'Download the MNIST files again and unpack them if they are compressed.',
  });
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    throw complain('This is not an IDX file: it does not begin with two zero bytes.', 0);
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    const type = bytes[2];
    throw complain(`The IDX file has element type ${type}; only unsigned bytes (8) are read.`, 2);
  }
  const dimensions = bytes[3]!;
  const begin = 4 + 4 * dimensions;
  if (dimensions === 0 || bytes.length < begin) {
    throw complain(`The IDX file has no room for its ${dimensions} dimensions.`, 3);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const count = shape.reduce((product, length) => product * length, 1);
  const present = bytes.length - begin;
  if (count !== present) {
    throw complain(
      `The IDX file should have ${count} elements (${shape.join(' × ')}), but ${present} bytes follow its header.`,
      begin,
    );
  }
  return { shape, data: bytes.subarray(begin) };
}
