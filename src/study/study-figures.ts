/** The figures of accuracy that the report of a study and the studio show. */
import type { Drawing } from '../view/figures/drawing.ts';
import {
  DIFFERENCE_LEGEND,
  drawDifferences,
  drawSeeds,
  SEED_LEGEND,
} from '../view/figures/methods.ts';
import { list, percent, points } from '../view/format.ts';
import { INTERVALS } from '../view/intervals.ts';
import type { LegendEntry } from '../view/legend-key.tsx';
import type { DatasetResults, MethodResults } from './results.ts';

/** A figure and what it says. */
export interface StudyFigure {
  readonly legend: readonly LegendEntry[];
  /** What it shows, in words, for readers who cannot see it. */
  readonly alt: string;
  readonly draw: Drawing;
  readonly caption: string;
}

/** A method that has finished at least one seed. */
type Finished = MethodResults & { readonly accuracy: NonNullable<MethodResults['accuracy']> };

export const finishedMethods = ({ methods }: DatasetResults): Finished[] =>
  methods.filter((method): method is Finished => method.accuracy !== null);

/** Every seed of every method, the best method first. @returns null if none has finished */
export function accuracyFigure(dataset: DatasetResults): StudyFigure | null {
  const ordered = finishedMethods(dataset).sort((a, b) => b.accuracy.mean - a.accuracy.mean);
  if (ordered.length === 0) return null;
  return {
    legend: SEED_LEGEND,
    alt: `Test accuracy of every seed by method: ${ordered.map(({ label, accuracy }) => `${label} ${percent(accuracy.mean)}`).join(', ')}.`,
    draw: drawSeeds(ordered.map(({ method, label, accuracy }) => ({ method, label, ...accuracy }))),
    caption: `Test accuracy of all runs on ${dataset.name}, methods ordered by their mean; intervals of the mean ${intervalText(dataset)}.`,
  };
}

/** Each method less the reference. @returns null if no method shares a finished seed with it */
export function differenceFigure(dataset: DatasetResults, reference: string): StudyFigure | null {
  const against = dataset.methods.find(({ method }) => method === reference);
  const compared = dataset.methods.flatMap(({ label, method, versusReference }) =>
    versusReference === null ? [] : [{ label, method, ...versusReference }],
  );
  if (compared.length === 0 || against === undefined) return null;
  const clear = compared
    .filter(({ adjusted }) => adjusted !== null && adjusted < 0.05)
    .map(({ label, difference }) => `${label} (${points(difference)} points)`);
  const found =
    clear.length > 0
      ? `Different at the 5 % level after Holm’s correction: ${list(clear)}.`
      : 'After Holm’s correction, none differs at the 5 % level.';
  return {
    legend: DIFFERENCE_LEGEND,
    alt: `Mean difference in test accuracy from ${against.label}: ${compared.map(({ label, difference }) => `${label} ${points(difference)} points`).join(', ')}.`,
    draw: drawDifferences(
      compared.map(({ difference, ...row }) => ({ ...row, mean: difference })),
      against.label,
    ),
    caption: `Difference of each method from ${against.label} on ${dataset.name}, over the seeds that both have finished; intervals ${intervalText(dataset)}. ${found}`,
  };
}

/** How the intervals of the means are made. */
const intervalText = ({ methods }: DatasetResults): string =>
  methods.some(({ crossValidation }) => crossValidation) ? INTERVALS.folds : INTERVALS.seeds;
