/** The order in which an epoch visits its samples: a function of seed and stream name alone. */
import { Random } from '../../core/random.ts';

/**
 * Batches of sample indices for one epoch: a permutation of 0 … count − 1, cut into pieces of
 * `batchSize`; the last piece may be shorter.
 * @param stream names the epoch, e.g. `order/retrain/12`; another name gives another order
 */
export function epochBatches(
  count: number,
  batchSize: number,
  seed: number,
  stream: string,
): Uint32Array[] {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch size ${batchSize} is not a positive integer`);
  }
  const order = new Random(seed, stream).permutation(count);
  const batches: Uint32Array[] = [];
  for (let begin = 0; begin < count; begin += batchSize) {
    batches.push(order.subarray(begin, Math.min(begin + batchSize, count)));
  }
  return batches;
}
