/**
 * One iteration of HRMAS (Algorithm 1 of the paper): the architecture from a valid batch, the
 * weights from a train batch, then intrinsic plasticity to adjust to what both have changed.
 */

import { norm } from '../../core/math.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { BatchResult, EngineNetwork } from '../../engine/engine.ts';
import type { WeightUpdateSettings } from '../../engine/optimiser-settings.ts';
import type { IntrinsicPlasticitySettings } from '../../engine/plasticity-settings.ts';
import { type RunPosition, requireFinite, requireFiniteAll } from '../../training/guard.ts';
import type { ArchitectureOptimiser } from '../settings.ts';
import {
  architectureGradient,
  type GradientOrder,
  setArchitecture,
} from './architecture-gradient.ts';
import { type ArchitectureParameters, flatten } from './parameters.ts';
import { addPrice, type Prices, RATE_SAMPLES, senderRates } from './price.ts';
import {
  addPenalty,
  type Moment,
  probabilityTemperature,
  type RelaxationSettings,
  relaxLayers,
} from './relaxation.ts';

/** Weights, R and τ, each once, under the present couplings. */
export interface WeightStepInput {
  readonly network: EngineNetwork;
  readonly train: readonly EventSample[];
  /** Samples of the IP window; ignored if plasticity is off. */
  readonly window: readonly EventSample[];
  /** With the learning rate of this update, which is also ξ. */
  readonly weights: WeightUpdateSettings;
  readonly plasticity: IntrinsicPlasticitySettings | null;
  readonly position: RunPosition;
}

export interface IterationInput extends WeightStepInput {
  readonly parameters: ArchitectureParameters;
  readonly valid: readonly EventSample[];
  readonly order: 1 | 2;
  /** null while the network warms up and α stays. */
  readonly architecture: ArchitectureOptimiser | null;
  readonly relaxation: RelaxationSettings;
  readonly moment: Moment;
  /** null: accuracy alone. */
  readonly prices: Prices | null;
}

/** Sums over the samples of one iteration; they add up over an epoch. */
export interface IterationSums {
  /** Of the train batch at w, with the new α. */
  readonly loss: number;
  readonly correct: number;
  readonly samples: number;
  /** Of the valid batch as the α-step saw it: at w (first order) or w' (second order). */
  readonly validLoss: number;
  readonly validCorrect: number;
  readonly validSamples: number;
  /** [layers] spikes of the train batch. */
  readonly spikes: readonly number[];
  readonly steps: number;
  /** ‖∇w E_train‖₂ and the norm of the gradient for α, before weight decay. */
  readonly weightNorm: number;
  readonly architectureNorm: number;
  readonly iterations: number;
  readonly [key: string]: number | readonly number[];
}

/** Recurrent hidden layers: those that intrinsic plasticity adapts. */
export function recurrentLayers(network: EngineNetwork): number[] {
  return network.shape.layers.flatMap(({ edges }, l) => (edges ? [l] : []));
}

/** What the α-step saw of the valid batch. */
interface ArchitectureStep {
  readonly validLoss: number;
  readonly validCorrect: number;
  /** Norm of the gradient for α, before penalty, price and decay. */
  readonly architectureNorm: number;
}

/** One update of α; leaves the couplings of its own pass. */
async function architectureStep(
  input: IterationInput,
  optimiser: ArchitectureOptimiser,
): Promise<ArchitectureStep> {
  const { network, parameters, train, valid, order, weights, position } = input;
  const { relaxation, moment, prices } = input;
  const how: GradientOrder =
    order === 1
      ? { order }
      : {
          order,
          xi: weights.learningRate,
          clipGradientNorm: weights.clipGradientNorm,
          train,
        };
  const relaxed = relaxLayers(parameters.searched, relaxation, moment, 'architecture');
  const { gradients, valid: seen } = await architectureGradient(network, relaxed, valid, how);
  requireFinite(seen.loss, 'the validation loss', position);
  const architectureNorm = norm(flatten(gradients));
  requireFinite(architectureNorm, 'the norm of the architecture gradient', position);
  addPenalty(parameters.searched, relaxation, moment, gradients);
  if (prices !== null) {
    const measured = prices.objective.synops > 0 ? valid.slice(0, RATE_SAMPLES) : [];
    // The couplings are still those of the pass.
    const rates = await senderRates(network, measured);
    const temperature = probabilityTemperature(relaxation, moment);
    addPrice(parameters.searched, prices, temperature, rates, gradients);
  }
  parameters.step(gradients, optimiser);
  requireFiniteAll(parameters.values, 'logit', position);
  return {
    validLoss: seen.loss * valid.length,
    validCorrect: seen.correct,
    architectureNorm,
  };
}

/** The figures of an α-step without the step, at the price of a forward pass. */
async function lookOnly({ network, valid, position }: IterationInput): Promise<ArchitectureStep> {
  const { loss, correct } = await network.evaluate(valid);
  requireFinite(loss, 'the validation loss', position);
  return { validLoss: loss * valid.length, validCorrect: correct, architectureNorm: 0 };
}

/** @throws MotifsmithError (`numerical`) if a loss, gradient or parameter is not finite */
export async function weightStep({
  network,
  train,
  window,
  weights,
  plasticity,
  position,
}: WeightStepInput): Promise<{ result: BatchResult; weightNorm: number }> {
  const result = await network.gradients(train);
  requireFinite(result.loss, 'the loss', position);
  const weightNorm = network.gradientNorm;
  requireFinite(weightNorm, 'the gradient norm', position);
  const finite = await network.adamStep(weights);
  if (!finite) requireFiniteAll(network.weights, 'weight', position);
  if (!plasticity) return { result, weightNorm };
  const layers = recurrentLayers(network);
  await network.intrinsicPlasticity(window, layers, plasticity);
  for (const layer of layers) {
    const { resistance, tau } = network.neurons(layer);
    requireFiniteAll(resistance, `R in layer ${layer} of neuron`, position);
    requireFiniteAll(tau, `τ in layer ${layer} of neuron`, position);
  }
  return { result, weightNorm };
}

/**
 * Changes the network's weights, R and τ, and, once warmed up, α, each once; the couplings are those of
 * the pass that trained the weights, with the new α.
 * @throws MotifsmithError (`numerical`) if a loss, gradient or parameter is not finite
 */
export async function searchIteration(input: IterationInput): Promise<IterationSums> {
  const { network, parameters, train, valid } = input;
  const step = input.architecture
    ? await architectureStep(input, input.architecture)
    : await lookOnly(input);
  const { searched } = parameters;
  setArchitecture(network, relaxLayers(searched, input.relaxation, input.moment, 'weights'));
  const { result, weightNorm } = await weightStep(input);
  return {
    loss: result.loss * train.length,
    correct: result.correct,
    samples: train.length,
    ...step,
    validSamples: valid.length,
    spikes: Array.from(result.spikes),
    steps: result.steps,
    weightNorm,
    iterations: 1,
  };
}

/** Adds the sums of an iteration to those of its epoch so far. */
export function addSums(epoch: IterationSums | null, one: IterationSums): IterationSums {
  if (epoch === null) return one;
  return {
    loss: epoch.loss + one.loss,
    correct: epoch.correct + one.correct,
    samples: epoch.samples + one.samples,
    validLoss: epoch.validLoss + one.validLoss,
    validCorrect: epoch.validCorrect + one.validCorrect,
    validSamples: epoch.validSamples + one.validSamples,
    spikes: epoch.spikes.map((count, l) => count + one.spikes[l]!),
    steps: epoch.steps + one.steps,
    weightNorm: epoch.weightNorm + one.weightNorm,
    architectureNorm: epoch.architectureNorm + one.architectureNorm,
    iterations: epoch.iterations + one.iterations,
  };
}
