/**
 * Spike-timing-dependent plasticity with constants of its own for each synapse, on recorded spikes: a source
 * that spikes before its target strengthens their synapse, one that spikes after it weakens it. All pairs of
 * earlier spikes count; a pair in the same step does nothing.
 */
import { exp, log } from '../../core/math.ts';
import type { SpikeTrain } from '../../engine/engine.ts';

/** Plastic synapses, [S] each. */
export interface PlasticSynapses {
  readonly targets: ArrayLike<number>;
  readonly sources: ArrayLike<number>;
  /** A⁺, A⁻: how far a pair of spikes moves the weight up and down. */
  readonly potentiation: ArrayLike<number>;
  readonly depression: ArrayLike<number>;
  /** τ⁺, τ⁻, steps: how long the spikes of source and target are remembered. */
  readonly tauPotentiation: ArrayLike<number>;
  readonly tauDepression: ArrayLike<number>;
}

/** What all synapses share. */
export interface StdpRule {
  /** Weights stay in [0, w_max]. */
  readonly maximumWeight: number;
  /** μ: changes are multiplied by (w_max − w)^μ and w^μ; 0: additive. */
  readonly exponent: number;
  /** Steps from the spike of a source to its arrival. */
  readonly delay: 0 | 1;
}

/** x^μ for x ≥ 0. */
const power = (x: number, exponent: number) => (exponent === 0 ? 1 : exp(exponent * log(x)));

function mark(train: SpikeTrain, t: number, marks: Uint8Array, value: 0 | 1): void {
  const { offsets, neurons } = train;
  if (t < 0) return;
  for (let k = offsets[t]!; k < offsets[t + 1]!; k++) marks[neurons[k]!] = value;
}

/** Ones where neurons spike in step t, zeros elsewhere, given the marks of the step before. */
function advance(train: SpikeTrain, t: number, marks: Uint8Array): void {
  mark(train, t - 1, marks, 0);
  mark(train, t, marks, 1);
}

/**
 * Weights after one sample; traces start at 0.
 * @param weights [S] changed in place
 * @param pre spikes of the sources, before the delay
 * @param post spikes of the targets; as many steps as `pre`
 * @param neurons how many sources, or targets, there are at most
 * @param seen is called after each step
 */
export function applyStdp(
  weights: Float64Array,
  synapses: PlasticSynapses,
  { maximumWeight, exponent, delay }: StdpRule,
  { pre, post, neurons }: { pre: SpikeTrain; post: SpikeTrain; neurons: number },
  seen: (weights: Float64Array) => void = () => {},
): void {
  const { targets, sources, potentiation, depression } = synapses;
  const decays = (taus: ArrayLike<number>) => Float64Array.from(taus, (tau) => exp(-1 / tau));
  const decayPre = decays(synapses.tauPotentiation);
  const decayPost = decays(synapses.tauDepression);
  const tracePre = new Float64Array(weights.length);
  const tracePost = new Float64Array(weights.length);
  const arrived = new Uint8Array(neurons);
  const fired = new Uint8Array(neurons);
  for (let t = 0; t + 1 < post.offsets.length; t++) {
    advance(pre, t - delay, arrived);
    advance(post, t, fired);
    for (let e = 0; e < weights.length; e++) {
      const x = tracePre[e]! * decayPre[e]!;
      const y = tracePost[e]! * decayPost[e]!;
      const before = arrived[sources[e]!]!;
      const after = fired[targets[e]!]!;
      tracePre[e] = x + before;
      tracePost[e] = y + after;
      if (before + after === 0) continue;
      const w = weights[e]!;
      const up = after === 0 ? 0 : potentiation[e]! * power(maximumWeight - w, exponent) * x;
      const down = before === 0 ? 0 : depression[e]! * power(w, exponent) * y;
      weights[e] = Math.min(Math.max(w + up - down, 0), maximumWeight);
    }
    seen(weights);
  }
}
