/**
 * How far the firing rates of a layer are from what intrinsic plasticity strives for: of all
 * distributions over positive rates with a given mean, the exponential one carries most information.
 */
import { exp, log } from '../core/math.ts';

/**
 * Kullback–Leibler divergence of the rates' distribution from the exponential one with the given mean,
 * in nats: Σ_k p_k ln(p_k / q_k) over K = ⌈√n⌉ bins that are equally probable under the exponential
 * (q_k = 1/K, edges −μ ln(1 − k/K)), p_k being the share of the n rates in bin k. 0 if they are spread as
 * the exponential is, ln K if all are in one bin; chance alone gives about (K − 1)/2n.
 * @param rates at least 0, at least one
 * @param mean μ > 0
 */
export function exponentialDivergence(rates: ArrayLike<number>, mean: number): number {
  const n = rates.length;
  const bins = Math.ceil(Math.sqrt(n));
  const counts = new Uint32Array(bins);
  for (let i = 0; i < n; i++) {
    // 1 − e^(−x/μ), the probability of a smaller rate, is uniform if the rates are exponential.
    const place = 1 - exp(-rates[i]! / mean);
    counts[Math.min(Math.floor(place * bins), bins - 1)]! += 1;
  }
  let sum = 0;
  for (const count of counts) if (count > 0) sum += (count / n) * log((count * bins) / n);
  return Math.max(0, sum);
}
