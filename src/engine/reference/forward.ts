/**
 * Equations 1 to 4, one step at a time. The batch run and the streaming simulation both go through
 * `forwardStep`, which is why they agree to the last bit.
 *
 * A network may have two things more than the equations. A layer's own τs: it filters all that the layer's neurons
 * receive, and their own spikes wherever a_i is meant (recurrence, score, quiet neurons). And a bias b_i, which is the
 * weight of a source that spikes at every step: I_i[t] gains b_i·β[t], β[t] = (1 − 1/τs)·β[t−1] + 1/τs, β[−1] = 0. With
 * J_i[t] = Σ_j w_ij s_j[t] + Σ_r W_ir s_r[t−1] + b_i, all of it is I_i[t] = (1 − 1/τs)·I_i[t−1] + J_i[t]/τs.
 *
 * Output neurons may be leaky integrators: equations 2 and 3 alone, with u_o[t] in place of a_o[t].
 */
import type { EventSample } from '../../data/events/sample.ts';
import { visitEdges } from '../../model/edges.ts';
import type { SpikeTrain } from '../engine.ts';
import { effectiveWeight, type ReferenceLayer, type ReferenceModel } from './model.ts';

/** What a layer of N neurons carries from one step to the next. */
export interface LayerMemory {
  /** a_j[t−1] [M], the postsynaptic currents of its sources, by the layer's own filter. */
  readonly inputPsc: Float64Array;
  /** β[t−1], that of a source that spikes at every step. */
  readonly biasPsc: number;
  /** u'[t−1] [N], the membrane potential after reset. */
  readonly potential: Float64Array;
  /** a[t−1] [N], the postsynaptic current of the layer's own spikes; u[t−1] of integrators. */
  readonly psc: Float64Array;
}

/** Everything that a layer computes in one step, [N] each. */
export interface LayerStep extends LayerMemory {
  /** I[t] */
  readonly current: Float64Array;
  /** Δu[t] */
  readonly increment: Float64Array;
  /** u[t], the membrane potential before reset. */
  readonly membrane: Float64Array;
  /** s[t], 0 or 1. */
  readonly spiked: Uint8Array;
}

/** What a network carries from one step to the next. */
export interface NetworkMemory {
  readonly layers: readonly LayerMemory[];
}

export interface NetworkStep extends NetworkMemory {
  readonly layers: readonly LayerStep[];
}

/** One sample's forward pass, step by step, and the state before its first step. */
export interface Trajectory {
  /** [T] */
  readonly steps: readonly NetworkStep[];
  /** [classes] Σ_t a_o[t] */
  readonly scores: Float64Array;
}

/** Equation 1: a[t] = (1 − 1/τs)·a[t−1] + s[t]/τs. Shapes [N], [N] → [N]. */
function synapse(
  before: Float64Array,
  spikes: ArrayLike<number>,
  tauSynapse: number,
): Float64Array {
  return before.map((psc, j) => (1 - 1 / tauSynapse) * psc + spikes[j]! / tauSynapse);
}

/** I_i[t] = Σ_j w_ij a_j[t] + Σ_r W_ir a_r[t−1] + b_i β[t]. */
function inputCurrent(
  layer: ReferenceLayer,
  { inputPsc, biasPsc }: Pick<LayerMemory, 'inputPsc' | 'biasPsc'>,
  ownPscBefore: Float64Array,
): Float64Array {
  const { neurons, inputs, feedforward, recurrence, bias } = layer;
  const current = new Float64Array(neurons);
  for (let j = 0; j < inputs; j++) {
    for (let i = 0; i < neurons; i++) {
      current[i]! += feedforward[j * neurons + i]! * inputPsc[j]!;
    }
  }
  if (recurrence) {
    visitEdges(recurrence.edges, (e, target, source) => {
      current[target]! += effectiveWeight(recurrence, e) * ownPscBefore[source]!;
    });
  }
  if (bias) for (let i = 0; i < neurons; i++) current[i]! += bias[i]! * biasPsc;
  return current;
}

/** Equation 1 for what a layer receives, 2 to 4 for its neurons, then 1 for their own spikes. */
function layerStep(
  model: ReferenceModel,
  layer: ReferenceLayer,
  spikes: ArrayLike<number>,
  before: LayerMemory,
  resting: ReadonlySet<number>,
): LayerStep {
  const { neurons, resistance, tau, tauSynapse, integrator } = layer;
  const inputPsc = synapse(before.inputPsc, spikes, tauSynapse);
  const biasPsc = (1 - 1 / tauSynapse) * before.biasPsc + 1 / tauSynapse;
  const current = inputCurrent(layer, { inputPsc, biasPsc }, before.psc);
  const increment = new Float64Array(neurons);
  const membrane = new Float64Array(neurons);
  const potential = new Float64Array(neurons);
  const spiked = new Uint8Array(neurons);
  for (let i = 0; i < neurons; i++) {
    if (resting.has(i)) continue;
    const rest = before.potential[i]!;
    increment[i] = -rest / tau[i]! + (resistance[i]! / tau[i]!) * current[i]!;
    membrane[i] = rest + increment[i]!;
    spiked[i] = !integrator && membrane[i]! > model.threshold ? 1 : 0;
    potential[i] = membrane[i]! * (1 - spiked[i]!);
  }
  const psc = integrator ? membrane : synapse(before.psc, spiked, tauSynapse);
  return { inputPsc, biasPsc, current, increment, membrane, spiked, potential, psc };
}

/** The state before the first step: everything is 0. */
export function initialMemory({ layers }: ReferenceModel): NetworkMemory {
  return {
    layers: layers.map(({ inputs, neurons }) => ({
      inputPsc: new Float64Array(inputs),
      biasPsc: 0,
      potential: new Float64Array(neurons),
      psc: new Float64Array(neurons),
    })),
  };
}

/**
 * One step of the whole network.
 * @param channels [events] input channel of each event; s_j is how often channel j occurs
 * @param resting [layers] neurons that stay at rest: u = 0, and no spike
 */
export function forwardStep(
  model: ReferenceModel,
  before: NetworkMemory,
  channels: ArrayLike<number>,
  resting: readonly ArrayLike<number>[] = [],
): NetworkStep {
  const counts = new Float64Array(model.inputs);
  for (let e = 0; e < channels.length; e++) counts[channels[e]!]! += 1;
  const layers: LayerStep[] = [];
  model.layers.forEach((layer, l) => {
    const spikes = layers[l - 1]?.spiked ?? counts;
    const atRest = new Set(Array.from(resting[l] ?? []));
    layers.push(layerStep(model, layer, spikes, before.layers[l]!, atRest));
  });
  return { layers };
}

/** Σ_t a_o[t] after one more step: [classes] → [classes], a new array. */
export function addScores(scores: Float64Array, step: NetworkStep): Float64Array {
  const output = step.layers.at(-1)!.psc;
  return scores.map((score, o) => score + output[o]!);
}

/** The forward pass of one sample. */
export function forward(model: ReferenceModel, sample: EventSample): Trajectory {
  const steps: NetworkStep[] = [];
  let memory = initialMemory(model);
  let scores: Float64Array = new Float64Array(model.layers.at(-1)!.neurons);
  for (let t = 0; t < sample.steps; t++) {
    const events = sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!);
    const step = forwardStep(model, memory, events);
    scores = addScores(scores, step);
    steps.push(step);
    memory = step;
  }
  return { steps, scores };
}

/** Indices of the neurons that spiked, ascending. */
export function spikingNeurons(spiked: Uint8Array): Uint32Array {
  return Uint32Array.from([...spiked.keys()].filter((i) => spiked[i] === 1));
}

/** Spikes of layer l over a whole trajectory. */
export function spikeTrain({ steps }: Trajectory, l: number): SpikeTrain {
  const rows = steps.map((step) => spikingNeurons(step.layers[l]!.spiked));
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, t) => {
    offsets[t + 1] = offsets[t]! + row.length;
  });
  const neurons = new Uint32Array(offsets[rows.length]!);
  rows.forEach((row, t) => {
    neurons.set(row, offsets[t]!);
  });
  return { offsets, neurons };
}
