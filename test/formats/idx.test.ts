/** IDX, the format of MNIST: a file by hand, and what is refused. */
import { describe, expect, it } from 'vitest';
import { decodeIdx } from '../../src/formats/idx.ts';
import { expectFailure } from '../data/helpers.ts';

describe('decodeIdx', () => {
  it('reads a file written out by hand', () => {
    const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);
    expect(decodeIdx(bytes, 'x')).toEqual({
      shape: [2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 255),
    });
  });

  it.each<[string, number[], RegExp, RegExp]>([
    ['a short file', [0, 0], /two zero bytes/, /^f, byte 0$/],
    ['a gzip file', [0x1f, 0x8b, 8, 0], /two zero bytes/, /byte 0$/],
    ['floats', [0, 0, 13, 1, 0, 0, 0, 0], /type 13/, /byte 2$/],
    ['no dimensions', [0, 0, 8, 0], /0 dimensions/, /byte 3$/],
    ['cut dimensions', [0, 0, 8, 3, 0, 0, 0, 1], /3 dimensions/, /byte 3$/],
    ['cut data', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], /3 elements .* 2 bytes/, /byte 8$/],
    ['bytes left over', [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], /1 elements .* 2 bytes/, /byte 8$/],
  ])('refuses %s', async (_, bytes, message, where) => {
    await expectFailure(() => decodeIdx(Uint8Array.from(bytes), 'f'), 'data', message, where);
  });
});
