/** Settings of an architecture search, and the rules that tie some of them together. */
import * as z from 'zod';
import { checkSettings } from '../core/settings/check.ts';
import { explain, type Settings, whole } from '../core/settings/declare.ts';
import { refuse, type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import { adamFields } from '../engine/optimiser-settings.ts';
import {
  boundsField,
  divisorProblem,
  type IntrinsicPlasticitySettings,
  overflowProblem,
  PLASTICITY_MODES,
  plasticityRuleFields,
} from '../engine/plasticity-settings.ts';
import type { NeuronModel } from '../model/neuron.ts';
import { type TrainingSettings, trainingSchema, weightSchema } from '../training/settings.ts';
import { evolutionProblem, evolutionSchema } from './candidates/evolution-settings.ts';
import { objectiveProblem, objectiveSchema } from './objective/objective.ts';
import { finalistProblem, finalistSchema } from './supernet/finalists.ts';
import { relaxationSchema } from './supernet/relaxation.ts';
import { selectionSchema } from './supernet/selection-settings.ts';
import type { NetworkTemplate } from './template.ts';

/** The strategies that come with the package. */
export const STRATEGIES = ['hrmas', 'random', 'evolution'] as const;
/** Name of such a strategy. */
export type StrategyName = (typeof STRATEGIES)[number];

/** DARTS' optimiser for the architecture logits α. */
const architectureSchema = z.strictObject({
  ...adamFields({ learningRate: 3e-4, beta1: 0.5 }),
  weightDecay: explain(z.number().min(0), 'L2 penalty on the architecture logits.').default(1e-3),
});

const initialLogit = (of: string) =>
  explain(z.number(), `Initial logit of ${of} connections.`).default(0);

const initialTypeLogits = z.strictObject({
  exc: initialLogit('excitatory'),
  inh: initialLogit('inhibitory'),
  none: initialLogit('absent'),
});

const plasticitySchema = z.strictObject({
  mode: explain(
    z.enum([...PLASTICITY_MODES, 'off']),
    "SpiKL-IP after each iteration. window: the samples' mean change is applied at the end; online: at each step; off: no intrinsic plasticity.",
  ).default('window'),
  window: explain(
    whole(1),
    'Training samples that intrinsic plasticity sees after each iteration.',
    'samples',
  ).default(50),
  ...plasticityRuleFields,
  bounds: explain(boundsField(), 'Bounds of R and τ as multiples of tauMembrane.').default([
    0.5, 8,
  ]),
});

/** The search itself; how its result is trained is another section. */
export const searchSection = z.strictObject({
  strategy: explain(
    z.enum(STRATEGIES),
    'hrmas: gradient search over a supernet; random: the best of several random motifs; evolution: random motifs and mutations of the best ones (aging evolution). All have the same budget.',
  ).default('hrmas'),
  // The paper's stages have 150 epochs each.
  sizeEpochs: explain(
    whole(1),
    'Epochs of the first stage, at the end of which the motif size is chosen.',
    'epochs',
  ).default(150),
  typeEpochs: explain(
    whole(1),
    'Epochs of the second stage, at the end of which the connection types are chosen.',
    'epochs',
  ).default(150),
  order: explain(
    z.union([z.literal(1), z.literal(2)]),
    'Order of the architecture gradient.',
  ).default(2),
  candidates: explain(
    whole(1),
    'Random and evolutionary strategies: number of motifs to try, each with an equal share of the budget.',
  ).default(10),
  reduction: explain(
    z.number().min(1),
    'Successive halving of candidates and finalists: one in so many goes on to the next round of training; 1: a single round.',
  ).default(1),
  evolution: explain(evolutionSchema, 'How motifs evolve.').prefault({}),
  objective: explain(
    objectiveSchema,
    'Prices on what a network takes to run, which the search weighs against its accuracy; costs are measured on the validation half. All 0: accuracy alone.',
  ).prefault({}),
  finalists: explain(
    finalistSchema,
    'Motifs from one gradient or evolutionary search that are trained and compared before one is chosen.',
  ).prefault({}),
  keepIntrinsic: explain(
    z.boolean(),
    'Whether the final training starts from the R and τ that the search ended with.',
  ).default(false),
  keepWeights: explain(
    z.boolean(),
    'Whether the final training starts from the weights that the search ended with; false: from fresh ones. Weights fit the R and τ that they were trained with: set keepIntrinsic as well.',
  ).default(false),
  weights: explain(weightSchema, 'How weights are trained during the search.').prefault({}),
  architecture: explain(architectureSchema, 'How the architecture logits are trained.').prefault(
    {},
  ),
  relaxation: explain(
    relaxationSchema,
    'How the alternatives are weighed while they compete.',
  ).prefault({}),
  selection: explain(selectionSchema, 'How it is decided what stays.').prefault({}),
  initialTypeLogits: explain(
    initialTypeLogits,
    'Initial logits of the connection types, before noise is added.',
  ).prefault({}),
  plasticity: explain(
    plasticitySchema,
    'Intrinsic plasticity during the search (SpiKL-IP).',
  ).prefault({}),
});

const searchSchema = searchSection.extend({
  retrain: explain(trainingSchema, 'The final training, on the whole training set.').prefault({}),
});

/** Adam for the architecture logits α, with an L2 penalty added to the gradient. */
export interface ArchitectureOptimiser extends Settings<typeof architectureSchema> {}

/** The SpiKL-IP step of each search iteration. Rates are per step, times in steps. */
export interface SearchPlasticity extends Settings<typeof plasticitySchema> {}

/** Settings of a search and of the training that ends it. */
export interface SearchSettings extends Omit<Settings<typeof searchSchema>, 'retrain'> {
  readonly retrain: TrainingSettings;
}

/** The paper's schedule, and DARTS' optimiser for α. */
export const DEFAULT_SEARCH: SearchSettings = searchSchema.parse({});

/** The engine's settings of the IP step, or null if it is off. */
export function plasticitySettings(
  plasticity: SearchPlasticity,
  { tauMembrane }: NeuronModel,
): IntrinsicPlasticitySettings | null {
  const { mode, bounds, window, ...rule } = plasticity;
  if (mode === 'off') return null;
  const limits = [bounds[0] * tauMembrane, bounds[1] * tauMembrane] as const;
  return { ...rule, resistanceBounds: limits, tauBounds: limits, mode };
}

const PLASTICITY = ['search', 'plasticity'];

/** What intrinsic plasticity and the neuron model must satisfy together; null if they do. */
export function plasticityProblem(
  plasticity: SearchPlasticity,
  neuron: NeuronModel,
): SettingProblem | null {
  const rule = plasticitySettings(plasticity, neuron);
  if (rule === null) return null;
  const [leastTau] = rule.tauBounds;
  if (leastTau < 1) {
    return valueProblem(
      [...PLASTICITY, 'bounds'],
      plasticity.bounds,
      `a lower bound of at least ${1 / neuron.tauMembrane}, so that τ stays at 1 step or more`,
      'Raise the lower bound or network.tauMembrane.',
    );
  }
  return (
    divisorProblem(PLASTICITY, rule) ??
    overflowProblem([...PLASTICITY, 'minimumRate'], rule.minimumRate, leastTau)
  );
}

/** Plasticity would at once move R and τ of a candidate out of bounds back into them. */
export function tauBoundsProblem(
  { strategy, plasticity: { mode, bounds } }: Pick<SearchSettings, 'strategy' | 'plasticity'>,
  { tauCandidates = [] }: Pick<NetworkTemplate, 'tauCandidates'>,
): SettingProblem | null {
  if (strategy !== 'hrmas' || mode === 'off') return null;
  const outside = tauCandidates.findIndex((one) => one < bounds[0] || one > bounds[1]);
  if (outside < 0) return null;
  return valueProblem(
    ['network', 'tauCandidates', outside],
    tauCandidates[outside],
    `${bounds[0]} to ${bounds[1]}, the bounds of intrinsic plasticity`,
    'Widen search.plasticity.bounds, or set search.plasticity.mode=off.',
  );
}

/**
 * @param trainHalf samples on which the search trains weights
 * @throws MotifsmithError (`usage`) naming the setting, its value and range
 */
export function checkSearch(
  settings: SearchSettings,
  template: Pick<NetworkTemplate, 'neuron' | 'tauCandidates'>,
  trainHalf: number,
): SearchSettings {
  const checked = checkSettings(searchSchema, settings, 'search');
  const { plasticity } = checked;
  refuse(evolutionProblem(checked) ?? finalistProblem(checked) ?? objectiveProblem(checked));
  refuse(plasticityProblem(plasticity, template.neuron) ?? tauBoundsProblem(checked, template));
  if (plasticity.mode !== 'off' && plasticity.window > trainHalf) {
    const allowed = `at most ${trainHalf}, the samples on which the search trains weights`;
    const remedy = `Set search.plasticity.window=${trainHalf}, or search.plasticity.mode=off.`;
    refuse(valueProblem([...PLASTICITY, 'window'], plasticity.window, allowed, remedy));
  }
  return checked;
}
