/**
 * What events put into the first layer: J[t] = W·x[t] with x[t] = κ·x[t − 1] + counts[t]. As the filter is linear,
 * J[t] = κ·J[t − 1] + W·counts[t]: rows of W are added per event, and x itself is never made. The same holds backwards:
 * ∂E/∂W = Σ_t D̃[t]·counts[t]ᵀ with D̃[t] = D[t] + κ·D̃[t + 1].
 */
import type { PackedBatch } from './packed-batch.ts';

/** Decay of x over each step of a batch: κ to the power of the steps that lie between two rows. */
type Decay = (steps: number) => number;

/** κ^n by repeated products, which machines agree on. */
function decayOf(kappa: number): Decay {
  const powers = [1];
  return (steps) => {
    if (kappa === 0) return steps === 0 ? 1 : 0;
    for (let n = powers.length; n <= steps; n++) powers.push(powers[n - 1]! * kappa);
    return powers[steps]!;
  };
}

/** row += w[channel]. */
function addRow(row: Float64Array, w: Float64Array, channel: number): void {
  const columns = row.length;
  for (let m = 0, from = channel * columns; m < columns; m++, from++) row[m]! += w[from]!;
}

/** w[channel] += row. */
function addToRow(w: Float64Array, channel: number, row: Float64Array): void {
  const columns = row.length;
  for (let m = 0, to = channel * columns; m < columns; m++, to++) w[to]! += row[m]!;
}

/**
 * Adds J to the rows of a batch.
 * @param drives [rows][columns]
 * @param weights W [inputs][columns]
 * @param kappa 0: x is the counts themselves
 */
export function addInput(
  drives: Float64Array,
  batch: PackedBatch,
  weights: Float64Array,
  columns: number,
  kappa: number,
): void {
  const decay = decayOf(kappa);
  const { samples, lengths, firstRow, times } = batch;
  const filtered = new Float64Array(columns);
  samples.forEach(({ offsets, channels }, p) => {
    filtered.fill(0);
    for (let t = 0; t < lengths[p]!; t++) {
      const row = firstRow[t]! + p;
      if (t > 0) {
        const kept = decay(times[row]! - times[firstRow[t - 1]! + p]!);
        for (let m = 0; m < columns; m++) filtered[m]! *= kept;
      }
      const end = offsets[times[row]! + 1]!;
      for (let e = offsets[times[row]!]!; e < end; e++) addRow(filtered, weights, channels[e]!);
      for (let m = 0, to = row * columns; m < columns; m++) drives[to + m]! += filtered[m]!;
    }
  });
}

/** Adds ∂E/∂W for the same W. @param errors ∂E/∂J [rows][columns] */
export function addInputGradient(
  gradient: Float64Array,
  batch: PackedBatch,
  errors: Float64Array,
  columns: number,
  kappa: number,
): void {
  const decay = decayOf(kappa);
  const { samples, lengths, firstRow, times } = batch;
  const filtered = new Float64Array(columns);
  samples.forEach(({ offsets, channels }, p) => {
    filtered.fill(0);
    for (let t = lengths[p]! - 1; t >= 0; t--) {
      const row = firstRow[t]! + p;
      if (t + 1 < lengths[p]!) {
        const kept = decay(times[firstRow[t + 1]! + p]! - times[row]!);
        for (let m = 0; m < columns; m++) filtered[m]! *= kept;
      }
      for (let m = 0, from = row * columns; m < columns; m++) filtered[m]! += errors[from + m]!;
      const end = offsets[times[row]! + 1]!;
      for (let e = offsets[times[row]!]!; e < end; e++) addToRow(gradient, channels[e]!, filtered);
    }
  });
}
