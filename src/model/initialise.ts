/**
 * Where training starts: weights, R and τ of a fresh network. Each segment of the weight vector
 * draws from its own stream, so adding a layer or changing a motif does not change the numbers of the
 * others.
 */
import { Random } from '../core/random.ts';
import { describeAllowed, isInRange, type PlainNumber } from '../core/settings/allowed.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';
import type { Blueprint } from './shape.ts';

/** The default is the paper's (section 3.1.3). */
export const INITIAL_EXCITATORY_WEIGHT = {
  type: 'number',
  description: 'Initial weight of every excitatory recurrent connection.',
  minimum: 0,
  default: 0.2,
} as const satisfies PlainNumber;

/** Initial weight of excitatory recurrent connections. */
export const DEFAULT_EXCITATORY_WEIGHT: number = INITIAL_EXCITATORY_WEIGHT.default;

/** R and τ of the neurons of one layer, [N] each. */
export interface IntrinsicParameters {
  readonly resistance: ArrayLike<number>;
  readonly tau: ArrayLike<number>;
}

/**
 * θ [P] before the first update: feedforward and dense recurrent weights normal with standard
 * deviation √(2/fan_in) (He et al., 2015; for recurrence the fan-in is N), excitatory weights of
 * SC-ML and supernet layers constant. Entries behind inhibitory connections, which have gain 0, have
 * the excitatory constant as well and are never trained.
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
    const { inputs, neurons } = shape.layers[layer]!;
    const deviation = Math.sqrt(2 / (kind === 'recurrent' ? neurons : inputs));
    const random = new Random(seed, `weights/${purpose}/${name}`);
    for (let k = offset; k < offset + length; k++) weights[k] = deviation * random.normal();
  }
  return weights;
}

/**
 * R = τ = τm for every neuron, so that R/τ = 1; hidden layers in order, then the output layer.
 * @param plan `blueprint` of the architecture
 */
export function initialIntrinsic({ architecture, shape }: Blueprint): IntrinsicParameters[] {
  const { tauMembrane } = architecture.neuron;
  return shape.layers.map(({ neurons }) => ({
    resistance: new Float64Array(neurons).fill(tauMembrane),
    tau: new Float64Array(neurons).fill(tauMembrane),
  }));
}
