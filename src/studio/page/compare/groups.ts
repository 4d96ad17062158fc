/** Runs side by side: which belong together, and their figures over the seeds. */
import type { Analysis } from '../../../analysis/analysis.ts';
import { type Interval, meanInterval, pairedComparison } from '../../../analysis/statistics.ts';
import { spread } from '../../../run/schema/statistics.ts';
import { type BandPoint, meanBand } from '../../../view/bands.ts';
import { runMethodLabel } from '../../../view/names.ts';
import type { RunSettings, RunSummary } from '../../api.ts';
import { FIGURES, type Figure, type RunHistory } from '../history/run-history.ts';
import { type XUnit, xAxis } from '../history/x-axis.ts';

export interface ComparedRun {
  readonly id: string;
  readonly run: RunSummary;
  /** `config.json`; null if it is damaged. */
  readonly record: RunSettings | null;
  readonly history: RunHistory;
  /** null if there is none. */
  readonly analysis: Analysis | null;
}

/** Runs of one method on one data set, with different seeds. */
export interface Group {
  readonly key: string;
  readonly dataset: string;
  /** What it is called. */
  readonly method: string;
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

export function groupRuns(runs: readonly ComparedRun[]): Group[] {
  const groups = new Map<string, ComparedRun[]>();
  const names = new Set(runs.map(({ run }) => run.name));
  for (const one of runs) {
    const { dataset, name } = one.run;
    const method = runMethodLabel(one.run);
    // Presets differ in their settings, so that their seeds are not repetitions of each other.
    const key = JSON.stringify([dataset, method, name]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const datasets = new Set(runs.map(({ run }) => run.dataset));
  return [...groups].map(([key, members]) => {
    const { dataset, name } = members[0]!.run;
    const method = runMethodLabel(members[0]!.run);
    const parts = [
      method,
      ...(datasets.size > 1 ? [dataset] : []),
      ...(names.size > 1 ? [name] : []),
    ];
    return { key, dataset, method, name: parts.join(', '), runs: members };
  });
}

export interface GroupFigures {
  readonly runs: number;
  readonly mean: number | null;
  /** Of the sample; null for a single run. */
  readonly std: number | null;
  readonly best: number | null;
  /** 95 %, by Student's t; null for a single run. */
  readonly interval: Interval | null;
}

const accuraciesOf = ({ runs }: Group) =>
  runs.flatMap(({ run }) => (run.accuracy === null ? [] : [run.accuracy]));

export function groupFigures(group: Group): GroupFigures {
  const values = accuraciesOf(group);
  if (values.length === 0) {
    return { runs: group.runs.length, mean: null, std: null, best: null, interval: null };
  }
  const { mean, std, max } = spread(values);
  const interval = meanInterval(values);
  return { runs: group.runs.length, mean, std, best: max, interval };
}

/** The difference of a group from another, over the seeds that both have. */
export function difference(a: Group, b: Group) {
  const bySeed = new Map(b.runs.map(({ run }) => [run.seed, run.accuracy]));
  const shared = a.runs.filter(({ run }) => run.seed !== null && bySeed.has(run.seed));
  return pairedComparison(
    shared.map(({ run }) => run.accuracy),
    shared.map(({ run }) => bySeed.get(run.seed) ?? null),
  );
}

export type ComparedStage = 'training' | 'search';

/** A figure of a stage along an axis, of one run. */
function valuesOf({ history }: ComparedRun, figure: Figure, stage: ComparedStage, unit: XUnit) {
  const start = history.plan.stages.at(-1)?.begin ?? 0;
  const axis = xAxis(unit, history.plan);
  const values = new Map<number, number>();
  history.epochs.x.forEach((x, k) => {
    const value = history.epochs.values[figure][k] ?? null;
    if (value === null || x > start !== (stage === 'training')) return;
    values.set(stage === 'training' ? axis.at(x) - axis.at(start) : axis.at(x), value);
  });
  return values;
}

export interface Band {
  readonly mean: readonly (number | null)[];
  /** Mean ± standard deviation; null where there is a single run. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** Bands of all groups over one common x. */
export function bands(
  groups: readonly Group[],
  figure: Figure,
  stage: ComparedStage,
  unit: XUnit = 'epoch',
) {
  const points = groups.map(({ runs }) =>
    meanBand(runs.map((run) => valuesOf(run, figure, stage, unit))),
  );
  const x = [...new Set(points.flat().map((point) => point.x))].sort((a, b) => a - b);
  return {
    x,
    bands: points.map((own): Band => {
      const at = new Map(own.map((point) => [point.x, point]));
      const list = (pick: (point: BandPoint) => number | null) =>
        x.map((one) => {
          const point = at.get(one);
          return point === undefined ? null : pick(point);
        });
      return {
        mean: list(({ mean }) => mean),
        low: list(({ low }) => low),
        high: list(({ high }) => high),
      };
    }),
  };
}

export { FIGURES, type Figure };
