/**
 * The mean of the channels of sound that is decoded block by block, of which nobody knows beforehand how
 * much it is: memory grows with what has been decoded, never with what a header claims.
 */
import { allowMore, LIMITS } from '../../core/limits.ts';
import type { Complain } from '../../formats/complain.ts';

export class ChannelMean {
  #samples: Float64Array;
  #length = 0;
  readonly #complain: Complain;

  /** @param expected samples; a good guess saves copies */
  constructor(expected: number, complain: Complain) {
    this.#samples = new Float64Array(Math.min(expected, LIMITS.soundSamples));
    this.#complain = complain;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Appends `count` frames.
   * @param channels [channels][count] whole numbers
   * @param scale what full scale is, a power of 2
   * @param offset of the block in bytes
   * @throws MotifsmithError `data` if there are too many
   */
  add(channels: readonly ArrayLike<number>[], count: number, scale: number, offset: number): void {
    const length = this.#length + count;
    if (length > LIMITS.soundSamples) {
      throw this.#complain(
        `The recording has over ${LIMITS.soundSamples} samples.`,
        offset,
        `Cut it into recordings of one word or sentence each. ${allowMore('soundSamples')}.`,
      );
    }
    if (length > this.#samples.length) {
      const larger = new Float64Array(
        Math.min(LIMITS.soundSamples, Math.max(length, 2 * this.#samples.length)),
      );
      larger.set(this.#samples.subarray(0, this.#length));
      this.#samples = larger;
    }
    for (let t = 0; t < count; t++) {
      let sum = 0;
      for (const channel of channels) sum += channel[t]!;
      this.#samples[this.#length + t] = sum / scale / channels.length;
    }
    this.#length = length;
  }

  /** The samples so far. @param most how many of them at most */
  samples(most: number): Float64Array {
    return this.#samples.subarray(0, Math.min(this.#length, most));
  }
}
