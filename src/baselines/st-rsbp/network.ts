/**
 * What ST-RSBP computes with (Zhang and Li 2019, “Spike-train level backpropagation for training deep recurrent
 * spiking neural networks”): layers of neurons with a threshold of their own, some with sparse recurrence.
 */
import type { EdgePattern } from '../../model/edges.ts';

/** The neuron that all layers share; times in steps. */
export interface SpikeTrainNeuron {
  readonly tauMembrane: number;
  readonly tauSynapse: number;
  /** Steps at rest after a spike; with 0 and no delay it is the engines' neuron with R = τ. */
  readonly refractory: number;
  /** Of spikes from the input and from the layer before. Recurrent spikes always take one step. */
  readonly inputDelay: 0 | 1;
}

/** Recurrent synapses, self-connections allowed. */
export interface SpikeTrainRecurrence {
  readonly edges: EdgePattern;
  /** W [E], of either sign. */
  readonly weights: Float64Array;
  /** [N] where each neuron stands when equations are solved: the nearer those that connect, the less there is to do. */
  readonly places?: Uint32Array;
}

export interface SpikeTrainLayer {
  readonly neurons: number;
  readonly inputs: number;
  /** ν */
  readonly threshold: number;
  /** w [N][M], rows = target. */
  readonly weights: Float64Array;
  readonly recurrence: SpikeTrainRecurrence | null;
}

export interface SpikeTrainNetwork {
  readonly neuron: SpikeTrainNeuron;
  /** The output layer last, which has no recurrence. */
  readonly layers: readonly SpikeTrainLayer[];
  /** w₀: every output spike takes it from all other outputs, a step later. */
  readonly lateralInhibition: number;
}

/** A number for each synapse of a layer. */
export interface LayerVectors {
  /** [N][M] */
  readonly weights: Float64Array;
  /** [E]; empty without recurrence. */
  readonly recurrent: Float64Array;
}

/** Spikes by step: those of step t are entries offsets[t] … offsets[t + 1]; a channel may be there more than once. */
export interface Train {
  /** [T + 1] */
  readonly offsets: Uint32Array;
  readonly neurons: Uint32Array;
}

/** Spikes of each neuron, or input channel, over a sample. */
export interface Counted {
  readonly train: Train;
  /** [N] */
  readonly counts: Float64Array;
  /** Those that have any, ascending. */
  readonly active: Uint32Array;
}

/** Counts the spikes of a train. */
export function counted(train: Train, neurons: number): Counted {
  const counts = new Float64Array(neurons);
  for (const i of train.neurons) counts[i]! += 1;
  const active = new Uint32Array(neurons);
  let found = 0;
  for (let i = 0; i < neurons; i++) if (counts[i]! > 0) active[found++] = i;
  return { train, counts, active: active.subarray(0, found) };
}

/** Neurons that spike in a step, none before the first. */
export const spikesAt = ({ offsets, neurons }: Train, t: number): Uint32Array =>
  t < 0 ? neurons.subarray(0, 0) : neurons.subarray(offsets[t]!, offsets[t + 1]!);

/** A train with the spikes of one neuron replaced. @param times ascending, below T */
export function withSpikes(train: Train, neuron: number, times: readonly number[]): Train {
  const given = new Set(times);
  const rows = Array.from({ length: train.offsets.length - 1 }, (_, t) => {
    const others = Array.from(spikesAt(train, t)).filter((i) => i !== neuron);
    return given.has(t) ? [...others, neuron].sort((a, b) => a - b) : others;
  });
  return trainOf(rows);
}

/** @param rows [T] neurons that spike in each step */
export function trainOf(rows: readonly ArrayLike<number>[]): Train {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, t) => {
    offsets[t + 1] = offsets[t]! + row.length;
  });
  const neurons = new Uint32Array(offsets.at(-1)!);
  rows.forEach((row, t) => {
    neurons.set(row, offsets[t]!);
  });
  return { offsets, neurons };
}
