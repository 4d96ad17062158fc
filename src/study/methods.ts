/**
 * The methods that a study can compare by name. Each is a task and what it changes about the settings
 * that all methods share; the data and the training are the same for all.
 */

import { mergeConfigs, type RawConfig } from '../config/merge.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { Task } from '../run/members.ts';

/** What a built-in method is. */
interface MethodDefinition {
  readonly label: string;
  readonly task: Task;
  /** Settings that make the method what it is, given those that all methods share. */
  change(config: ExperimentConfig): RawConfig;
}

const search: Task = { command: 'search' };
const train = (architecture: Extract<Task, { command: 'train' }>['architecture']): Task => ({
  command: 'train',
  architecture,
});
const nothing = (): RawConfig => ({});
/** A gradient search whatever the shared settings say, with something taken away. */
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
      remedy: 'Give the scml layers equally many neurons, or leave the method out.',
    },
  );
}

const DEFINITIONS = {
  hrmas: { label: 'HRMAS', task: search, change: hrmas() },
  'hrmas-no-ip': {
    label: 'HRMAS without IP',
    task: search,
    change: hrmas({ search: { plasticity: { mode: 'off' } } }),
  },
  'hrmas-no-lateral': {
    label: 'HRMAS without lateral connections',
    task: search,
    change: hrmas({ network: { lateral: false } }),
  },
  // One motif of all neurons: the types of all N × N connections are free, and the stage of sizes has
  // one candidate only.
  'hrmas-no-motifs': {
    label: 'HRMAS without motifs',
    task: search,
    change: (config) =>
      hrmas({
        network: { motifSizes: [layerSize(config)], lateral: false, boundary: 'open' },
      })(),
  },
  'random-search': {
    label: 'random search',
    task: search,
    change: () => ({ search: { strategy: 'random' } }),
  },
  'random-motif': { label: 'random motif', task: train('random'), change: nothing },
  'excitatory-motif': {
    label: 'excitatory motif',
    task: train('excitatory'),
    change: nothing,
  },
  'self-recurrent': { label: 'self-recurrent', task: train('self'), change: nothing },
  dense: { label: 'dense recurrence', task: train('dense'), change: nothing },
  feedforward: { label: 'feedforward', task: train('feedforward'), change: nothing },
  'hrmas-large': {
    label: 'HRMAS, twice the neurons',
    task: search,
    change: ({ network }) =>
      hrmas({
        network: {
          layers: network.layers.map(({ kind, neurons }) => ({ kind, neurons: 2 * neurons })),
        },
      })(),
  },
} as const satisfies Readonly<Record<string, MethodDefinition>>;

/** Name of a method that comes with the package. */
export type BuiltInMethod = keyof typeof DEFINITIONS;

export const BUILT_IN_METHODS = Object.keys(DEFINITIONS) as [BuiltInMethod, ...BuiltInMethod[]];

/** What a built-in method is. */
export function builtInMethod(name: BuiltInMethod): MethodDefinition {
  return DEFINITIONS[name];
}
