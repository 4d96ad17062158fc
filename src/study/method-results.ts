/** From the finished runs of one method on one data set to its row: means over the seeds. */
import { type DecisionCurve, spikesOf } from '../analysis/analysis.ts';
import { balancedAccuracy, isUnevenTest } from '../analysis/balanced-accuracy.ts';
import { meanInterval } from '../analysis/statistics.ts';
import { meanOf } from '../core/math.ts';
import { spread } from '../run/schema/statistics.ts';
import type { MemberSummary } from '../run/schema/summary.ts';
import type { Evaluation } from '../training/records.ts';
import type { CellFacts } from './cell-facts.ts';
import { crossValidation, foldInterval } from './cross-validation.ts';
import { ranking, similarity } from './evidence.ts';
import type {
  AccuracyResults,
  ConnectionResults,
  CrossValidationResults,
  DecisionResults,
  GapResults,
  MeanStd,
  MethodResults,
} from './results.ts';
import { passCounts, searchSpace } from './search-space.ts';
import { type Cell, entryCells, type StudyEntry, type StudyMethod } from './study-record.ts';

export function meanStd(values: readonly number[]): MeanStd {
  const { mean, std } = spread(values);
  return { mean, std };
}

/**
 * A method's row, but for the comparisons with the reference and with random motifs.
 * @param facts of the finished runs, in the order of the seeds
 * @param failed of the runs that failed
 */
export function methodResults(
  { name, label, base }: StudyMethod,
  entry: StudyEntry,
  facts: readonly CellFacts[],
  failed: readonly Cell[],
): MethodResults {
  const seeds = facts.map(({ seed }) => seed);
  const some = facts.length > 0;
  const folded = entry.folds && crossValidation(entry.folds, facts);
  const same = (a: Pick<Cell, 'seed' | 'fold'>) => (b: Pick<Cell, 'seed' | 'fold'>) =>
    a.seed === b.seed && a.fold === b.fold;
  const missing = entryCells(entry).filter(
    (cell) => !facts.some(same(cell)) && !failed.some(same(cell)),
  );
  const mean = (figure: (facts: CellFacts) => number) => meanOf(facts.map(figure));
  return {
    method: name,
    label,
    base,
    searched: entry.task.command === 'search',
    seeds,
    ...(folded && { folds: facts.map(({ fold }) => fold!) }),
    failed: failed.map(({ seed }) => seed),
    missing: missing.map(({ seed }) => seed),
    accuracy: some
      ? accuracyResults(
          facts.map(({ summary }) => summary.test.accuracy),
          folded,
        )
      : null,
    ...balanced(facts.map(({ summary }) => summary.test)),
    versusReference: null,
    motifSizes: facts.map(({ summary }) => summary.motifSizes),
    connections: some ? connectionResults(facts.map(({ summary }) => summary)) : null,
    parameters: some
      ? {
          trainable: mean(({ analysis }) => analysis.parameters.trainable),
          fixed: mean(({ analysis }) => analysis.parameters.fixed),
          stored: mean(({ analysis }) => analysis.parameters.stored),
        }
      : null,
    operations: some
      ? {
          ac: mean(({ analysis }) => analysis.operations.ac),
          mac: mean(({ analysis }) => analysis.operations.mac),
        }
      : null,
    spikes: facts.every(({ analysis }) => spikesOf(analysis) === null)
      ? null
      : mean(({ analysis }) => analysis.spikes.total),
    // Baselines may have no neurons that fire, or decide only at the end.
    divergence: facts.some(({ analysis }) => analysis.layers.length > 0)
      ? mean(({ analysis }) => meanOf(analysis.layers.map(({ divergence }) => divergence)))
      : null,
    decision: decisionResults(facts.flatMap(({ analysis }) => analysis.decision ?? [])),
    gaps: gapResults(facts.map(({ summary }) => summary)),
    space: searchSpace(entry),
    passes: some ? passCounts(entry, facts[0]!.data.trainSamples) : null,
    gain: null,
    similarity: similarity(facts, entry.config.network.lateral),
    ranking: ranking(facts.map(({ summary }) => summary)),
    ...(folded && { crossValidation: folded }),
  };
}

function balanced(tests: readonly Evaluation[]): Pick<MethodResults, 'balancedAccuracy'> {
  if (!tests.some(({ confusion }) => isUnevenTest(confusion))) return {};
  return { balancedAccuracy: meanStd(tests.map(({ confusion }) => balancedAccuracy(confusion))) };
}

function accuracyResults(
  values: readonly number[],
  folded: CrossValidationResults | undefined,
): AccuracyResults {
  return {
    values,
    ...meanStd(values),
    interval: folded ? foldInterval(folded) : meanInterval(values),
    best: Math.max(...values),
  };
}

function connectionResults(summaries: readonly MemberSummary[]): ConnectionResults {
  const total = (type: 'exc' | 'inh' | 'none') =>
    meanOf(
      summaries.map(({ census }) => census.motifs.reduce((sum, one) => sum + one.total[type], 0)),
    );
  return {
    exc: total('exc'),
    inh: total('inh'),
    none: total('none'),
    feedforward: meanOf(summaries.map(({ census }) => census.feedforward)),
    recurrent: meanOf(summaries.map(({ census }) => census.recurrent)),
  };
}

/** All runs of a data set see the same samples, so they are asked after the same steps. */
function decisionResults(curves: readonly DecisionCurve[]): DecisionResults | null {
  const [first] = curves;
  if (first === undefined) return null;
  const { stepMs, steps } = first;
  return {
    stepMs,
    steps,
    accuracy: steps.map((_, k) => meanOf(curves.map(({ accuracy }) => accuracy[k]!))),
  };
}

/** @returns null unless every run has both cuts */
export function gapResults(summaries: readonly MemberSummary[]): MethodResults['gaps'] {
  const of = (stage: 'size' | 'types'): GapResults | null => {
    const cuts = summaries.flatMap(
      (summary) => summary.cuts.find((cut) => cut.stage === stage) ?? [],
    );
    if (cuts.length === 0 || cuts.length < summaries.length) return null;
    return {
      ...meanStd(cuts.map(({ before, after }) => after.loss - before.loss)),
      before: meanOf(cuts.map(({ before }) => before.loss)),
      after: meanOf(cuts.map(({ after }) => after.loss)),
      accuracy: meanStd(cuts.map(({ before, after }) => after.accuracy - before.accuracy)),
    };
  };
  const size = of('size');
  const types = of('types');
  return size && types && { size, types };
}
