/**
 * The order in which the runs of a study are done: the first seed of everything, fold by fold, then the second, so
 * that a study read half-way compares all its methods; within a seed the longest runs first, so that none of
 * them is left alone at the end.
 */
import { isFittedSystem, isGatedName } from '../baselines/names.ts';
import type { StRsbpSettings } from '../baselines/st-rsbp/settings.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { memberTraining } from '../run/schema/member-training.ts';
import { primaryMethod } from '../run/schema/plan.ts';
import { gatedCost } from './gated-cost.ts';
import { liquidCost } from './liquid-cost.ts';
import {
  type Cell,
  type CellPlan,
  entryName,
  type StudyEntry,
  studyCells,
} from './study-record.ts';

/** Work of a neuron per step relative to that of a connection, very roughly. */
const NEURON_WORK = 30;
/** Work of a neuron by ST-RSBP, which one thread does in double precision, relative to that of others. */
const SPIKE_TRAIN_WORK = 10;

type Planned = Pick<StudyEntry, 'config' | 'task'>;

/** Recurrent connections of a hidden layer, at most. */
function mostConnections({ config, task }: Planned, kind: string, neurons: number): number {
  const { motifSizes, lateral } = config.network;
  if (kind === 'feedforward') return 0;
  const architecture = task.command === 'search' ? 'search' : task.architecture;
  if (kind === 'dense' || architecture === 'dense') return neurons ** 2;
  if (architecture === 'feedforward' || architecture === 'stbp') return 0;
  if (architecture === 'self') return neurons;
  const sizes = architecture === 'search' ? motifSizes : [motifSizes.at(-1)!];
  const each = sizes.reduce((sum, size) => sum + size + (lateral ? 2 : 0), 0);
  return Math.min(neurons ** 2, neurons * each);
}

/** Gradient passes over the training set, searches included, roughly. */
export function passes({ search, training }: ExperimentConfig, searched: boolean): number {
  const { sizeEpochs, typeEpochs, order } = search;
  const each = order === 2 ? 2.5 : 1;
  return training.epochs + (searched ? each * (sizeEpochs + typeEpochs) : 0);
}

/** Neurons of a network by ST-RSBP, which has layers of its own. */
function spikeTrainNeurons({ before, shape: [a, b, c], after }: StRsbpSettings): number {
  return [...before, a * b * c, ...after].reduce((sum, neurons) => sum + neurons);
}

/** What a run takes, in arbitrary units: good for ordering, not for predicting times. */
export function roughCost(entry: Planned): number {
  const { config, task } = entry;
  const method = primaryMethod(task);
  const training = memberTraining(config, { method });
  if (isFittedSystem(method)) return liquidCost(method, config.baselines, NEURON_WORK);
  if (isGatedName(method)) return training.epochs * gatedCost(method, config);
  if (method === 'st-rsbp') {
    const neurons = spikeTrainNeurons(config.baselines[method]);
    return training.epochs * SPIKE_TRAIN_WORK * NEURON_WORK * neurons;
  }
  const work = config.network.layers.reduce(
    (sum, { kind, neurons }) => sum + NEURON_WORK * neurons + mostConnections(entry, kind, neurons),
    0,
  );
  return passes({ ...config, training }, task.command === 'search') * work;
}

/** The same for all entries, by `DATASET/METHOD`. */
export const roughCosts = ({ entries }: CellPlan): ReadonlyMap<string, number> =>
  new Map(entries.map((entry) => [entryName(entry), roughCost(entry)]));

/** All cells in the order in which they are to be done. */
export function orderedCells(study: CellPlan): Cell[] {
  const costs = roughCosts(study);
  const costOf = (cell: Cell) => costs.get(entryName(cell))!;
  const rank = ({ seed }: Cell) => study.seeds.indexOf(seed);
  const foldOf = ({ fold }: Cell) => fold ?? 1;
  return studyCells(study).sort(
    (a, b) => rank(a) - rank(b) || foldOf(a) - foldOf(b) || costOf(b) - costOf(a),
  );
}
