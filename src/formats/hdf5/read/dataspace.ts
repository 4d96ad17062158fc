/** The shape of an HDF5 data set, and how far each dimension may grow. */
import { type Hdf5Source, UNDEFINED_ADDRESS } from './source.ts';

/** HDF5's own limit. */
const MOST_DIMENSIONS = 32;
const NULL_SPACE = 2;

export interface Extent {
  /** Length of each dimension; none for a scalar. */
  readonly shape: readonly number[];
  /** Largest length of each dimension, Infinity where there is no limit. */
  readonly most: readonly number[];
}

/**
 * @param at of a dataspace message
 * @throws MotifsmithError if the data set has no elements by declaration, or is damaged
 */
export function readExtent(file: Hdf5Source, at: number): Extent {
  const version = file.u8(at);
  const rank = file.u8(at + 1);
  if (version !== 1 && version !== 2) file.refuse('a shape is of no known version', at);
  if (version === 2 && file.u8(at + 3) === NULL_SPACE) file.refuse('a data set is empty', at);
  if (rank > MOST_DIMENSIONS) file.refuse(`a data set has ${rank} dimensions`, at);
  const start = at + (version === 1 ? 8 : 4);
  const shape = Array.from({ length: rank }, (_, d) => file.u64(start + 8 * d));
  if ((file.u8(at + 2) & 1) === 0) return { shape, most: shape };
  const most = shape.map((length, d) => {
    const limit = file.address(start + 8 * (rank + d));
    if (limit === UNDEFINED_ADDRESS) return Number.POSITIVE_INFINITY;
    if (limit < length) file.refuse('a data set is larger than it may be', at);
    return limit;
  });
  return { shape, most };
}
