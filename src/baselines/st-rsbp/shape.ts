/** Between one vector of all weights, which an optimiser changes, and the layers that see their part of it. */
import type { EdgePattern } from '../../model/edges.ts';
import type { Census } from '../../training/records.ts';
import type { StRsbpArchitecture } from './architecture.ts';
import type { LayerVectors, SpikeTrainNetwork } from './network.ts';

/** Recurrent synapses of a column. */
export interface Column {
  readonly edges: EdgePattern;
  /** As `SpikeTrainRecurrence.places`. */
  readonly places?: Uint32Array;
}

/** An architecture, and where the recurrent synapses of its layers are. */
export interface SpikeTrainShape {
  readonly architecture: StRsbpArchitecture;
  /** [layers] the output layer last; null for a layer without recurrence. */
  readonly columns: readonly (Column | null)[];
}

export interface LayerSize {
  /** `hidden.0` …, `output`. */
  readonly name: string;
  readonly neurons: number;
  readonly inputs: number;
  readonly threshold: number;
  /** Recurrent synapses; null for a layer without recurrence. */
  readonly recurrent: number | null;
}

/** [layers] the output layer last. */
export function layerSizes({
  inputs,
  outputs,
  hidden,
  outputThreshold,
}: StRsbpArchitecture): LayerSize[] {
  const output = { neurons: outputs, threshold: outputThreshold, recurrent: null };
  return [...hidden, output].map((layer, l) => ({
    ...layer,
    name: l < hidden.length ? `hidden.${l}` : 'output',
    inputs: l === 0 ? inputs : hidden[l - 1]!.neurons,
  }));
}

export function stRsbpCensus(architecture: StRsbpArchitecture): Census {
  let [feedforward, recurrent] = [0, 0];
  for (const layer of layerSizes(architecture)) {
    feedforward += layer.neurons * layer.inputs;
    recurrent += layer.recurrent ?? 0;
  }
  return { motifs: [], feedforward, recurrent, trainable: feedforward + recurrent };
}

/** Length of the vector of all weights. */
export const weightCount = (architecture: StRsbpArchitecture): number =>
  stRsbpCensus(architecture).trainable;

/** [layers] the parts of such a vector, as views. */
export function layerVectors(
  architecture: StRsbpArchitecture,
  vector: Float64Array,
): LayerVectors[] {
  let at = 0;
  const next = (length: number) => {
    at += length;
    return vector.subarray(at - length, at);
  };
  return layerSizes(architecture).map(({ neurons, inputs, recurrent }) => ({
    weights: next(neurons * inputs),
    recurrent: next(recurrent ?? 0),
  }));
}

/** A network that has these weights, and any that are written into them later. */
export function networkOn(
  { architecture, columns }: SpikeTrainShape,
  weights: Float64Array,
): SpikeTrainNetwork {
  const { neuron, lateralInhibition } = architecture;
  const own = layerVectors(architecture, weights);
  const layers = layerSizes(architecture).map(({ neurons, inputs, threshold }, l) => {
    const column = columns[l];
    const recurrence = column ? { ...column, weights: own[l]!.recurrent } : null;
    return { neurons, inputs, threshold, weights: own[l]!.weights, recurrence };
  });
  return { neuron, layers, lateralInhibition };
}
