/** The figures of a finished run, out of its summary and its analysis. */
import type { Analysis } from '../../analysis/analysis.ts';
import { spikesOf } from '../../analysis/analysis.ts';
import { meanOf } from '../../core/math.ts';
import type { MemberSummary } from '../../run/schema/summary.ts';
import type { RunFigureName } from '../../view/run-figures.ts';

export type RunFigureValues = Readonly<Record<RunFigureName, number | null>>;

/** @param analysis null if there is none */
export function runFigures(summary: MemberSummary, analysis: Analysis | null): RunFigureValues {
  const { test, census, cuts, weights } = summary;
  // An analysis of other weights does not apply.
  const known = analysis?.weightsSha256 === weights.sha256 ? analysis : null;
  const hidden = test.firingRates.slice(0, -1);
  const radii = known?.layers.flatMap(({ spectralRadius }) => spectralRadius ?? []) ?? [];
  const gained = (stage: 'size' | 'types') => {
    const cut = cuts.find((one) => one.stage === stage);
    return cut === undefined ? null : cut.after.accuracy - cut.before.accuracy;
  };
  const ofType = (type: 'exc' | 'inh') =>
    census.motifs.length === 0
      ? null
      : census.motifs.reduce((sum, { total }) => sum + (total[type] ?? 0), 0);
  return {
    testLoss: test.loss,
    validationAccuracy: known?.validation?.accuracy ?? null,
    rate: hidden.length === 0 ? null : meanOf(hidden),
    spikes: known && spikesOf(known),
    ac: known?.operations.ac ?? null,
    mac: known?.operations.mac ?? null,
    recurrent: census.recurrent,
    excitatory: ofType('exc'),
    inhibitory: ofType('inh'),
    feedforward: census.feedforward,
    spectralRadius: radii.length === 0 ? null : Math.max(...radii),
    sizeCut: gained('size'),
    typesCut: gained('types'),
  };
}
