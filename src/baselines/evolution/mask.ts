/** Which connections a liquid has, one bit each: a binary matrix, [target][source]. */
import type { EdgePattern } from '../../model/edges.ts';

/** Rows begin at whole words; bits beyond N are 0. */
export interface Mask {
  /** N */
  readonly neurons: number;
  /** [N · words of a row] */
  readonly bits: Uint32Array;
}

/** Words of a row. */
const rowWords = (neurons: number): number => Math.ceil(neurons / 32);

/** No connection. */
export function emptyMask(neurons: number): Mask {
  return { neurons, bits: new Uint32Array(neurons * rowWords(neurons)) };
}

/** The word that holds a bit; the bit in it is `source & 31`. */
export const wordOf = (neurons: number, target: number, source: number): number =>
  target * rowWords(neurons) + (source >>> 5);

export const connects = ({ neurons, bits }: Mask, target: number, source: number): boolean =>
  ((bits[wordOf(neurons, target, source)]! >>> (source & 31)) & 1) === 1;

/** Makes a connection where there is none, and takes it away where there is one. In place. */
export function flip({ neurons, bits }: Mask, target: number, source: number): void {
  bits[wordOf(neurons, target, source)]! ^= 1 << (source & 31);
}

/** Ones in a word (Warren, "Hacker's Delight", 5-2). */
export function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Connections in all. */
export const connectionsIn = ({ bits }: Mask): number =>
  bits.reduce((sum, word) => sum + countOnes(word), 0);

/** Calls `visit` with the place of each one of a row, ascending. */
export function visitRow(row: Uint32Array, visit: (column: number) => void): void {
  for (let w = 0; w < row.length; w++) {
    // The lowest one of a word is taken off until nothing is left.
    for (let word = row[w]!; word !== 0; word &= word - 1)
      visit(32 * w + 31 - Math.clz32(word & -word));
  }
}

/** The connections as the engines take them. */
export function maskEdges(mask: Mask): EdgePattern {
  const { neurons } = mask;
  const offsets = new Uint32Array(neurons + 1);
  const sources = new Uint32Array(connectionsIn(mask));
  let e = 0;
  for (let target = 0; target < neurons; target++) {
    visitRow(rowOf(mask, target), (source) => {
      sources[e++] = source;
    });
    offsets[target + 1] = e;
  }
  return { neurons, offsets, sources };
}

/** Row of a mask, a view: those that a target receives from. */
export function rowOf({ neurons, bits }: Mask, target: number): Uint32Array {
  const words = rowWords(neurons);
  return bits.subarray(target * words, (target + 1) * words);
}
