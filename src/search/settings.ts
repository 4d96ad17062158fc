/** Settings of an architecture search, and their limits. */
import { MotifsmithError } from '../core/errors.ts';
import type { IntrinsicPlasticitySettings } from '../engine/engine.ts';
import { checkPlasticitySettings } from '../engine/intrinsic-plasticity.ts';
import type { NeuronModel } from '../model/architecture.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../model/topology.ts';
import {
  checkTraining,
  checkWeightSettings,
  DEFAULT_TRAINING,
  DEFAULT_WEIGHT_SETTINGS,
  requirePositive,
  requireWhole,
  requireWithin,
  type TrainingSettings,
  type WeightSettings,
} from '../training/settings.ts';

/** The strategies that come with the package. */
export const STRATEGIES = ['hrmas', 'random'] as const;
/** Name of such a strategy. */
export type StrategyName = (typeof STRATEGIES)[number];

/** Adam for the architecture logits α, with an L2 penalty added to the gradient. */
export interface ArchitectureOptimiser {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** The SpiKL-IP step of each search iteration. Rates are per step, times in steps. */
export interface SearchPlasticity {
  /** `off`: the search runs without intrinsic plasticity. */
  readonly mode: IntrinsicPlasticitySettings['mode'] | 'off';
  /** Training samples in the IP window of one iteration. */
  readonly window: number;
  readonly targetRate: number;
  readonly learningRate: number;
  readonly tauCalcium: number;
  readonly minimumRate: number;
  /** Bounds of R and τ as multiples of τm. */
  readonly bounds: readonly [number, number];
}

/** Settings of a search and of the training that ends it. */
export interface SearchSettings {
  readonly strategy: StrategyName;
  /** Epochs in which sizes, types and weights are searched together. */
  readonly sizeEpochs: number;
  /** Epochs in which the types of the chosen size and the weights are searched. */
  readonly typeEpochs: number;
  /** Order of the architecture gradient. */
  readonly order: 1 | 2;
  /** Weights during the search; a linear schedule runs over both stages. */
  readonly weights: WeightSettings;
  readonly architecture: ArchitectureOptimiser;
  /** Logits of the connection types at the start, before the noise. */
  readonly initialTypeLogits: Readonly<Record<ConnectionType, number>>;
  readonly plasticity: SearchPlasticity;
  /** Random strategy: architectures tried, each on an equal share of what `hrmas` would spend. */
  readonly candidates: number;
  /** Whether the final training starts from the R and τ that the search ended with. */
  readonly keepIntrinsic: boolean;
  /** The final training, on the whole training set. */
  readonly retrain: TrainingSettings;
}

/** The paper's schedule, and DARTS' optimiser for α. */
export const DEFAULT_SEARCH: SearchSettings = {
  strategy: 'hrmas',
  sizeEpochs: 150,
  typeEpochs: 150,
  order: 2,
  weights: DEFAULT_WEIGHT_SETTINGS,
  architecture: {
    learningRate: 3e-4,
    beta1: 0.5,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 1e-3,
  },
  initialTypeLogits: { exc: 0, inh: 0, none: 0 },
  plasticity: {
    mode: 'window',
    window: 50,
    targetRate: 0.2,
    learningRate: 0.05,
    tauCalcium: 64,
    minimumRate: 0.01,
    bounds: [0.5, 8],
  },
  candidates: 10,
  keepIntrinsic: false,
  retrain: DEFAULT_TRAINING,
};

/** The engine's settings of the IP step, or null if it is off. */
export function plasticitySettings(
  { mode, bounds, targetRate, learningRate, tauCalcium, minimumRate }: SearchPlasticity,
  { tauMembrane }: NeuronModel,
): IntrinsicPlasticitySettings | null {
  if (mode === 'off') return null;
  const limits = [bounds[0] * tauMembrane, bounds[1] * tauMembrane] as const;
  return {
    targetRate,
    learningRate,
    tauCalcium,
    minimumRate,
    resistanceBounds: limits,
    tauBounds: limits,
    mode,
  };
}

const refuse = (message: string, where: string, remedy: string): never => {
  throw new MotifsmithError('usage', message, { where, remedy });
};

/**
 * @param trainHalf samples on which the search trains weights
 * @throws MotifsmithError (`usage`) naming the setting and its range
 */
export function checkSearch(
  settings: SearchSettings,
  neuron: NeuronModel,
  trainHalf: number,
): void {
  const { strategy, order, architecture, plasticity, initialTypeLogits } = settings;
  if (!STRATEGIES.includes(strategy)) {
    refuse(`unknown strategy ${strategy}`, 'strategy', `use one of ${STRATEGIES.join(', ')}`);
  }
  if (order !== 1 && order !== 2) refuse(`order = ${String(order)}`, 'order', 'use 1 or 2');
  requireWhole(settings.sizeEpochs, 1, 'sizeEpochs');
  requireWhole(settings.typeEpochs, 1, 'typeEpochs');
  requireWhole(settings.candidates, 1, 'candidates');
  checkWeightSettings(settings.weights, 'weights');
  checkTraining(settings.retrain, 'retrain');
  requirePositive(architecture.learningRate, 'architecture.learningRate');
  requirePositive(architecture.epsilon, 'architecture.epsilon');
  requireWithin(architecture.beta1, 0, 1, 'architecture.beta1');
  requireWithin(architecture.beta2, 0, 1, 'architecture.beta2');
  requireWithin(architecture.weightDecay, 0, Infinity, 'architecture.weightDecay');
  for (const type of CONNECTION_TYPES) {
    if (!Number.isFinite(initialTypeLogits[type])) {
      refuse(
        `the logit of ${type} is ${initialTypeLogits[type]}`,
        'initialTypeLogits',
        'give a number',
      );
    }
  }
  const rule = plasticitySettings(plasticity, neuron);
  if (rule === null) return;
  checkPlasticitySettings(rule);
  if (rule.tauBounds[0] < 1) {
    refuse(
      `intrinsic plasticity could bring τ down to ${rule.tauBounds[0]} steps`,
      'plasticity.bounds',
      'raise the lower bound or τm: a time constant is at least 1 step',
    );
  }
  requireWhole(plasticity.window, 1, 'plasticity.window');
  if (plasticity.window > trainHalf) {
    refuse(
      `an IP window of ${plasticity.window} samples, of ${trainHalf} to draw from`,
      'plasticity.window',
      `choose a window of at most ${trainHalf}`,
    );
  }
}
