/**
 * Spike-train level PSPs: e_ij is what the spikes of j alone, with a weight of 1, have built up in the potential of i
 * since its last spike, summed over the spikes of i. Weighted by the synapses, they add up to the potentials at which
 * i has fired: a_i = Σ_j w_ij e_ij + Σ_r W_ir e_ir.
 */
import { type SpikeTrainNeuron, spikesAt, type Train } from './network.ts';

/** Neurons at rest in step t, from the spikes before it. */
function resting(post: Train, t: number, refractory: number): Set<number> {
  const still = new Set<number>();
  for (let back = 1; back <= refractory; back++) {
    for (const i of spikesAt(post, t - back)) still.add(i);
  }
  return still;
}

/** Sources of each target: entries `offsets[i] … offsets[i + 1]` of `sources`. */
export interface Synapses {
  readonly offsets: ArrayLike<number>;
  readonly sources: ArrayLike<number>;
}

/** Every target receives from every source. */
export function everySource(targets: number, sources: number): Synapses {
  return {
    offsets: Uint32Array.from({ length: targets + 1 }, (_, i) => i * sources),
    sources: Uint32Array.from({ length: targets * sources }, (_, k) => k % sources),
  };
}

/**
 * @param sources how many there are
 * @param delay steps from a spike of a source to its effect
 * @returns e, one for each synapse
 */
export function spikeTrainPsps(
  { tauMembrane, tauSynapse, refractory }: SpikeTrainNeuron,
  synapses: Synapses,
  pre: Train,
  sources: number,
  post: Train,
  delay: number,
): Float64Array {
  const { offsets, sources: sourceOf } = synapses;
  const targets = offsets.length - 1;
  const p = new Float64Array(sources);
  const q = new Float64Array(sourceOf.length);
  const e = new Float64Array(sourceOf.length);
  const silent = new Uint8Array(targets).fill(1);
  for (const i of post.neurons) silent[i] = 0;
  for (let t = 0; t + 1 < post.offsets.length; t++) {
    for (let j = 0; j < sources; j++) p[j]! -= p[j]! / tauSynapse;
    for (const j of spikesAt(pre, t - delay)) p[j]! += 1;
    const still = resting(post, t, refractory);
    for (let i = 0; i < targets; i++) {
      // Without a spike, nothing is ever read.
      if (silent[i] === 1) continue;
      const [first, last] = [offsets[i]!, offsets[i + 1]!];
      if (still.has(i)) q.fill(0, first, last);
      else {
        for (let s = first; s < last; s++) {
          q[s]! -= q[s]! / tauMembrane;
          q[s]! += p[sourceOf[s]!]! / tauSynapse;
        }
      }
    }
    for (const i of spikesAt(post, t)) {
      for (let s = offsets[i]!; s < offsets[i + 1]!; s++) {
        e[s]! += q[s]!;
        q[s] = 0;
      }
    }
  }
  return e;
}
