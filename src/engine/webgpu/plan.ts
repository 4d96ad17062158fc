/**
 * Where everything of a network is in the buffers of the device. Sizes are constants in the shaders that are generated
 * from this. What depends on the number of connections stands at the head of `topology`, so that networks that differ
 * only in their connections, such as the candidates of a search, share their shaders.
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

/** Index in `topology` of P, behind which the gradient goes on with what neurons have. */
export const WEIGHTS_PLACE = 0;
/** Index in `topology` of the places of the first layer. */
export const FIRST_PLACE = 1;
/** What `topology` says of each layer, in this order: where it is, or of `edges` how many there are. */
export const PLACES = [
  'feedforward',
  'leak',
  'rate',
  'bias',
  'biasGradient',
  'edges',
  'weights',
  'gradient',
  'firstIn',
  'sources',
  'targets',
  'firstOut',
  'outTargets',
  'outEdges',
] as const;
export type PlaceName = (typeof PLACES)[number];

/** Recurrent connections of a layer, E of them. */
interface RecurrencePlan {
  readonly edges: EdgePattern;
  /** Whether it has every connection: then an edge's number says where it leads. */
  readonly dense: boolean;
  /** [E] effective weights, in `numbers`. */
  readonly weights: number;
  /** [E] ∂E/∂W, in `gradient`. */
  readonly gradient: number;
}

/** Where a layer's connections are in `topology`. */
interface ConnectionPlaces {
  /** By target: [N + 1] first edge, [E] source, [E] target. */
  readonly firstIn: number;
  readonly sources: number;
  readonly targets: number;
  /** By source: [N + 1] first entry, [E] target, [E] edge. */
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
  readonly recurrence: RecurrencePlan | null;
  /** 1/τ [N], in `numbers`. */
  readonly leak: number;
  /** R/τ [N], in `numbers`. */
  readonly rate: number;
  /** b [N], in `numbers`, or null in a network without. */
  readonly bias: number | null;
  /** ∂E/∂b [N], in `gradient`, or null where it is not trained. */
  readonly biasGradient: number | null;
  /** What shaders read of all this; null, or left out, for what the layer lacks. */
  readonly places: Readonly<Partial<Record<PlaceName, number | null>>>;
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
  /** Whether the output layer is one of leaky integrators. */
  readonly integratingOutput: boolean;
  /** Floats of `numbers`: θ, then what is derived from it, layer by layer. */
  readonly numbers: number;
  /** P, floats of θ. */
  readonly weights: number;
  readonly topology: Uint32Array<ArrayBuffer>;
  /** Invocations that share a sample. */
  readonly workgroup: number;
}

/** Gathers a layer's connections by target and by source, and says where they are put. */
function placeConnections(edges: EdgePattern, topology: number[]): ConnectionPlaces {
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
  const header = FIRST_PLACE + PLACES.length * shape.layers.length;
  const topology = new Array<number>(header).fill(0);
  topology[WEIGHTS_PLACE] = layout.length;
  let before = 0;
  const layers = shape.layers.map(({ neurons, inputs, edges }, l): LayerPlan => {
    const recurrence = edges && {
      edges,
      dense: edges.sources.length === neurons * neurons,
      weights: take(edges.sources.length),
      gradient: segmentOf(layout, l, 'recurrent')!.offset,
    };
    before += neurons;
    const own = {
      leak: take(neurons),
      rate: take(neurons),
      bias: shape.bias ? take(neurons) : null,
      biasGradient: segmentOf(layout, l, 'bias')?.offset ?? null,
    };
    const places: LayerPlan['places'] = {
      ...own,
      feedforward: segmentOf(layout, l, 'feedforward')!.offset,
      ...(recurrence && {
        edges: recurrence.edges.sources.length,
        weights: recurrence.weights,
        gradient: recurrence.gradient,
        ...placeConnections(recurrence.edges, topology),
      }),
    };
    PLACES.forEach((name, k) => {
      topology[FIRST_PLACE + PLACES.length * l + k] = places[name] ?? 0;
    });
    return {
      neurons,
      inputs,
      before: before - neurons,
      tauSynapse: layerTauSynapse(shape, l),
      recurrence,
      ...own,
      places,
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
    integratingOutput: shape.readout === 'integrator',
    numbers,
    weights: layout.length,
    topology: Uint32Array.from(topology),
    workgroup: Math.min(LARGEST_WORKGROUP, SUBGROUP * Math.ceil(widest / SUBGROUP)),
  };
}
