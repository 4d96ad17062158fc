/**
 * What the reference back end computes with: the network as a list of layers with their numbers. It holds views, not copies, so writing weights or R and τ changes the network.
 */
import type { Coupling, EdgePattern } from '../../model/edges.ts';
import {
  isIntegrator,
  layerTauSynapse,
  type NetworkShape,
  segmentOf,
  type WeightLayout,
  type WeightSegment,
} from '../../model/shape.ts';

/** Recurrent connections of a layer, E of them. */
export interface Recurrence {
  readonly edges: EdgePattern;
  /** [E] the trained part w; the effective weight is W = gain · w + offset. */
  readonly weights: Float64Array;
  coupling: Coupling;
}

/** A layer of N neurons and M inputs. */
export interface ReferenceLayer {
  readonly neurons: number;
  readonly inputs: number;
  /** [M][N] row-major: a row holds what one source sends. */
  readonly feedforward: Float64Array;
  readonly recurrence: Recurrence | null;
  /** R [N] */
  readonly resistance: Float64Array;
  /** τ [N], steps */
  readonly tau: Float64Array;
  /** b [N], or null in a network without; a view of θ where it is trained. */
  readonly bias: Float64Array | null;
  /** τs, steps */
  readonly tauSynapse: number;
  /** Leaky integrators: no threshold, no reset, and u[t] in place of a[t]. */
  readonly integrator: boolean;
}

export interface ReferenceModel {
  readonly inputs: number;
  readonly layers: readonly ReferenceLayer[];
  /** τs of the output layer, steps */
  readonly tauSynapse: number;
  /** Vth */
  readonly threshold: number;
}

/** W of edge e: the weight that takes effect. */
export function effectiveWeight({ weights, coupling }: Recurrence, e: number): number {
  return coupling.gain[e]! * weights[e]! + coupling.offset[e]!;
}

/** A layer's views into a vector laid out like θ: the weights themselves, or their gradient. */
export function layerViews(
  layout: WeightLayout,
  vector: Float64Array,
  layer: number,
): Record<WeightSegment['kind'], Float64Array> {
  const view = (kind: WeightSegment['kind']) => {
    const segment = segmentOf(layout, layer, kind);
    return segment
      ? vector.subarray(segment.offset, segment.offset + segment.length)
      : new Float64Array(0);
  };
  return { feedforward: view('feedforward'), recurrent: view('recurrent'), bias: view('bias') };
}

/**
 * Lays a network over a weight vector. Couplings start as gain 1, offset 0; R = τ = 1, which the
 * caller overwrites with the τm of the architecture.
 */
export function referenceModel(
  shape: NetworkShape,
  layout: WeightLayout,
  weights: Float64Array,
): ReferenceModel {
  const layers = shape.layers.map(({ neurons, inputs, edges }, l): ReferenceLayer => {
    const views = layerViews(layout, weights, l);
    const bias = shape.bias === 'trained' ? views.bias : new Float64Array(neurons);
    const coupling = (size: number): Coupling => ({
      gain: new Float64Array(size).fill(1),
      offset: new Float64Array(size),
    });
    return {
      neurons,
      inputs,
      feedforward: views.feedforward,
      recurrence: edges && {
        edges,
        weights: views.recurrent,
        coupling: coupling(edges.sources.length),
      },
      resistance: new Float64Array(neurons).fill(1),
      tau: new Float64Array(neurons).fill(1),
      bias: shape.bias ? bias : null,
      tauSynapse: layerTauSynapse(shape, l),
      integrator: isIntegrator(shape, l),
    };
  });
  return {
    inputs: shape.inputs,
    layers,
    tauSynapse: shape.tauSynapse,
    threshold: shape.threshold,
  };
}
