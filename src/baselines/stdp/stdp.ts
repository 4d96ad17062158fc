/**
 * Spike-timing-dependent plasticity with constants of its own for each synapse: a source that spikes before its
 * target strengthens their synapse, one that spikes after it weakens it. All pairs of earlier spikes count; a pair
 * in the same step does nothing. Spikes are rare, so only synapses with one at either end are visited.
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

/** When the weights of a network move: at the end of a sample, or at every step. */
export const STDP_TIMES = ['sample', 'online'] as const;
export type StdpTime = (typeof STDP_TIMES)[number];

/** x^μ for x ≥ 0. */
const power = (x: number, exponent: number) => (exponent === 0 ? 1 : exp(exponent * log(x)));

const decaysOf = (taus: ArrayLike<number>) => Float64Array.from(taus, (tau) => exp(-1 / tau));

/** Synapses by the neuron at one end. */
class SynapsesByNeuron {
  /** [N + 1] */
  readonly offsets: Uint32Array;
  /** [S] */
  readonly synapses: Uint32Array;

  constructor(ends: ArrayLike<number>, neurons: number) {
    this.offsets = new Uint32Array(neurons + 1);
    for (let e = 0; e < ends.length; e++) this.offsets[ends[e]! + 1]! += 1;
    for (let i = 0; i < neurons; i++) this.offsets[i + 1]! += this.offsets[i]!;
    const next = this.offsets.slice();
    this.synapses = new Uint32Array(ends.length);
    for (let e = 0; e < ends.length; e++) this.synapses[next[ends[e]!]!++] = e;
  }
}

/** The rule at work on some synapses, step by step. */
export class Plasticity {
  readonly rule: StdpRule;
  /** [S] */
  readonly #sources: Uint32Array;
  readonly #targets: Uint32Array;
  readonly #potentiation: Float64Array;
  readonly #depression: Float64Array;
  readonly #bySource: SynapsesByNeuron;
  readonly #byTarget: SynapsesByNeuron;
  /** [S] what a trace keeps in a step. */
  readonly #decayPre: Float64Array;
  readonly #decayPost: Float64Array;
  /** [S] traces as the last visit left them, and its step. */
  readonly #pre: Float64Array;
  readonly #post: Float64Array;
  readonly #visited: Uint32Array;
  /** [N] */
  readonly #arriving: Uint8Array;
  readonly #firing: Uint8Array;
  #step = 0;

  /** @param neurons how many sources, or targets, there are at most */
  constructor(synapses: PlasticSynapses, rule: StdpRule, neurons: number) {
    const { length } = synapses.targets;
    this.rule = rule;
    this.#sources = Uint32Array.from(synapses.sources);
    this.#targets = Uint32Array.from(synapses.targets);
    this.#potentiation = Float64Array.from(synapses.potentiation);
    this.#depression = Float64Array.from(synapses.depression);
    this.#bySource = new SynapsesByNeuron(this.#sources, neurons);
    this.#byTarget = new SynapsesByNeuron(this.#targets, neurons);
    this.#decayPre = decaysOf(synapses.tauPotentiation);
    this.#decayPost = decaysOf(synapses.tauDepression);
    this.#pre = new Float64Array(length);
    this.#post = new Float64Array(length);
    this.#visited = new Uint32Array(length);
    this.#arriving = new Uint8Array(neurons);
    this.#firing = new Uint8Array(neurons);
  }

  /** Forgets all spikes. */
  begin(): void {
    this.#pre.fill(0);
    this.#post.fill(0);
    this.#visited.fill(0);
    this.#step = 0;
  }

  /**
   * The next step.
   * @param weights [S] changed in place
   * @param arrived sources whose spikes arrive
   * @param fired targets that spike
   */
  step(weights: Float64Array, arrived: Uint32Array, fired: Uint32Array): void {
    const [targets, sources] = [this.#targets, this.#sources];
    const [bySource, byTarget] = [this.#bySource, this.#byTarget];
    const [arriving, firing] = [this.#arriving, this.#firing];
    this.#step += 1;
    for (let k = 0; k < fired.length; k++) firing[fired[k]!] = 1;
    for (let k = 0; k < arrived.length; k++) {
      const source = arrived[k]!;
      if (arriving[source] === 1) continue;
      arriving[source] = 1;
      for (let p = bySource.offsets[source]!; p < bySource.offsets[source + 1]!; p++) {
        const e = bySource.synapses[p]!;
        this.#visit(weights, e, 1, firing[targets[e]!]!);
      }
    }
    for (let k = 0; k < fired.length; k++) {
      const target = fired[k]!;
      if (firing[target] === 0) continue;
      firing[target] = 0;
      for (let p = byTarget.offsets[target]!; p < byTarget.offsets[target + 1]!; p++) {
        const e = byTarget.synapses[p]!;
        if (arriving[sources[e]!] === 1) continue;
        this.#visit(weights, e, 0, 1);
      }
    }
    for (let k = 0; k < arrived.length; k++) arriving[arrived[k]!] = 0;
  }

  /** @param before 1 if a spike arrives @param after 1 if the target spikes */
  #visit(weights: Float64Array, e: number, before: number, after: number): void {
    const { maximumWeight, exponent } = this.rule;
    let x = this.#pre[e]!;
    let y = this.#post[e]!;
    // Both traces decay by as many steps as have gone by: powers by squaring.
    let decayX = this.#decayPre[e]!;
    let decayY = this.#decayPost[e]!;
    for (let steps = this.#step - this.#visited[e]!; steps > 0; steps >>>= 1) {
      if ((steps & 1) === 1) {
        x *= decayX;
        y *= decayY;
      }
      decayX *= decayX;
      decayY *= decayY;
    }
    this.#pre[e] = x + before;
    this.#post[e] = y + after;
    this.#visited[e] = this.#step;
    const w = weights[e]!;
    const up = after === 0 ? 0 : this.#potentiation[e]! * power(maximumWeight - w, exponent) * x;
    const down = before === 0 ? 0 : this.#depression[e]! * power(w, exponent) * y;
    weights[e] = Math.min(Math.max(w + up - down, 0), maximumWeight);
  }
}

const NOTHING = new Uint32Array(0);

/** Neurons that spike in a step; none before the first. */
const spikesAt = ({ offsets, neurons }: SpikeTrain, t: number): Uint32Array =>
  t < 0 ? NOTHING : neurons.subarray(offsets[t]!, offsets[t + 1]!);

/**
 * Weights after one sample; all spikes before it are forgotten.
 * @param weights [S] changed in place
 * @param spikes of the sources, before the delay, and of the targets; as many steps of either
 * @param seen is called after each step
 */
export function applyStdp(
  weights: Float64Array,
  plasticity: Plasticity,
  { pre, post }: { readonly pre: SpikeTrain; readonly post: SpikeTrain },
  seen: (weights: Float64Array) => void = () => {},
): void {
  const { delay } = plasticity.rule;
  plasticity.begin();
  for (let t = 0; t + 1 < post.offsets.length; t++) {
    plasticity.step(weights, spikesAt(pre, t - delay), spikesAt(post, t));
    seen(weights);
  }
}
