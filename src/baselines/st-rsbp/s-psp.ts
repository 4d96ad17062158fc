/**
 * Spike-train level PSPs: e_ij is what the spikes of j alone, with a weight of 1, have built up in the potential of i
 * since its last spike, summed over the spikes of i. Weighted by the synapses, they add up to the potentials at which
 * i has fired: a_i = Σ_j w_ij e_ij + Σ_r W_ir e_ir.
 *
 * Potentials decay alike in all targets, so each source has one trace Q that is never reset, and what has built up
 * between two steps is Q at the later less the rest of Q at the earlier. So work is done at spikes alone, and for
 * neurons that have any.
 */
import type { EdgePattern } from '../../model/edges.ts';
import type { Counted, SpikeTrainNeuron, Train } from './network.ts';

/** e of the neurons that spike; all others have 0. */
export interface DensePsps {
  /** Targets and sources, ascending. */
  readonly targets: Uint32Array;
  readonly sources: Uint32Array;
  /** [targets][sources] */
  readonly values: Float64Array;
}

/** Q of the active sources after each step: p ← (1 − 1/τs) p + s, Q ← (1 − 1/τm) Q + p/τs. @returns [T][active] */
function traces(
  { tauMembrane, tauSynapse }: SpikeTrainNeuron,
  { train, counts, active }: Counted,
  delay: number,
): Float64Array {
  const { offsets, neurons } = train;
  const steps = offsets.length - 1;
  const width = active.length;
  const place = new Uint32Array(counts.length);
  active.forEach((j, a) => {
    place[j] = a;
  });
  const p = new Float64Array(width);
  const history = new Float64Array(steps * width);
  for (let t = 0; t < steps; t++) {
    for (let a = 0; a < width; a++) p[a]! -= p[a]! / tauSynapse;
    if (t >= delay) {
      const last = offsets[t - delay + 1]!;
      for (let s = offsets[t - delay]!; s < last; s++) p[place[neurons[s]!]!]! += 1;
    }
    const row = t * width;
    for (let a = 0; a < width; a++) {
      let q = t === 0 ? 0 : history[row - width + a]!;
      q -= q / tauMembrane;
      history[row + a] = q + p[a]! / tauSynapse;
    }
  }
  return history;
}

/** (1 − 1/τm)^k for k = 0 … steps. */
function decayPowers({ tauMembrane }: SpikeTrainNeuron, steps: number): Float64Array {
  const powers = new Float64Array(steps + 1).fill(1);
  for (let k = 1; k <= steps; k++) powers[k] = powers[k - 1]! - powers[k - 1]! / tauMembrane;
  return powers;
}

/**
 * Calls `visit` for each spike that ends a time of building up.
 * @param visit with the neuron, the step, the step before the first of that time (or −1), and what is left of a potential
 *   of then
 */
function visitIntervals(
  neuron: SpikeTrainNeuron,
  { offsets, neurons }: Train,
  count: number,
  visit: (target: number, step: number, from: number, left: number) => void,
): void {
  const steps = offsets.length - 1;
  const powers = decayPowers(neuron, steps);
  // The last step at rest.
  const from = new Int32Array(count).fill(-1);
  for (let t = 0; t < steps; t++) {
    for (let s = offsets[t]!; s < offsets[t + 1]!; s++) {
      const i = neurons[s]!;
      const start = from[i]!;
      if (t > start) visit(i, t, start, start < 0 ? 0 : powers[t - start]!);
      from[i] = t + neuron.refractory;
    }
  }
}

/** Of synapses from every source to every target. @param delay steps from a spike of a source to its effect */
export function densePsps(
  neuron: SpikeTrainNeuron,
  pre: Counted,
  post: Counted,
  delay: number,
): DensePsps {
  const history = traces(neuron, pre, delay);
  const width = pre.active.length;
  const place = new Uint32Array(post.counts.length);
  post.active.forEach((i, a) => {
    place[i] = a;
  });
  const values = new Float64Array(post.active.length * width);
  visitIntervals(neuron, post.train, post.counts.length, (i, t, from, left) => {
    const to = place[i]! * width;
    const now = t * width;
    if (from < 0) {
      for (let a = 0; a < width; a++) values[to + a]! += history[now + a]!;
      return;
    }
    const then = from * width;
    for (let a = 0; a < width; a++)
      values[to + a]! += history[now + a]! - left * history[then + a]!;
  });
  return { targets: post.active, sources: pre.active, values };
}

/** Of recurrent synapses. @returns [E] */
export function edgePsps(
  neuron: SpikeTrainNeuron,
  { offsets, sources }: EdgePattern,
  own: Counted,
): Float64Array {
  const history = traces(neuron, own, 1);
  const width = own.active.length;
  const place = new Int32Array(own.counts.length).fill(-1);
  own.active.forEach((r, a) => {
    place[r] = a;
  });
  const values = new Float64Array(sources.length);
  visitIntervals(neuron, own.train, own.counts.length, (i, t, from, left) => {
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const a = place[sources[e]!]!;
      if (a < 0) continue;
      const then = from < 0 ? 0 : history[from * width + a]!;
      values[e]! += history[t * width + a]! - left * then;
    }
  });
  return values;
}

/** Of one synapse from a neuron: the S-PSP for any times of spikes of its target. */
export function spikePairs(
  neuron: SpikeTrainNeuron,
  pre: Counted,
): (times: readonly number[]) => number {
  const history = traces(neuron, pre, neuron.inputDelay);
  const powers = decayPowers(neuron, history.length);
  return (times) => {
    let e = 0;
    let from = -1;
    for (const t of times) {
      if (t > from) e += history[t]! - (from < 0 ? 0 : powers[t - from]! * history[from]!);
      from = t + neuron.refractory;
    }
    return e;
  };
}

/** All of them, [N][M]. */
export function everyPsp(
  { targets, sources, values }: DensePsps,
  n: number,
  m: number,
): Float64Array {
  const all = new Float64Array(n * m);
  targets.forEach((i, a) => {
    sources.forEach((j, b) => {
      all[i * m + j] = values[a * sources.length + b]!;
    });
  });
  return all;
}
