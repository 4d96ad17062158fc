/** Undoing the shuffle of bytes, whatever width a file claims. */
import { expect, it } from 'vitest';
import { unshuffle } from '../../src/formats/byte-shuffle.ts';

const undone = (bytes: number[], width: number) => {
  const out = new Uint8Array(bytes.length);
  unshuffle(Uint8Array.from(bytes), out, width);
  return [...out];
};

it('puts elements together again and leaves a rest as it is', () => {
  expect(undone([1, 3, 2, 4, 9], 2)).toEqual([1, 2, 3, 4, 9]);
});

it('does nothing, at once, for elements wider than half of the data', { timeout: 1000 }, () => {
  expect(undone([1, 2, 3], 2)).toEqual([1, 2, 3]);
  expect(undone([1, 2, 3], 2 ** 32 - 1)).toEqual([1, 2, 3]);
});
