/**
 * The one source of randomness: xoroshiro128+ (Blackman and Vigna), from pure-rand, so that a seed
 * means the same numbers everywhere. Streams are derived by name, never shared: the order in which
 * two parts of a program draw cannot change what either of them gets, and a resumed run needs only
 * the seed and its position.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { log } from './math.ts';

/** 32-bit FNV-1a over UTF-16 code units, then the finaliser of MurmurHash3. */
function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** A stream of random numbers with the distributions that the project needs. */
export class Random {
  readonly #generator: RandomGenerator;

  /**
   * @param seed any safe integer
   * @param stream names what the numbers are for, e.g. `weights/hidden.0` or `order/retrain/12`
   */
  constructor(seed: number, stream: string) {
    const words: number[] = [0, 1, 2, 3].map((k) => hash32(`${seed}/${stream}/${k}`));
    if (!words.some((word) => word !== 0)) words[0] = 1;
    this.#generator = xoroshiro128plusFromState(words);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform integer in 0 … n − 1. */
  integer(n: number): number {
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** Standard normal, by Marsaglia's polar method (the second value of each pair is dropped). */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
    }
  }

  /** Standard Gumbel: argmax of logits plus such noise is a draw from their softmax. */
  gumbel(): number {
    for (;;) {
      const u = this.uniform();
      if (u > 0) return -log(-log(u));
    }
  }

  /** Gamma with the given shape, at least 1, and mean 1 (Marsaglia and Tsang, 2000). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const root = 1 + c * x;
      const u = this.uniform();
      if (root <= 0 || u === 0) continue;
      const v = root * root * root;
      if (log(u) < (x * x) / 2 + d * (1 - v + log(v))) return (d * v) / shape;
    }
  }

  /** Poisson: how many arrivals of rate 1 there are up to the given time, at least 0. */
  poisson(mean: number): number {
    const wait = () => -log(1 - this.uniform());
    let arrivals = 0;
    for (let time = wait(); time < mean; time += wait()) arrivals += 1;
    return arrivals;
  }

  /** A uniformly random permutation of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}
