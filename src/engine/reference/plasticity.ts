/** SpiKL-IP (equations 24 to 26) for one layer, neuron by neuron, in float64. */
import { exp } from '../../core/math.ts';
import type { SpikeTrain } from '../engine.ts';
import {
  adaptToSpikes,
  type PlasticityProblem,
  type PlasticityResult,
  type PlasticityRule,
} from '../intrinsic-plasticity.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
  rateDivisor,
} from '../plasticity-settings.ts';

const clamp = (x: number, [low, high]: readonly [number, number]): number =>
  Math.min(Math.max(x, low), high);

/** Change of R and τ in one step at output rate y. */
function update(
  resistance: number,
  tau: number,
  rate: number,
  threshold: number,
  { targetRate, learningRate, minimumRate }: IntrinsicPlasticitySettings,
): [number, number] {
  if (!(rate > minimumRate)) return [0.1 * learningRate, -0.1 * learningRate];
  const W = threshold / (exp(1 / (tau * rate)) - 1);
  const pull = 2 * rate * tau * threshold - W - threshold;
  const push = (tau * threshold * rate * rate) / targetRate;
  return [
    (learningRate * (pull - push)) / (resistance * W),
    (learningRate * (rate / targetRate - 1)) / tau,
  ];
}

/**
 * The rule over R and τ [N] of a layer, which it changes in place.
 * @param threshold Vth
 */
export function referencePlasticity(
  resistance: Float64Array,
  tau: Float64Array,
  threshold: number,
  settings: IntrinsicPlasticitySettings,
): PlasticityRule<Float64Array> {
  const neurons = resistance.length;
  const resistanceSum = new Float64Array(neurons);
  const tauSum = new Float64Array(neurons);
  const divisor = rateDivisor(settings);
  return {
    newCalcium: () => new Float64Array(neurons),

    accumulate({ offsets, neurons: spikes }: SpikeTrain, calcium: Float64Array): void {
      for (let t = 0; t + 1 < offsets.length; t++) {
        const spiked = new Uint8Array(neurons);
        for (const i of spikes.subarray(offsets[t]!, offsets[t + 1]!)) spiked[i] = 1;
        for (let i = 0; i < neurons; i++) {
          calcium[i] = (1 - 1 / settings.tauCalcium) * calcium[i]! + spiked[i]!;
          const rate = calcium[i]! / divisor;
          const [dR, dτ] = update(resistance[i]!, tau[i]!, rate, threshold, settings);
          resistanceSum[i]! += dR;
          tauSum[i]! += dτ;
        }
      }
    },

    applyMean(samples: number): void {
      for (let i = 0; i < neurons; i++) {
        const { resistanceBounds, tauBounds } = settings;
        resistance[i] = clamp(resistance[i]! + resistanceSum[i]! / samples, resistanceBounds);
        tau[i] = clamp(tau[i]! + tauSum[i]! / samples, tauBounds);
      }
      resistanceSum.fill(0);
      tauSum.fill(0);
    },
  };
}

/** The rule alone, on known spikes: what worked cases check. */
export async function applyReferencePlasticity(
  problem: PlasticityProblem,
  settings: IntrinsicPlasticitySettings,
): Promise<PlasticityResult> {
  checkPlasticitySettings(settings);
  const resistance = Float64Array.from(problem.resistance);
  const tau = Float64Array.from(problem.tau);
  const rule = referencePlasticity(resistance, tau, problem.threshold, settings);
  const calcium = adaptToSpikes(rule, problem.spikes, settings.mode);
  return { resistance, tau, calcium };
}
