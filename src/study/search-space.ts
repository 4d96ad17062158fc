/**
 * What a gradient search must hold in memory for the recurrence of its layers, counted rather than
 * measured: it decides which searches are possible at all. A free matrix of N × N connections grows with
 * N², motifs with N.
 */
import { isFittedSystem } from '../baselines/names.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { buildSupernet } from '../model/supernet.ts';
import { memberTraining } from '../run/schema/member-training.ts';
import { primaryMethod } from '../run/schema/plan.ts';
import { type HalfSizes, searchBudget } from '../search/budget.ts';
import type { PassCounts, SearchSpace } from './results.ts';
import type { StudyEntry } from './study-record.ts';

/** A logit and Adam's two moments, in double precision. */
const LOGIT_BYTES = 3 * 8;
/** Weight, gradient, Adam's two moments, gain and offset of an edge, in single precision. */
const EDGE_BYTES = 6 * 4;
/** Edge and position of a candidate's connection. */
const CONNECTION_BYTES = 2 * 4;

/** Whether the method relaxes a supernet. */
const isGradientSearch = ({ task, config }: StudyEntry): boolean =>
  task.command === 'search' && config.search.strategy === 'hrmas';

/**
 * With A logits, E edges and C connections of all candidates: 24 A + 24 E + 8 C bytes. A size v has
 * 3 v² logits of types, 6 v more with lateral connections, and each size one.
 * @returns null for a method without a supernet
 */
export function searchSpace(entry: StudyEntry): SearchSpace | null {
  if (!isGradientSearch(entry)) return null;
  const space = known.get(entry) ?? count(entry);
  known.set(entry, space);
  return space;
}

/** Counting takes a moment, and tables are made after every run. */
const known = new WeakMap<StudyEntry, SearchSpace>();

function count(entry: StudyEntry): SearchSpace {
  const { layers, motifSizes, boundary, lateral, tauCandidates, inhibitoryWeight } =
    entry.config.network;
  let [logits, edges, connections] = [0, 0, 0];
  for (const { kind, neurons } of layers) {
    if (kind !== 'scml') continue;
    const shape = { kind: 'supernet', neurons, sizes: motifSizes, boundary, lateral } as const;
    const supernet = buildSupernet(shape, inhibitoryWeight);
    edges += supernet.edges.sources.length;
    for (const candidate of supernet.candidates) {
      const positions = candidate.size ** 2 + (lateral ? 2 * candidate.size : 0);
      logits += 1 + CONNECTION_TYPES.length * positions + tauCandidates.length * candidate.size;
      connections += candidate.edges.length;
    }
  }
  const bytes = LOGIT_BYTES * logits + EDGE_BYTES * edges + CONNECTION_BYTES * connections;
  return { logits, connections, edges, bytes };
}

/** The two halves of a training set that a search works on. */
export function halvesOf(trainSamples: number): HalfSizes {
  const train = Math.ceil(trainSamples / 2);
  return { train, valid: trainSamples - train };
}

/** @param trainSamples of the training set */
export function passCounts(
  { task, config }: { readonly task: StudyEntry['task']; readonly config: ExperimentConfig },
  trainSamples: number,
): PassCounts {
  const { epochs } = memberTraining(config, { method: primaryMethod(task) });
  const training = epochs * trainSamples;
  if (task.command !== 'search') {
    return { search: 0, training: isFittedSystem(task.architecture) ? 0 : training };
  }
  const settings = { ...config.search, retrain: config.training };
  const space = { ...config.network, hidden: config.network.layers };
  return {
    search: Math.round(searchBudget(settings, space, halvesOf(trainSamples))),
    training,
  };
}
