/**
 * What a search has in hand at any moment: the validation accuracy of the best network so far against the budget
 * spent, from the records of the runs. A gradient search has only its relaxed supernet until the last cut, which is
 * told apart from networks with decided connections: the two are not the same thing.
 */
import { iterationsIn, searchBudget, selectionCost, stageCost } from '../search/budget.ts';
import { samplesInUpdates } from '../training/work.ts';
import type { CellFacts } from './cell-facts.ts';
import { meanStd } from './method-results.ts';
import type { AnytimeCurve } from './results.ts';
import { halvesOf } from './search-space.ts';
import type { StudyEntry, StudyMethod } from './study-record.ts';

/** Points of a curve, at equal distances up to the budget. */
const POINTS = 25;

/** One measurement on the validation half. */
export interface Reached {
  /** Gradient passes of a sample spent until then. */
  readonly passes: number;
  readonly accuracy: number;
  /** Whether the network was relaxed; its connections are then not decided. */
  readonly relaxed: boolean;
}

type Facts = Pick<CellFacts, 'data' | 'epochs' | 'trials'> & {
  readonly summary: Pick<CellFacts['summary'], 'cuts'>;
};

/** Everything that the search of one run measured, in order. */
export function reachedBy({ config }: Pick<StudyEntry, 'config'>, facts: Facts): Reached[] {
  const settings = { ...config.search, retrain: config.training };
  const halves = halvesOf(facts.data.trainSamples);
  const space = { ...config.network, hidden: config.network.layers };
  const { batchSize } = settings.weights;
  const reached: Reached[] = [];
  let passes = 0;
  if (settings.strategy === 'hrmas') {
    for (const stage of ['size', 'types'] as const) {
      const until = (epochs: number) =>
        stageCost(settings, halves, stage, iterationsIn(epochs, halves, batchSize));
      for (const { epoch, validationAccuracy: accuracy } of facts.epochs.filter(
        (one) => one.stage === stage,
      )) {
        reached.push({ passes: passes + until(epoch), accuracy, relaxed: true });
      }
      passes += until(stage === 'size' ? settings.sizeEpochs : settings.typeEpochs);
      passes += selectionCost(settings, space, halves, stage);
    }
    const cut = facts.summary.cuts.find(({ stage }) => stage === 'types');
    if (cut) reached.push({ passes, accuracy: cut.after.accuracy, relaxed: false });
  }
  const had = new Map<number, number>();
  let stage = '';
  for (const trial of facts.trials) {
    // Finalists that start afresh have had no updates, whatever they had as candidates.
    if (trial.stage !== stage && !settings.finalists.inherit) had.clear();
    stage = trial.stage;
    const samples = samplesInUpdates(halves.train, batchSize, trial.updates);
    passes += samples - (had.get(trial.candidate) ?? 0);
    had.set(trial.candidate, samples);
    reached.push({ passes, accuracy: trial.validationAccuracy, relaxed: false });
  }
  return reached;
}

/** Highest accuracy of a kind of network until a moment; null before the first. */
function bestUntil(reached: readonly Reached[], passes: number, relaxed: boolean): number | null {
  const found = reached.filter((one) => one.relaxed === relaxed && one.passes <= passes);
  return found.length === 0 ? null : Math.max(...found.map(({ accuracy }) => accuracy));
}

/**
 * The curve of a method, mean over the seeds; a point needs all of them.
 * @returns null for a method that does not search, or without a finished run
 */
export function anytimeCurve(
  { name, label }: StudyMethod,
  entry: StudyEntry,
  facts: readonly CellFacts[],
): AnytimeCurve | null {
  if (entry.task.command !== 'search' || facts.length === 0) return null;
  const { config } = entry;
  const runs = facts.map((one) => reachedBy(entry, one));
  const budget = searchBudget(
    { ...config.search, retrain: config.training },
    { ...config.network, hidden: config.network.layers },
    halvesOf(facts[0]!.data.trainSamples),
  );
  // Shares are rounded to whole updates, so a search may end a little after its budget.
  const end = Math.max(budget, ...runs.flatMap((run) => run.map(({ passes }) => passes)));
  const band = (passes: number, relaxed: boolean) => {
    const values = runs.flatMap((run) => bestUntil(run, passes, relaxed) ?? []);
    return values.length < runs.length ? null : meanStd(values);
  };
  return {
    method: name,
    label,
    runs: runs.length,
    points: Array.from({ length: POINTS }, (_, k) => {
      const passes = (end * (k + 1)) / POINTS;
      return { passes, supernet: band(passes, true), network: band(passes, false) };
    }),
  };
}
