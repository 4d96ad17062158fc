/** Spikes as the device keeps them, [words][N] with a bit for each step, and as trains. */
import type { SpikeTrain } from '../engine.ts';

/**
 * @param words [⌊T/32⌋ + 1][N]
 * @param steps T
 */
export function trainOf(words: Uint32Array, neurons: number, steps: number): SpikeTrain {
  const offsets = new Uint32Array(steps + 1);
  const spiked = (t: number, i: number) => (words[(t >> 5) * neurons + i]! >>> (t & 31)) & 1;
  for (let t = 0; t < steps; t++) {
    let count = 0;
    for (let i = 0; i < neurons; i++) count += spiked(t, i);
    offsets[t + 1] = offsets[t]! + count;
  }
  const found = new Uint32Array(offsets[steps]!);
  let at = 0;
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < neurons; i++) if (spiked(t, i) === 1) found[at++] = i;
  }
  return { offsets, neurons: found };
}
