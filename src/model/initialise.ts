/**
 * Where training starts: weights, R and τ of a fresh network. Each segment of the weight vector
 * draws from its own stream, so adding a layer or changing a motif does not change the numbers of the
 * others.
 */
import { Random } from '../core/random.ts';
import { describeAllowed, isInRange, type PlainNumber } from '../core/settings/allowed.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';
import type { HiddenLayer } from './architecture-schema.ts';
import { SHORTEST_TAU } from './neuron.ts';
import type { Blueprint } from './shape.ts';
import { NO_SPREAD, neuronMultiples, positionMultiples, type TauSpread } from './time-constants.ts';

/** The default is the paper's (section 3.1.3). */
export const INITIAL_EXCITATORY_WEIGHT = {
  type: 'number',
  description: 'Initial weight of every excitatory recurrent connection.',
  minimum: 0,
  default: 0.2,
} as const satisfies PlainNumber;

/** Initial weight of excitatory recurrent connections. */
export const DEFAULT_EXCITATORY_WEIGHT: number = INITIAL_EXCITATORY_WEIGHT.default;

/** What the neurons of one layer have of their own, [N] each. */
export interface IntrinsicParameters {
  /** R */
  readonly resistance: ArrayLike<number>;
  /** τ, steps. */
  readonly tau: ArrayLike<number>;
  /** b, in networks with a bias alone: what each neuron receives at every step besides spikes. */
  readonly bias?: ArrayLike<number>;
}

/**
 * θ [P] before the first update: feedforward and dense recurrent weights normal with standard
 * deviation √(2/fan_in) (He et al., 2015; for recurrence the fan-in is N), excitatory weights of
 * SC-ML and supernet layers constant. Entries behind inhibitory connections, which have gain 0, have
 * the excitatory constant as well and are never trained.
 * Biases that are trained start at 0.
 * @param plan `blueprint` of the architecture
 * @param seed of all random streams
 * @param purpose names the run that the weights are for, e.g. `retrain`: another purpose, another draw
 * @throws MotifsmithError (`usage`) if the excitatory weight is negative or not finite
 */
export function initialWeights(
  { layout, shape }: Blueprint,
  seed: number,
  purpose: string,
  excitatoryWeight: number = DEFAULT_EXCITATORY_WEIGHT,
): Float64Array {
  if (!isInRange(excitatoryWeight, INITIAL_EXCITATORY_WEIGHT)) {
    const allowed = describeAllowed(INITIAL_EXCITATORY_WEIGHT);
    refuse(valueProblem(['excitatoryWeight'], excitatoryWeight, allowed));
  }
  const weights = new Float64Array(layout.length);
  for (const { name, layer, kind, offset, length, nonNegative } of layout.segments) {
    if (kind === 'recurrent' && nonNegative) {
      weights.fill(excitatoryWeight, offset, offset + length);
      continue;
    }
    if (kind === 'bias') continue;
    const { inputs, neurons } = shape.layers[layer]!;
    const deviation = Math.sqrt(2 / (kind === 'recurrent' ? neurons : inputs));
    const random = new Random(seed, `weights/${purpose}/${name}`);
    for (let k = offset; k < offset + length; k++) weights[k] = deviation * random.normal();
  }
  return weights;
}

/**
 * θ [P] uniform within ±1/√fan_in, biases too, as PyTorch starts linear layers; for recurrence the fan-in is N.
 * @param plan `blueprint` of an architecture without motifs
 * @param seed of all random streams
 * @param purpose names the run that the weights are for
 */
export function uniformWeights(
  { layout, shape }: Blueprint,
  seed: number,
  purpose: string,
): Float64Array {
  const weights = new Float64Array(layout.length);
  for (const { name, layer, kind, offset, length } of layout.segments) {
    const { inputs, neurons } = shape.layers[layer]!;
    const bound = 1 / Math.sqrt(kind === 'recurrent' ? neurons : inputs);
    const random = new Random(seed, `weights/${purpose}/${name}`);
    for (let k = offset; k < offset + length; k++) weights[k] = bound * (2 * random.uniform() - 1);
  }
  return weights;
}

/** τ, in steps, at each position of a layer's motif; null if all positions have τm. */
function positionTaus(
  layer: HiddenLayer | undefined,
  l: number,
  tauMembrane: number,
  spread: TauSpread,
  seed: number,
): ArrayLike<number> | null {
  if (layer?.kind !== 'scml') return null;
  const { size, tau } = layer.motif;
  if (tau) return tau;
  return (
    positionMultiples(spread, seed, l, size)?.map((multiple) => multiple * tauMembrane) ?? null
  );
}

/**
 * R = τ for every neuron, so that R/τ = 1; hidden layers in order, then the output layer. τ is that of the neuron's
 * position if the motif has time constants of its own, else τm; in hidden layers it may be spread.
 * @param plan `blueprint` of the architecture
 * @param spread how τ differs between neurons, or between positions that have none of their own
 * @param seed of the random streams of the spread
 */
export function initialIntrinsic(
  { architecture, shape }: Blueprint,
  spread: TauSpread = NO_SPREAD,
  seed = 0,
): IntrinsicParameters[] {
  const { hidden, neuron } = architecture;
  return shape.layers.map(({ neurons }, l) => {
    const byPosition = positionTaus(hidden[l], l, neuron.tauMembrane, spread, seed);
    const byNeuron = l < hidden.length ? neuronMultiples(spread, seed, l, neurons) : null;
    const tau = Float64Array.from({ length: neurons }, (_, i) => {
      const own = byPosition ? byPosition[i % byPosition.length]! : neuron.tauMembrane;
      return Math.max(SHORTEST_TAU, own * (byNeuron ? byNeuron[i]! : 1));
    });
    return { resistance: tau.slice(), tau };
  });
}
