/** How masks are drawn, mixed and changed. */
import type { Random } from '../../core/random.ts';
import { emptyMask, flip, type Mask, wordOf } from './mask.ts';

/** Each connection with the given probability. */
export function drawMask(neurons: number, share: number, random: Random): Mask {
  const mask = emptyMask(neurons);
  for (let target = 0; target < neurons; target++) {
    for (let source = 0; source < neurons; source++) {
      if (random.uniform() < share) flip(mask, target, source);
    }
  }
  return mask;
}

/** Two-point crossover of the flattened matrices: a, but for the part between two places, which is b's. */
export function crossover(a: Mask, b: Mask, random: Random): Mask {
  const { neurons } = a;
  const places = [random.integer(neurons * neurons), random.integer(neurons * neurons)];
  const [begin, end] = [Math.min(...places), Math.max(...places)];
  const bits = a.bits.slice();
  /** Word and bit of a place in the matrix: rows begin at whole words. */
  const position = (place: number) => {
    const source = place % neurons;
    return { word: wordOf(neurons, Math.floor(place / neurons), source), bit: source & 31 };
  };
  const [first, last] = [position(begin), position(end)];
  bits.set(b.bits.subarray(first.word, last.word), first.word);
  // Of the words at the two places, the parts outside stay as they are.
  const before = (bit: number) => (2 ** bit - 1) >>> 0;
  const mix = (word: number, fromA: number, whole: Uint32Array) =>
    ((a.bits[word]! & fromA) | (whole[word]! & ~fromA)) >>> 0;
  bits[last.word] = mix(last.word, ~before(last.bit), b.bits);
  bits[first.word] = mix(first.word, before(first.bit), bits);
  return { neurons, bits };
}

/** Flips connections at random places, as many as a Poisson number with the given mean. In place. */
export function mutate(mask: Mask, mean: number, random: Random): void {
  for (let flips = random.poisson(mean); flips > 0; flips--) {
    flip(mask, random.integer(mask.neurons), random.integer(mask.neurons));
  }
}

export const sameMask = (a: Mask, b: Mask): boolean =>
  a.bits.every((word, w) => word === b.bits[w]);
