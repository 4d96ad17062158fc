/**
 * ST-RSBP: gradients at the level of whole spike trains. a_i, the sum of the potentials at which i fires, determines its
 * count o_i by 1/ν; the error runs from the counts of the outputs back to those of the layers below, through how S-PSPs
 * depend on the counts at their two ends.
 */
import { visitEdges } from '../../model/edges.ts';
import { type EffectTable, ownEffect } from './effect-table.ts';
import { solve } from './lu.ts';
import {
  type Counted,
  counted,
  type SpikeTrainLayer,
  type SpikeTrainNetwork,
  type Train,
} from './network.ts';
import { everySource, spikeTrainPsps } from './s-psp.ts';

/** ρ where either neuron is silent. */
const SILENT_EFFECT = 0.5;
/** c_i is kept at least this far from 0. */
const LEAST_FACTOR = 1e-4;

/** What a layer has done in a sample, as far as its gradient depends on it. */
export interface LayerPass {
  /** e_ij [N][M], those of the feedforward synapses. */
  readonly inputPsps: Float64Array;
  /** e_ir [E]; empty without recurrence. */
  readonly recurrentPsps: Float64Array;
  /** a [N] */
  readonly aggregate: Float64Array;
  /** S [N] */
  readonly ownEffect: Float64Array;
}

/** ∂E/∂w of a layer, and what it hands down. */
export interface LayerErrors {
  /** [N][M] */
  readonly weights: Float64Array;
  /** [E] */
  readonly recurrent: Float64Array;
  /** ∂E/∂o of the layer below, [M]. */
  readonly below: Float64Array;
}

/** ∂e_ij/∂o_j */
const countEffect = (e: number, source: number, target: number): number =>
  source === 0 || target === 0 ? SILENT_EFFECT : e / source;

/** S-PSPs, a and S of one layer. */
export function layerPass(
  { neuron }: SpikeTrainNetwork,
  layer: SpikeTrainLayer,
  table: EffectTable,
  input: Counted,
  own: Counted,
): LayerPass {
  const { neurons, inputs, weights, recurrence, threshold } = layer;
  const dense = everySource(neurons, inputs);
  const delay = neuron.inputDelay;
  const inputPsps = spikeTrainPsps(neuron, dense, input.train, inputs, own.train, delay);
  const recurrentPsps = recurrence
    ? spikeTrainPsps(neuron, recurrence.edges, own.train, neurons, own.train, 1)
    : new Float64Array(0);
  const aggregate = new Float64Array(neurons);
  const S = new Float64Array(neurons);
  for (let i = 0; i < neurons; i++) {
    const target = own.counts[i]!;
    const still = recurrence === null && target === 0;
    for (let j = 0; j < inputs; j++) {
      const w = weights[i * inputs + j]!;
      aggregate[i]! += w * inputPsps[i * inputs + j]!;
      if (!still) S[i]! += (w * ownEffect(table, input.counts[j]!, target)) / threshold;
    }
  }
  if (recurrence) {
    visitEdges(recurrence.edges, (e, i, r) => {
      const w = recurrence.weights[e]!;
      aggregate[i]! += w * recurrentPsps[e]!;
      S[i]! += (w * ownEffect(table, own.counts[r]!, own.counts[i]!)) / threshold;
    });
  }
  return { inputPsps, recurrentPsps, aggregate, ownEffect: S };
}

/** c = 1 − S, away from 0. */
function ownFactors({ ownEffect: S }: LayerPass): Float64Array {
  return S.map((effect) => {
    const c = 1 - effect;
    if (Math.abs(c) >= LEAST_FACTOR) return c;
    return c < 0 ? -LEAST_FACTOR : LEAST_FACTOR;
  });
}

/** λ = A^{−T} D: the error of each neuron by all ways through its layer. */
function throughRecurrence(
  { neurons, recurrence, threshold }: SpikeTrainLayer,
  { recurrentPsps }: LayerPass,
  { counts }: Counted,
  factors: Float64Array,
  D: Float64Array,
): Float64Array {
  const transposed = new Float64Array(neurons * neurons);
  factors.forEach((c, i) => {
    transposed[i * neurons + i] = c;
  });
  visitEdges(recurrence!.edges, (e, i, r) => {
    if (i === r) return;
    const effect = countEffect(recurrentPsps[e]!, counts[r]!, counts[i]!);
    transposed[r * neurons + i] = (-recurrence!.weights[e]! * effect) / threshold;
  });
  return solve(transposed, D);
}

/**
 * Gradients of one layer.
 * @param errors ∂E/∂o [N]
 * @param rule `published`: the weights see the error from above alone, though the layer below gets that through the
 *   recurrence too; `full`: weights get it as well
 * @param factor [N] of the weight gradients: those of laterally inhibited outputs, 1 elsewhere
 */
export function layerErrors(
  layer: SpikeTrainLayer,
  pass: LayerPass,
  input: Counted,
  own: Counted,
  errors: ArrayLike<number>,
  rule: 'published' | 'full',
  factor: ArrayLike<number> | null,
): LayerErrors {
  const { neurons, inputs, threshold, weights, recurrence } = layer;
  const { inputPsps, recurrentPsps } = pass;
  const D = Float64Array.from(errors, (error) => error / threshold);
  const factors = ownFactors(pass);
  const direct = D.map((error, i) => error / factors[i]!);
  const λ = recurrence ? throughRecurrence(layer, pass, own, factors, D) : direct;
  const toWeights = (rule === 'full' ? λ : direct).map((error, i) => error * (factor?.[i] ?? 1));
  const below = new Float64Array(inputs);
  const gradient = new Float64Array(neurons * inputs);
  for (let i = 0; i < neurons; i++) {
    for (let j = 0; j < inputs; j++) {
      const at = i * inputs + j;
      gradient[at] = toWeights[i]! * inputPsps[at]!;
      const effect = countEffect(inputPsps[at]!, input.counts[j]!, own.counts[i]!);
      below[j]! += λ[i]! * weights[at]! * effect;
    }
  }
  const recurrent = new Float64Array(recurrentPsps.length);
  if (recurrence) {
    visitEdges(recurrence.edges, (e, i) => {
      recurrent[e] = toWeights[i]! * recurrentPsps[e]!;
    });
  }
  return { weights: gradient, recurrent, below };
}

/**
 * What lateral inhibition multiplies the weight gradients of the outputs by.
 * @param train of the outputs, before any spikes were given
 */
export function outputFactors(
  { neuron, layers, lateralInhibition }: SpikeTrainNetwork,
  train: Train,
  label: number,
): Float64Array {
  const { neurons, threshold } = layers.at(-1)!;
  if (lateralInhibition === 0) return new Float64Array(neurons).fill(1);
  const { counts } = counted(train, neurons);
  const psps = spikeTrainPsps(neuron, everySource(neurons, neurons), train, neurons, train, 1);
  const effect = (target: number, source: number): number =>
    countEffect(psps[target * neurons + source]!, counts[source]!, counts[target]!);
  const on = (k: number): boolean => counts[k]! > 0 || k === label;
  return Float64Array.from({ length: neurons }, (_, k) => {
    let loop = 0;
    for (let l = 0; l < neurons; l++) {
      if (l !== k && on(k) && on(l)) loop += effect(l, k) * effect(k, l);
    }
    return 1 / (1 - (lateralInhibition ** 2 * loop) / threshold ** 2);
  });
}
