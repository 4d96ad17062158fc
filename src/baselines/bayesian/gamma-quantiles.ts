/** Quantiles of gamma distributions, by which two of them can be compared. */
import { exp, log } from '../../core/math.ts';

/** ln Γ(x) for x ≥ 1: Stirling's series, at an argument that is large enough for it. */
function logGamma(x: number): number {
  let [z, product] = [x, 1];
  for (; z < 10; z++) product *= z;
  const square = z * z;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / z;
  return (z - 0.5) * log(z) - z + 0.9189385332046727 + series - log(product);
}

/** P(k, x), the share of a gamma distribution of scale 1 below x, by its power series; and its density. */
function gammaShare(k: number, x: number, logGammaK: number): { share: number; density: number } {
  const density = exp((k - 1) * log(x) - x - logGammaK);
  let term = 1 / k;
  let sum = term;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= x / (k + n);
    sum += term;
  }
  return { share: density * x * sum, density };
}

/** Quantiles at (m + ½)/count of the gamma distribution of shape k ≥ 1 and scale 1, ascending. */
export function gammaQuantiles(k: number, count: number): Float64Array {
  const quantiles = new Float64Array(count);
  const logGammaK = logGamma(k);
  // The first is sought from the mean, each other from the one before it.
  let [least, x] = [0, k];
  for (let m = 0; m < count; m++) {
    const wanted = (m + 0.5) / count;
    let [low, high] = [least, Infinity];
    // Newton's steps, unless they leave the bracket.
    for (let step = 0; step < 100; step++) {
      const { share, density } = gammaShare(k, x, logGammaK);
      if (share < wanted) low = x;
      else high = x;
      const newton = x - (share - wanted) / density;
      const next =
        newton > low && newton < Math.min(high, 2 * x) ? newton : (low + Math.min(high, 2 * x)) / 2;
      const done = Math.abs(next - x) <= 1e-12 * x;
      x = next;
      if (done) break;
    }
    quantiles[m] = x;
    least = x;
  }
  return quantiles;
}
