/**
 * The search with and without intrinsic plasticity, epoch by epoch (figures 8 and 9 of the paper): what
 * the validation half says, as a band over the seeds.
 */
import type { CellFacts, ValidatedEpoch } from './cell-facts.ts';
import { gapResults, meanStd } from './method-results.ts';
import type { Band, LossCurve, PlasticityCurves } from './results.ts';
import type { StudyMethod } from './study-record.ts';

/** @param facts of the method's finished runs */
export function plasticityCurves(
  { name, label }: StudyMethod,
  facts: readonly CellFacts[],
): PlasticityCurves {
  const stages = [...new Set(facts.flatMap(({ epochs }) => epochs.map(({ stage }) => stage)))];
  return {
    method: name,
    label,
    seeds: facts.map(({ seed }) => seed),
    stages: stages.map((stage) => lossCurve(stage, facts)),
    gaps: gapResults(facts.map(({ summary }) => summary)),
  };
}

function lossCurve(stage: string, facts: readonly CellFacts[]): LossCurve {
  const runs = facts.map(({ epochs }) => epochs.filter((epoch) => epoch.stage === stage));
  const numbers = [...new Set(runs.flatMap((run) => run.map(({ epoch }) => epoch)))].sort(
    (a, b) => a - b,
  );
  const band = (figure: (epoch: ValidatedEpoch) => number): Band => {
    const points = numbers.map((number) =>
      meanStd(runs.flatMap((run) => run.filter(({ epoch }) => epoch === number).map(figure))),
    );
    return { mean: points.map(({ mean }) => mean), std: points.map(({ std }) => std) };
  };
  return {
    stage,
    epochs: numbers,
    ...band(({ validationLoss }) => validationLoss),
    accuracy: band(({ validationAccuracy }) => validationAccuracy),
  };
}
