/**
 * Where everything of a network is in the buffers of the device. The shaders are generated from this, so that every
 * size and address in them is a constant.
 */
import { type EdgePattern, visitEdges } from '../../model/edges.ts';
import {
  layerTauSynapse,
  type NetworkShape,
  segmentOf,
  type WeightLayout,
} from '../../model/shape.ts';

/** Invocations of a workgroup, at most: what every device has. */
const LARGEST_WORKGROUP = 256;
/** Devices run this many invocations side by side, or fewer. */
const SUBGROUP = 32;

/** Recurrent connections of a layer, E of them. */
interface RecurrencePlan {
  readonly edges: EdgePattern;
  /** Whether it has every connection: then an edge's number says where it leads. */
  readonly dense: boolean;
  /** [E] effective weights, in `numbers`. */
  readonly weights: number;
  /** [E] ∂E/∂W, in `gradient`. */
  readonly gradient: number;
  /** By target, in `topology`: [N + 1] first edge, [E] source, [E] target. */
  readonly firstIn: number;
  readonly sources: number;
  readonly targets: number;
  /** By source, in `topology`: [N + 1] first entry, [E] target, [E] edge. */
  readonly firstOut: number;
  readonly outTargets: number;
  readonly outEdges: number;
}

export interface LayerPlan {
  readonly neurons: number;
  readonly inputs: number;
  /** Neurons of the layers before it. */
  readonly before: number;
  /** τs, steps */
  readonly tauSynapse: number;
  /** [M][N], in `numbers` and `gradient`. */
  readonly feedforward: number;
  readonly recurrence: RecurrencePlan | null;
  /** 1/τ [N], in `numbers`. */
  readonly leak: number;
  /** R/τ [N], in `numbers`. */
  readonly rate: number;
  /** b [N], in `numbers`, or null in a network without. */
  readonly bias: number | null;
  /** ∂E/∂b [N], in `gradient`, or null where it is not trained. */
  readonly biasGradient: number | null;
}

export interface NetworkPlan {
  readonly layers: readonly LayerPlan[];
  readonly inputs: number;
  readonly classes: number;
  /** Neurons of all layers. */
  readonly neurons: number;
  /** τs of the output layer, steps */
  readonly tauSynapse: number;
  /** Vth */
  readonly threshold: number;
  /** Floats of `numbers`: θ, then what is derived from it, layer by layer. */
  readonly numbers: number;
  /** P, floats of θ. */
  readonly weights: number;
  readonly topology: Uint32Array<ArrayBuffer>;
  /** Invocations that share a sample. */
  readonly workgroup: number;
}

/** Gathers a layer's connections by target and by source, and says where they are put. */
function placeTopology(
  edges: EdgePattern,
  topology: number[],
): Omit<RecurrencePlan, 'dense' | 'weights' | 'gradient'> {
  const outgoing: [target: number, edge: number][][] = Array.from(
    { length: edges.neurons },
    () => [],
  );
  const targets: number[] = [];
  visitEdges(edges, (edge, target, source) => {
    outgoing[source]!.push([target, edge]);
    targets.push(target);
  });
  const place = (values: Iterable<number>): number => {
    const at = topology.length;
    for (const value of values) topology.push(value);
    return at;
  };
  let entries = 0;
  const firstOut = [0, ...outgoing.map((row) => (entries += row.length))];
  return {
    edges,
    firstIn: place(edges.offsets),
    sources: place(edges.sources),
    targets: place(targets),
    firstOut: place(firstOut),
    outTargets: place(outgoing.flatMap((row) => row.map(([target]) => target))),
    outEdges: place(outgoing.flatMap((row) => row.map(([, edge]) => edge))),
  };
}

export function planNetwork(shape: NetworkShape, layout: WeightLayout): NetworkPlan {
  let numbers = layout.length;
  const take = (length: number): number => {
    numbers += length;
    return numbers - length;
  };
  const topology: number[] = [];
  let before = 0;
  const layers = shape.layers.map(({ neurons, inputs, edges }, l): LayerPlan => {
    const recurrence = edges && {
      ...placeTopology(edges, topology),
      dense: edges.sources.length === neurons * neurons,
      weights: take(edges.sources.length),
      gradient: segmentOf(layout, l, 'recurrent')!.offset,
    };
    before += neurons;
    return {
      neurons,
      inputs,
      before: before - neurons,
      tauSynapse: layerTauSynapse(shape, l),
      feedforward: segmentOf(layout, l, 'feedforward')!.offset,
      recurrence,
      leak: take(neurons),
      rate: take(neurons),
      bias: shape.bias ? take(neurons) : null,
      biasGradient: segmentOf(layout, l, 'bias')?.offset ?? null,
    };
  });
  const widest = Math.max(...layers.map(({ neurons }) => neurons));
  return {
    layers,
    inputs: shape.inputs,
    classes: layers.at(-1)!.neurons,
    neurons: before,
    tauSynapse: shape.tauSynapse,
    threshold: shape.threshold,
    numbers,
    weights: layout.length,
    topology: Uint32Array.from(topology),
    workgroup: Math.min(LARGEST_WORKGROUP, SUBGROUP * Math.ceil(widest / SUBGROUP)),
  };
}
