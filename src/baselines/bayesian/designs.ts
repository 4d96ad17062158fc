/** Points that cover a unit box evenly: fewer are needed than if they were drawn one by one. */
import { Random } from '../../core/random.ts';
import type { Point } from './gaussian-process.ts';

/**
 * Latin hypercube (McKay et al. 1979): in each dimension, one point in each of n equal parts.
 * @param stream names the random numbers
 */
export function latinHypercube(
  count: number,
  dimensions: number,
  seed: number,
  stream: string,
): Point[] {
  const columns = Array.from({ length: dimensions }, (_, d) => {
    const random = new Random(seed, `${stream}/${d}`);
    const order = random.permutation(count);
    return Array.from(order, (part) => (part + random.uniform()) / count);
  });
  return Array.from({ length: count }, (_, k) => columns.map((column) => column[k]!));
}

/** Digits that are worth less are left out. */
const SMALLEST_UNIT = 2 ** -40;

/** The first primes, one a dimension. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

/**
 * Halton's points with the digits of each dimension shuffled, place by place (Owen 2017, "A randomized Halton
 * algorithm"), since neighbouring large primes would otherwise go along with each other.
 */
export function scrambledHalton(
  count: number,
  dimensions: number,
  seed: number,
  stream: string,
): Point[] {
  const columns = primes(dimensions).map((base, d) => {
    const random = new Random(seed, `${stream}/${d}`);
    const values = new Float64Array(count);
    for (let power = 1; 1 / (power * base) > SMALLEST_UNIT; power *= base) {
      const shuffled = random.permutation(base);
      for (let k = 0; k < count; k++) {
        values[k]! += shuffled[Math.floor(k / power) % base]! / (power * base);
      }
    }
    return values;
  });
  return Array.from({ length: count }, (_, k) => columns.map((column) => column[k]!));
}
