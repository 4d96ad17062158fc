/**
 * From an architecture to what an engine needs to know: layers with their fan-in and recurrent
 * edges, and one flat vector of trained weights with a documented layout.
 */
import type { Architecture, HiddenLayer } from './architecture-schema.ts';
import { type Coupling, denseEdges, type EdgePattern, motifEdges } from './edges.ts';
import type { Readout } from './readout.ts';
import { buildSupernet, type Supernet } from './supernet.ts';
import { validateArchitecture } from './validate-architecture.ts';

/** A layer as the engines see it. */
export interface LayerShape {
  readonly neurons: number;
  /** Fan-in: neurons (or channels) of the layer before. */
  readonly inputs: number;
  /** Recurrent connections, or null for a feedforward layer. */
  readonly edges: EdgePattern | null;
  /** τs of all that the neurons receive, steps, if it is not the network's. */
  readonly tauSynapse?: number;
}

/** Hidden layers in order, then the output layer. */
export interface NetworkShape {
  readonly inputs: number;
  readonly layers: readonly LayerShape[];
  /** τs, steps, of the output layer, and of every hidden layer that has none of its own. */
  readonly tauSynapse: number;
  /** Vth. */
  readonly threshold: number;
  /** Whether neurons have a bias, and whether it is part of θ; none if left out. */
  readonly bias?: true | 'trained';
  /** What the output neurons are; `spiking` if left out. */
  readonly readout?: Readout;
}

/** τs of a layer, steps. */
export const layerTauSynapse = ({ layers, tauSynapse }: NetworkShape, layer: number): number =>
  layers[layer]!.tauSynapse ?? tauSynapse;

/** Whether a layer is one of leaky integrators, which never spike. */
export const isIntegrator = ({ layers, readout }: NetworkShape, layer: number): boolean =>
  readout === 'integrator' && layer === layers.length - 1;

/** A contiguous part of the weight vector. */
export interface WeightSegment {
  /** `hidden.0.feedforward`, `hidden.0.recurrent`, `output.feedforward`, `neurons.0.bias`. */
  readonly name: string;
  readonly layer: number;
  readonly kind: 'feedforward' | 'recurrent' | 'bias';
  readonly offset: number;
  readonly length: number;
  /** Excitatory weights: clamped at 0 after each update. */
  readonly nonNegative: boolean;
}

/**
 * The vector of all trained weights θ. For each layer: feedforward weights, row-major
 * [inputs][neurons] (a row holds what one source sends), then recurrent weights [E] in edge order, then the
 * bias [neurons] where it is trained.
 */
export interface WeightLayout {
  readonly segments: readonly WeightSegment[];
  /** P, the number of weights. */
  readonly length: number;
}

/** Where the weights of a layer are in θ; undefined if it has none of the kind. */
export function segmentOf(
  layout: WeightLayout,
  layer: number,
  kind: WeightSegment['kind'],
): WeightSegment | undefined {
  return layout.segments.find((segment) => segment.layer === layer && segment.kind === kind);
}

/** An architecture made ready to compute. */
export interface Blueprint {
  readonly architecture: Architecture;
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  /** [layers] fixed coupling of recurrent layers; null for feedforward and supernet layers. */
  readonly couplings: readonly (Coupling | null)[];
  /** [layers] the relaxation of supernet layers; null for all others. */
  readonly supernets: readonly (Supernet | null)[];
}

interface Recurrence {
  readonly edges: EdgePattern | null;
  readonly coupling: Coupling | null;
  readonly supernet: Supernet | null;
}

function recurrenceOf(layer: HiddenLayer, inhibitoryWeight: number): Recurrence {
  switch (layer.kind) {
    case 'feedforward':
      return { edges: null, coupling: null, supernet: null };
    case 'dense': {
      const edges = denseEdges(layer.neurons);
      const gain = new Float64Array(edges.sources.length).fill(1);
      const coupling = { gain, offset: new Float64Array(gain.length) };
      return { edges, coupling, supernet: null };
    }
    case 'scml': {
      const grid = { neurons: layer.neurons, size: layer.motif.size, boundary: layer.boundary };
      return { ...motifEdges(grid, layer.motif, inhibitoryWeight), supernet: null };
    }
    case 'supernet': {
      const supernet = buildSupernet(layer, inhibitoryWeight);
      return { edges: supernet.edges, coupling: null, supernet };
    }
    default:
      return layer satisfies never;
  }
}

/** Weight segments of a network, in the order of the weight vector. */
export function weightLayout(
  layers: readonly LayerShape[],
  nonNegativeRecurrence: readonly boolean[],
  trainsBias = false,
): WeightLayout {
  const segments: WeightSegment[] = [];
  let offset = 0;
  const add = (
    layer: number,
    kind: WeightSegment['kind'],
    length: number,
    nonNegative: boolean,
  ) => {
    const owner = layer === layers.length - 1 ? 'output' : `hidden.${layer}`;
    // A bias has one name, whether it is trained or not.
    const name = kind === 'bias' ? `neurons.${layer}.bias` : `${owner}.${kind}`;
    segments.push({ name, layer, kind, offset, length, nonNegative });
    offset += length;
  };
  layers.forEach(({ inputs, neurons, edges }, l) => {
    add(l, 'feedforward', inputs * neurons, false);
    if (edges) add(l, 'recurrent', edges.sources.length, nonNegativeRecurrence[l] ?? false);
    if (trainsBias) add(l, 'bias', neurons, false);
  });
  return { segments, length: offset };
}

/**
 * Validates an architecture and works out its shape.
 * @throws MotifsmithError (`usage`) if the architecture is impossible
 */
export function blueprint(architecture: Architecture): Blueprint {
  validateArchitecture(architecture);
  const { inputs, hidden, outputs, neuron, bias, readout } = architecture;
  const recurrences = hidden.map((layer) => recurrenceOf(layer, neuron.inhibitoryWeight));
  const layers: LayerShape[] = hidden.map((layer, l) => ({
    neurons: layer.neurons,
    inputs: l === 0 ? inputs : hidden[l - 1]!.neurons,
    edges: recurrences[l]!.edges,
    ...(layer.kind !== 'supernet' &&
      layer.tauSynapse !== undefined && { tauSynapse: layer.tauSynapse }),
  }));
  layers.push({ neurons: outputs, inputs: hidden.at(-1)?.neurons ?? inputs, edges: null });
  return {
    architecture,
    shape: {
      inputs,
      layers,
      tauSynapse: neuron.tauSynapse,
      threshold: neuron.threshold,
      ...(bias && { bias }),
      ...(readout && { readout }),
    },
    layout: weightLayout(
      layers,
      hidden.map((layer) => layer.kind === 'scml' || layer.kind === 'supernet'),
      bias === 'trained',
    ),
    couplings: [...recurrences.map(({ coupling }) => coupling), null],
    supernets: [...recurrences.map(({ supernet }) => supernet), null],
  };
}
