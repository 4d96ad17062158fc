/**
 * Small statistics for the record. They are rounded to six significant digits, because a record is
 * read and plotted, never computed on; a job's state is never rounded.
 */

/** To six significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

export function roundedAll(values: ArrayLike<number>): number[] {
  return Array.from(values, rounded);
}

/** Rounded figures of the values at the given positions (all of them if left out), or null if none. */
export function distribution(
  values: ArrayLike<number>,
  include: (k: number) => boolean = () => true,
) {
  let count = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let k = 0; k < values.length; k++) {
    if (!include(k)) continue;
    const value = values[k]!;
    count += 1;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (count === 0) return null;
  const mean = sum / count;
  let squares = 0;
  for (let k = 0; k < values.length; k++) {
    if (include(k)) squares += (values[k]! - mean) * (values[k]! - mean);
  }
  return {
    mean: rounded(mean),
    std: rounded(Math.sqrt(squares / count)),
    min: rounded(min),
    max: rounded(max),
  };
}
