/**
 * The methods that a study can compare by name. Each is a task and what it changes about the settings
 * that all methods share; the data and the training are the same for all.
 */

import { mergeConfigs, type RawConfig } from '../config/merge.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { Task } from '../run/schema/plan.ts';
import { DEFAULT_SEARCH } from '../search/settings.ts';
import { METHODS, type MethodName } from '../view/method-names.ts';

/** What a built-in method does. */
interface MethodDefinition {
  readonly task: Task;
  /** Settings that make the method what it is, given those that all methods share. */
  change(config: ExperimentConfig): RawConfig;
  /** Whether its stages are fitted so that the search spends what `hrmas` would. */
  readonly equalBudget?: boolean;
}

const search: Task = { command: 'search' };
const train = (architecture: Extract<Task, { command: 'train' }>['architecture']): Task => ({
  command: 'train',
  architecture,
});
const nothing = (): RawConfig => ({});
/** A gradient search, regardless of the shared settings, with something removed. */
const hrmas =
  (without: RawConfig = {}) =>
  (): RawConfig =>
    mergeConfigs({ search: { strategy: 'hrmas' } }, without);

/** Neurons of the SC-ML layers. @throws MotifsmithError `usage` if they differ */
function layerSize({ network }: ExperimentConfig): number {
  const sizes = network.layers.flatMap(({ kind, neurons }) => (kind === 'scml' ? [neurons] : []));
  if (new Set(sizes).size === 1) return sizes[0]!;
  throw new MotifsmithError(
    'usage',
    `Without motifs, a single size must fit all scml layers; they have ${sizes.join(' and ')} neurons.`,
    {
      where: 'network.layers, method hrmas-no-motifs',
      remedy: 'Give all scml layers the same number of neurons, or leave the method out.',
    },
  );
}

/**
 * HRMAS as the paper describes it, with something added: softmax, argmax, no finalists. The order of the
 * gradient, the optimisers and intrinsic plasticity stay as the study sets them.
 */
const published = (added: (config: ExperimentConfig) => RawConfig = nothing) =>
  ({
    task: search,
    change: (config) => {
      const { relaxation, finalists, keepWeights, keepIntrinsic } = DEFAULT_SEARCH;
      const selection = { kind: DEFAULT_SEARCH.selection.kind };
      const search = { relaxation, selection, finalists, keepWeights, keepIntrinsic };
      return mergeConfigs(hrmas({ search })(), added(config));
    },
    equalBudget: true,
  }) as const satisfies MethodDefinition;

/** The temperatures of the study where they fall; the paper's is constant. */
const falling = ({ search: { relaxation } }: ExperimentConfig): readonly [number, number] => {
  const [start, end] = relaxation.temperature;
  return start > end ? [start, end] : [1, 0.1];
};

/** Motifs whose ranks by a supernet are compared with those after training. */
const RANKED = 20;

const DEFINITIONS = {
  hrmas: { task: search, change: hrmas() },
  'hrmas-published': published(),
  'hrmas-sampled': published((config) => ({
    search: { relaxation: { kind: 'gumbel', temperature: falling(config) } },
  })),
  'hrmas-annealed': published((config) => ({
    search: { relaxation: { temperature: falling(config) } },
  })),
  'hrmas-perturbation': published(() => ({ search: { selection: { kind: 'perturbation' } } })),
  'supernet-ranking': {
    task: search,
    change: ({ training }) =>
      hrmas({
        search: {
          reduction: 1,
          finalists: {
            ...{ count: RANKED, fromPrior: 0, inherit: false, rank: true },
            sharedEpochs: RANKED * training.epochs,
          },
        },
      })(),
  },
  'hrmas-no-ip': {
    task: search,
    change: hrmas({ search: { plasticity: { mode: 'off' } } }),
  },
  'hrmas-no-lateral': {
    task: search,
    change: hrmas({ network: { lateral: false } }),
  },
  // One motif of all neurons: the types of all N × N connections are free, and the stage of sizes has
  // one candidate only.
  'hrmas-no-motifs': {
    task: search,
    change: (config) =>
      hrmas({
        network: { motifSizes: [layerSize(config)], lateral: false, boundary: 'open' },
      })(),
  },
  'random-search': {
    task: search,
    change: () => ({ search: { strategy: 'random' } }),
  },
  evolution: {
    task: search,
    change: () => ({ search: { strategy: 'evolution' } }),
  },
  'random-motif': { task: train('random'), change: nothing },
  'excitatory-motif': {
    task: train('excitatory'),
    change: nothing,
  },
  'even-motif': { task: train('even'), change: nothing },
  'same-motif': { task: train('same'), change: nothing },
  'self-recurrent': { task: train('self'), change: nothing },
  dense: { task: train('dense'), change: nothing },
  feedforward: { task: train('feedforward'), change: nothing },
  lsm: { task: train('lsm'), change: nothing },
  rnn: { task: train('rnn'), change: nothing },
  lstm: { task: train('lstm'), change: nothing },
  gru: { task: train('gru'), change: nothing },
  'phased-lstm': { task: train('phased-lstm'), change: nothing },
  stbp: { task: train('stbp'), change: nothing },
  hrsnn: { task: train('hrsnn'), change: nothing },
  elsm: { task: train('elsm'), change: nothing },
  'st-rsbp': { task: train('st-rsbp'), change: nothing },
  'hrmas-large': {
    task: search,
    change: ({ network }) =>
      hrmas({
        network: {
          layers: network.layers.map(({ kind, neurons }) => ({ kind, neurons: 2 * neurons })),
        },
      })(),
  },
} as const satisfies Partial<Readonly<Record<MethodName, MethodDefinition>>>;

/** Name of a method that comes with the package. */
export type BuiltInMethod = keyof typeof DEFINITIONS;

export const BUILT_IN_METHODS = Object.keys(DEFINITIONS) as [BuiltInMethod, ...BuiltInMethod[]];

/** What a built-in method is called, and what it does. */
export function builtInMethod(name: BuiltInMethod): MethodDefinition & { readonly label: string } {
  return { ...DEFINITIONS[name], label: METHODS[name].label };
}
