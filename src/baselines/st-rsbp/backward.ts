/**
 * ST-RSBP: gradients at the level of whole spike trains. a_i, the sum of the potentials at which i fires, determines its
 * count o_i by 1/ν; the error runs from the counts of the outputs back to those of the layers below, through how S-PSPs
 * depend on the counts at their two ends.
 */
import { visitEdges } from '../../model/edges.ts';
import { type EffectTable, slopePlaces, slopesOf } from './effect-table.ts';
import { solve } from './lu.ts';
import {
  type Counted,
  counted,
  type LayerVectors,
  type SpikeTrainLayer,
  type SpikeTrainNetwork,
  type Train,
} from './network.ts';
import { type DensePsps, densePsps, edgePsps, everyPsp } from './s-psp.ts';

/** How weights of recurrent layers see the error. */
export const RECURRENT_ERRORS = ['published', 'full'] as const;
export type RecurrentError = (typeof RECURRENT_ERRORS)[number];

/** ρ where either neuron is silent. */
const SILENT_EFFECT = 0.5;
/** c_i is kept at least this far from 0. */
const LEAST_FACTOR = 1e-4;

/** What a layer has done in a sample, as far as its gradient depends on it. */
export interface LayerPass {
  /** e_ij of the feedforward synapses. */
  readonly input: DensePsps;
  /** e_ir [E]; empty without recurrence. */
  readonly recurrent: Float64Array;
  /** S [N] */
  readonly ownEffect: Float64Array;
}

/** ∂e_ij/∂o_j */
const countEffect = (e: number, source: number, target: number): number =>
  source === 0 || target === 0 ? SILENT_EFFECT : e / source;

/** S_i: how the count of a neuron acts on itself through its S-PSPs. */
function ownEffects(
  { neurons, inputs, weights, recurrence, threshold }: SpikeTrainLayer,
  table: EffectTable,
  input: Counted,
  own: Counted,
): Float64Array {
  const { slopes } = table;
  const places = slopePlaces(table, input.counts);
  const effects = new Float64Array(neurons);
  for (let i = 0; i < neurons; i++) {
    const count = own.counts[i]!;
    if (recurrence === null && count === 0) continue;
    const from = slopesOf(table, count);
    const row = i * inputs;
    let sum = 0;
    for (let j = 0; j < inputs; j++) sum += weights[row + j]! * slopes[from + places[j]!]!;
    effects[i] = sum / threshold;
  }
  if (recurrence) {
    const ownPlaces = slopePlaces(table, own.counts);
    visitEdges(recurrence.edges, (e, i, r) => {
      const slope = slopes[slopesOf(table, own.counts[i]!) + ownPlaces[r]!]!;
      effects[i]! += (recurrence.weights[e]! * slope) / threshold;
    });
  }
  return effects;
}

/** S-PSPs and S of one layer. */
export function layerPass(
  { neuron }: SpikeTrainNetwork,
  layer: SpikeTrainLayer,
  table: EffectTable,
  input: Counted,
  own: Counted,
): LayerPass {
  const { recurrence } = layer;
  return {
    input: densePsps(neuron, input, own, neuron.inputDelay),
    recurrent: recurrence ? edgePsps(neuron, recurrence.edges, own) : new Float64Array(0),
    ownEffect: ownEffects(layer, table, input, own),
  };
}

/** a [N], which no gradient needs. */
export function aggregatePotentials(
  { inputs, neurons, weights, recurrence }: SpikeTrainLayer,
  { input, recurrent }: LayerPass,
): Float64Array {
  const a = new Float64Array(neurons);
  const psps = everyPsp(input, neurons, inputs);
  psps.forEach((e, at) => {
    a[Math.floor(at / inputs)]! += weights[at]! * e;
  });
  if (recurrence) {
    visitEdges(recurrence.edges, (e, i) => {
      a[i]! += recurrence.weights[e]! * recurrent[e]!;
    });
  }
  return a;
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
  { recurrent }: LayerPass,
  { counts }: Counted,
  factors: Float64Array,
  D: Float64Array,
): Float64Array {
  const places = recurrence!.places ?? Uint32Array.from({ length: neurons }, (_, i) => i);
  const transposed = new Float64Array(neurons * neurons);
  const right = new Float64Array(neurons);
  factors.forEach((c, i) => {
    const at = places[i]!;
    transposed[at * neurons + at] = c;
    right[at] = D[i]!;
  });
  visitEdges(recurrence!.edges, (e, i, r) => {
    if (i === r) return;
    const effect = countEffect(recurrent[e]!, counts[r]!, counts[i]!);
    const at = places[r]! * neurons + places[i]!;
    transposed[at] = (-recurrence!.weights[e]! * effect) / threshold;
  });
  const solved = solve(transposed, right);
  return D.map((_, i) => solved[places[i]!]!);
}

/** Errors of a layer's neurons: as the layer below gets them, and as the weights do. */
export interface NeuronErrors {
  /** λ [N] */
  readonly below: Float64Array;
  /** [N] */
  readonly weights: Float64Array;
}

/**
 * @param errors ∂E/∂o [N]
 * @param rule `published`: the weights see the error from above alone, though the layer below gets that through the
 *   recurrence too; `full`: weights get it as well
 * @param factor [N] of the weight gradients: those of laterally inhibited outputs, 1 elsewhere
 */
export function neuronErrors(
  layer: SpikeTrainLayer,
  pass: LayerPass,
  own: Counted,
  errors: Float64Array,
  rule: RecurrentError,
  factor: ArrayLike<number> | null,
): NeuronErrors {
  const D = errors.map((error) => error / layer.threshold);
  const factors = ownFactors(pass);
  const direct = D.map((error, i) => error / factors[i]!);
  const below = layer.recurrence ? throughRecurrence(layer, pass, own, factors, D) : direct;
  const weights = rule === 'full' ? below : direct;
  return { below, weights: factor ? weights.map((error, i) => error * factor[i]!) : weights };
}

/** Adds ∂E/∂w of a layer. */
export function addWeightGradient(
  { inputs, recurrence }: SpikeTrainLayer,
  { input: { targets, sources, values }, recurrent }: LayerPass,
  { weights: errors }: NeuronErrors,
  to: LayerVectors,
): void {
  const width = sources.length;
  for (let a = 0; a < targets.length; a++) {
    const error = errors[targets[a]!]!;
    if (error === 0) continue;
    const row = targets[a]! * inputs;
    const from = a * width;
    for (let b = 0; b < width; b++) to.weights[row + sources[b]!]! += error * values[from + b]!;
  }
  if (!recurrence) return;
  visitEdges(recurrence.edges, (e, i) => {
    to.recurrent[e]! += errors[i]! * recurrent[e]!;
  });
}

/** ∂E/∂o of the layer below, [M]. */
export function errorsBelow(
  { neurons, inputs, weights }: SpikeTrainLayer,
  { input: { targets, sources, values } }: LayerPass,
  { counts }: Counted,
  { below: λ }: NeuronErrors,
): Float64Array {
  const silent = new Float64Array(inputs);
  const active = new Float64Array(sources.length);
  for (let i = 0, a = 0; i < neurons; i++) {
    const fires = targets[a] === i;
    const from = a * sources.length;
    if (fires) a += 1;
    const error = λ[i]!;
    if (error === 0) continue;
    const row = i * inputs;
    for (let j = 0; j < inputs; j++) silent[j]! += error * weights[row + j]!;
    // Of a pair that both fire, it is the ratio of the S-PSP to the count of its source.
    if (!fires)
      for (let b = 0; b < active.length; b++)
        active[b]! += SILENT_EFFECT * error * weights[row + sources[b]!]!;
    else
      for (let b = 0; b < active.length; b++)
        active[b]! +=
          (error * weights[row + sources[b]!]! * values[from + b]!) / counts[sources[b]!]!;
  }
  const errors = silent.map((sum) => SILENT_EFFECT * sum);
  active.forEach((error, b) => {
    errors[sources[b]!] = error;
  });
  return errors;
}

/**
 * What lateral inhibition multiplies the weight gradients of the outputs by; null without any.
 * @param train of the outputs, before any spikes were given
 */
export function outputFactors(
  { neuron, layers, lateralInhibition }: SpikeTrainNetwork,
  train: Train,
  label: number,
): Float64Array | null {
  if (lateralInhibition === 0) return null;
  const { neurons, threshold } = layers.at(-1)!;
  const own = counted(train, neurons);
  const { counts } = own;
  const psps = everyPsp(densePsps(neuron, own, own, 1), neurons, neurons);
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
