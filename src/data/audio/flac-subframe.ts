/**
 * One channel of a FLAC frame (RFC 9639, section 9.2): a prediction from the samples before, and what it
 * misses by, in Rice codes. Whole numbers in float64 are exact here: a prediction of 32 coefficients of 15
 * bits from samples of 33 bits has at most 53 bits.
 */
import { type BitReader, unfolded } from './bit-reader.ts';

/** Why a subframe cannot be read, in words that follow "a block". */
export class BadSubframe extends Error {}

const MOST_ORDER = 32;
/** [order][k] coefficients of the predictors without coefficients in the file. */
const FIXED: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];
/** No residual is larger; a damaged one may be. */
const LARGEST = 2 ** 34;

/**
 * Reads the subframe of `out.length` samples.
 * @param bits of a sample, up to 33
 * @throws BadSubframe, EndOfBits
 */
export function readSubframe(reader: BitReader, bits: number, out: Float64Array): void {
  if (reader.unsigned(1) !== 0) throw new BadSubframe('has a channel of an unknown form');
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 0 ? 0 : reader.zeros() + 1;
  const width = bits - wasted;
  if (width < 1) throw new BadSubframe(`has ${wasted} unused bits of ${bits}`);
  if (type === 0) {
    out.fill(reader.signed(width));
  } else if (type === 1) {
    for (let t = 0; t < out.length; t++) out[t] = reader.signed(width);
  } else if (type >= 8 && type <= 12) {
    const coefficients = FIXED[type - 8]!;
    readWarmUp(reader, width, coefficients.length, out);
    readResidual(reader, coefficients.length, out);
    predict(out, coefficients, 1);
  } else if (type >= 32) {
    const order = type - 31;
    readWarmUp(reader, width, order, out);
    const precision = reader.unsigned(4) + 1;
    const shift = reader.signed(5);
    if (precision === 16 || shift < 0) throw new BadSubframe('has impossible coefficients');
    const coefficients = Array.from({ length: order }, () => reader.signed(precision));
    readResidual(reader, order, out);
    predict(out, coefficients, 2 ** shift);
  } else {
    throw new BadSubframe(`has a channel of the reserved type ${type}`);
  }
  if (wasted > 0) for (let t = 0; t < out.length; t++) out[t]! *= 2 ** wasted;
}

function readWarmUp(reader: BitReader, width: number, order: number, out: Float64Array): void {
  if (order > out.length) throw new BadSubframe(`of ${out.length} samples predicts from ${order}`);
  for (let t = 0; t < order; t++) out[t] = reader.signed(width);
}

/** Residuals in partitions, each with a Rice parameter of its own; they begin behind the warm-up. */
function readResidual(reader: BitReader, order: number, out: Float64Array): void {
  const method = reader.unsigned(2);
  if (method > 1) throw new BadSubframe(`has residuals of the reserved kind ${method}`);
  const parameterBits = method === 0 ? 4 : 5;
  const uncoded = 2 ** parameterBits - 1;
  const partitions = 2 ** reader.unsigned(4);
  const size = out.length / partitions;
  if (!Number.isInteger(size) || size < order) {
    throw new BadSubframe(`of ${out.length} samples has ${partitions} partitions`);
  }
  for (let partition = 0, t = order; partition < partitions; partition++) {
    const end = (partition + 1) * size;
    const parameter = reader.unsigned(parameterBits);
    if (parameter === uncoded) {
      const width = reader.unsigned(5);
      for (; t < end; t++) out[t] = reader.signed(width);
    } else {
      const scale = 2 ** parameter;
      for (; t < end; t++) {
        const value = reader.zeros() * scale + reader.unsigned(parameter);
        if (value > LARGEST) throw new BadSubframe('has a residual of over 33 bits');
        out[t] = unfolded(value);
      }
    }
  }
}

/** Adds the prediction to each residual: Σ coefficient k · the sample k + 1 before, divided and floored. */
function predict(out: Float64Array, coefficients: readonly number[], divisor: number): void {
  const order = coefficients.length;
  const weights = new Float64Array(MOST_ORDER);
  weights.set(coefficients);
  for (let t = order; t < out.length; t++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += weights[k]! * out[t - 1 - k]!;
    out[t]! += divisor === 1 ? sum : Math.floor(sum / divisor);
  }
}
