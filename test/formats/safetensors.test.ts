/** Weights and checkpoints stand on this format: what goes in comes out, and damage is named. */
import { describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.ts';

const tensors = {
  weights: { shape: [2, 3], data: Float32Array.of(1, -2.5, 3, 0, -0, 1e-30) },
  alpha: { shape: [2], data: Float64Array.of(Math.PI, -1e300) },
  counts: { shape: [3], data: Uint32Array.of(0, 7, 0xffffffff) },
  empty: { shape: [0, 4], data: new Float32Array(0) },
  scalar: { shape: [], data: Float64Array.of(42) },
};

/** A file with any header and data, right or wrong. */
function file(header: unknown, dataLength = 0, announced?: bigint): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function refusal(bytes: Uint8Array): MotifsmithError {
  try {
    decodeSafetensors(bytes, 'some.safetensors');
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    return error as MotifsmithError;
  }
  throw new Error('the file was accepted');
}

describe('round trip', () => {
  test('every type, shape and bit survives', () => {
    const decoded = decodeSafetensors(encodeSafetensors(tensors, { step: '12' }), 'f');
    expect(decoded.metadata).toEqual({ step: '12' });
    expect(Object.keys(decoded.tensors)).toEqual(Object.keys(tensors).sort());
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      expect(decoded.tensors[name]).toEqual({ shape, data });
    }
  });

  test('floats of 16 bits are widened', () => {
    const bytes = file(
      {
        half: { dtype: 'F16', shape: [4], data_offsets: [0, 8] },
        brain: { dtype: 'BF16', shape: [4], data_offsets: [8, 16] },
      },
      16,
    );
    // 1.5, −2, the largest and the smallest half; 1.5, −2, 2^127 and 2^−133 as brain floats.
    const halves = [0x3e00, 0xc000, 0x7bff, 0x0001, 0x3fc0, 0xc000, 0x7f00, 0x0001];
    new Uint8Array(bytes.buffer).set(
      new Uint8Array(Uint16Array.from(halves).buffer),
      bytes.length - 16,
    );
    expect(decodeSafetensors(bytes, 'f').tensors).toEqual({
      half: { shape: [4], data: Float32Array.of(1.5, -2, 65504, 2 ** -24) },
      brain: { shape: [4], data: Float32Array.of(1.5, -2, 2 ** 127, 2 ** -133) },
    });
  });

  test('the same tensors give the same bytes in any order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(tensors).reverse());
    expect(encodeSafetensors(reversed, { a: '1', b: '2' })).toEqual(
      encodeSafetensors(tensors, { b: '2', a: '1' }),
    );
  });

  test('data begin at a multiple of 8', () => {
    for (const name of ['a', 'ab', 'abc', 'µ']) {
      const bytes = encodeSafetensors({ [name]: { shape: [1], data: Float32Array.of(1) } });
      expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
    }
  });

  test('a view into a larger buffer is read at its place', () => {
    const bytes = encodeSafetensors(tensors);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3), 'f')).toEqual(decodeSafetensors(bytes, 'f'));
    expect(decodeSafetensors(Buffer.from(shifted).subarray(3), 'f')).toEqual(
      decodeSafetensors(bytes, 'f'),
    );
  });

  test('a shape that does not fit its data is a defect of the caller', () => {
    const wrong = { x: { shape: [2], data: Float32Array.of(1) } };
    expect(() => encodeSafetensors(wrong)).toThrow(/cannot be stored/);
  });
});

describe('hostile files', () => {
  const entry = (begin: number, end: number, shape: number[], dtype = 'F32') => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /no header/],
    ['huge header', file('{}', 0, 2n ** 63n), /more than any real/],
    ['truncated header', file('{}', 0, 100n), /cut short/],
    ['not JSON', file('{"a":'), /not JSON/],
    ['invalid UTF-8', file('{}', 0).fill(0xff, 8), /not JSON/],
    ['array header', file('[]'), /not a JSON object/],
    ['null entry', file({ a: null }), /not an object/],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), /not text/],
    ['wrong dtype', file({ a: entry(0, 4, [2], 'I16') }, 4), /element type "I16"/],
    ['dtype of a prototype', file({ a: entry(0, 4, [1], 'toString') }, 4), /element type/],
    ['negative shape', file({ a: entry(0, 4, [-1]) }, 4), /list of counts/],
    ['fractional offset', file({ a: entry(0.5, 4, [1]) }, 4), /pair of byte positions/],
    ['shape × size', file({ a: entry(0, 4, [2]) }, 4), /takes 8 bytes, not 4/],
    ['shape overflow', file({ a: entry(0, 4, [2 ** 52, 2 ** 52]) }, 4), /takes .* bytes/],
    ['offset out of range', file({ a: entry(0, 8, [2]) }, 4), /outside the 4 bytes/],
    ['descending offsets', file({ a: entry(4, 0, [1]) }, 4), /outside/],
    ['overlap', file({ a: entry(0, 8, [2]), b: entry(4, 12, [2]) }, 12), /overlaps/],
    ['gap', file({ a: entry(0, 4, [1]), b: entry(8, 12, [1]) }, 12), /gap/],
    ['rest', file({ a: entry(0, 4, [1]) }, 8), /belong to no tensor/],
  ];
  test.each(cases)('%s', (_, bytes, message) => {
    const error = refusal(bytes);
    expect(error.kind).toBe('artifact');
    expect(error.message).toMatch(message);
    expect(error.where).toContain('some.safetensors');
  });

  test('any truncation is refused', () => {
    const bytes = encodeSafetensors(tensors);
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length)).kind).toBe('artifact');
    }
  });

  test('random damage gives tensors or a typed error, never anything else', () => {
    const random = new Random(1, 'safetensors/damage');
    const intact = encodeSafetensors(tensors, { note: 'x' });
    for (let trial = 0; trial < 5000; trial++) {
      const bytes = intact.slice();
      for (let k = 1 + random.integer(4); k > 0; k--) {
        bytes[random.integer(random.integer(2) ? bytes.length : 200)] = random.integer(256);
      }
      try {
        decodeSafetensors(bytes, 'f');
      } catch (error) {
        if (!(error instanceof MotifsmithError) || error.kind !== 'artifact') throw error;
      }
    }
  });
});
