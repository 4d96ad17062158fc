/**
 * A trained network as its equations alone: for each layer two matrices with the effective weights, and
 * R and τ of its neurons. Exports work on this form for every architecture.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { visitEdges } from '../../model/edges.ts';
import type { Readout } from '../../model/readout.ts';
import { type Blueprint, blueprint, layerTauSynapse, segmentOf } from '../../model/shape.ts';
import { requireExportable } from '../exportable.ts';
import { compact, type Matrix, type PortableModel } from '../portable-model.ts';

/** One layer: I = W a_in + W_rec a_own of the step before; equations 1 to 4. */
export interface LayerEquations {
  readonly inputs: number;
  readonly neurons: number;
  /** [neurons][inputs] */
  readonly feedforward: Matrix;
  /** [neurons][neurons] `[target][source]`, or null without recurrence. */
  readonly recurrent: Matrix | null;
  /** R [N] */
  readonly resistance: Float64Array;
  /** τ [N], steps. */
  readonly tau: Float64Array;
  /** τs of all that its neurons receive, steps. */
  readonly tauSynapse: number;
  /** b [N], added to W s at every step; null in a network without. */
  readonly bias: Matrix | null;
}

/** A network in units of steps and of membrane potential. */
export interface NetworkEquations {
  /** Hidden layers in order, then the output layer. */
  readonly layers: readonly LayerEquations[];
  /** τs of the output layer, steps: that of the decision. */
  readonly tauSynapse: number;
  /** Vth. */
  readonly threshold: number;
  /** What the output neurons are. */
  readonly readout: Readout;
}

/** Most entries of a matrix that is written out in full: 8,192 neurons, every one to every one. */
const LARGEST_MATRIX = 2 ** 26;

/**
 * Writes a network out as matrices.
 * @throws MotifsmithError `artifact` if a number is not finite, `usage` if a matrix would have more
 * than LARGEST_MATRIX entries or a layer is still being searched
 */
export function networkEquations(model: PortableModel): NetworkEquations {
  const plan = blueprint(model.architecture);
  requireMatrices(plan);
  requireExportable(model, plan);
  const layers = plan.shape.layers.map(({ inputs, neurons, edges }, l): LayerEquations => {
    const { weights } = model;
    const feedforward = new Float64Array(neurons * inputs);
    const from = segmentOf(plan.layout, l, 'feedforward')!.offset;
    for (let j = 0; j < inputs; j++) {
      for (let i = 0; i < neurons; i++) {
        feedforward[i * inputs + j] = weights[from + j * neurons + i]!;
      }
    }
    const { resistance, tau, bias } = model.neurons[l]!;
    return {
      inputs,
      neurons,
      feedforward: compact(feedforward),
      recurrent: edges && compact(recurrentMatrix(weights, plan, l)),
      resistance: Float64Array.from(resistance),
      tau: Float64Array.from(tau),
      tauSynapse: layerTauSynapse(plan.shape, l),
      bias: bias ? compact(bias) : null,
    };
  });
  const { tauSynapse, threshold, readout = 'spiking' } = plan.shape;
  return { layers, tauSynapse, threshold, readout };
}

/** Effective weights `[target][source]` of a recurrent layer. @param weights θ [P] */
export function recurrentMatrix(
  weights: ArrayLike<number>,
  plan: Blueprint,
  layer: number,
): Float64Array {
  const { neurons, edges } = plan.shape.layers[layer]!;
  const { gain, offset } = plan.couplings[layer]!;
  const own = segmentOf(plan.layout, layer, 'recurrent')!.offset;
  const matrix = new Float64Array(neurons * neurons);
  visitEdges(edges!, (e, target, source) => {
    matrix[target * neurons + source] = gain[e]! * weights[own + e]! + offset[e]!;
  });
  return matrix;
}

function requireMatrices({ shape }: Blueprint): void {
  shape.layers.forEach(({ inputs, neurons, edges }, l) => {
    const entries = neurons * Math.max(inputs, edges ? neurons : 0);
    if (entries > LARGEST_MATRIX) {
      throw new MotifsmithError('usage', `A matrix would have ${entries} entries.`, {
        where: `layer ${l} of ${neurons} neurons; at most ${LARGEST_MATRIX} entries are written`,
        remedy: 'Export it as safetensors or npz, which keep only the connections that exist.',
      });
    }
  });
}
