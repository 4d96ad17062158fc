/**
 * A layer of leaky integrate-and-fire neurons as the readout of a liquid, one a class: it sees every spike when it comes, and
 * its firing rates are the scores (Pan et al. 2024). Trained by STBP (Wu et al. 2018) on the squared error of the rates.
 *
 *     u[t] = κ u[t−1] (1 − s[t−1]) + (W x[t] + b)/τ,   s[t] = 1 where u[t] > Vth,   κ = 1 − 1/τ
 */
import type { SpikeTrain } from '../../engine/engine.ts';

/** That of the published program. */
const TAU = 3;
const THRESHOLD = 0.3;
const KAPPA = 1 - 1 / TAU;
/** a of the surrogate derivative, 1/(2a) where |u − Vth| < a, as for the method `stbp`. */
const HALF_WIDTH = 0.25;

export interface SpikingWeights {
  /** W, source by source: [N][K]. */
  readonly weights: Float64Array;
  /** b [K] */
  readonly bias: Float64Array;
}

/** What the neurons did in each step. */
interface Course {
  /** u before the reset, s: [T][K] */
  readonly potentials: Float64Array;
  readonly spikes: Uint8Array;
  /** [K] */
  readonly counts: Float64Array;
}

function course({ weights, bias }: SpikingWeights, train: SpikeTrain, steps: number): Course {
  const classes = bias.length;
  const potentials = new Float64Array(steps * classes);
  const spikes = new Uint8Array(steps * classes);
  const counts = new Float64Array(classes);
  const input = new Float64Array(classes);
  const kept = new Float64Array(classes);
  const { offsets, neurons } = train;
  for (let t = 0; t < steps; t++) {
    input.set(bias);
    for (let e = offsets[t]!; e < offsets[t + 1]!; e++) {
      const row = neurons[e]! * classes;
      for (let k = 0; k < classes; k++) input[k]! += weights[row + k]!;
    }
    for (let k = 0; k < classes; k++) {
      const u = KAPPA * kept[k]! + input[k]! / TAU;
      const s = u > THRESHOLD ? 1 : 0;
      potentials[t * classes + k] = u;
      spikes[t * classes + k] = s;
      counts[k]! += s;
      kept[k] = s === 1 ? 0 : u;
    }
  }
  return { potentials, spikes, counts };
}

const ratesOf = ({ counts }: Course, steps: number): Float64Array =>
  counts.map((count) => (steps === 0 ? 0 : count / steps));

/** [K] spikes per step of each neuron. @param steps T */
export const spikingScores = (
  readout: SpikingWeights,
  train: SpikeTrain,
  steps: number,
): Float64Array => ratesOf(course(readout, train, steps), steps);

/** E = (1/K) Σ (rate − y)², y one-hot. */
export function rateError(rates: Float64Array, label: number): number {
  const sum = rates.reduce((all, rate, k) => all + (rate - (k === label ? 1 : 0)) ** 2, 0);
  return sum / rates.length;
}

/**
 * Adds ∂E/∂W and ∂E/∂b of one sample: D[t] = (g − κ u[t] D[t+1]) h(u[t]) + κ (1 − s[t]) D[t+1], with g = ∂E/∂s.
 * @param gradient of the shape of the readout, changed in place
 * @returns the scores
 */
export function addSpikingGradient(
  readout: SpikingWeights,
  train: SpikeTrain,
  steps: number,
  label: number,
  gradient: SpikingWeights,
): Float64Array {
  const did = course(readout, train, steps);
  const rates = ratesOf(did, steps);
  const classes = rates.length;
  const g = rates.map((rate, k) => (2 * (rate - (k === label ? 1 : 0))) / (classes * steps));
  const D = new Float64Array(classes);
  const { offsets, neurons } = train;
  for (let t = steps - 1; t >= 0; t--) {
    for (let k = 0; k < classes; k++) {
      const u = did.potentials[t * classes + k]!;
      const s = did.spikes[t * classes + k]!;
      const slope = Math.abs(u - THRESHOLD) < HALF_WIDTH ? 1 / (2 * HALF_WIDTH) : 0;
      const later = KAPPA * D[k]!;
      D[k] = (g[k]! - u * later) * slope + (1 - s) * later;
      gradient.bias[k]! += D[k]! / TAU;
    }
    for (let e = offsets[t]!; e < offsets[t + 1]!; e++) {
      const row = neurons[e]! * classes;
      for (let k = 0; k < classes; k++) gradient.weights[row + k]! += D[k]! / TAU;
    }
  }
  return rates;
}
