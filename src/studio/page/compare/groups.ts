/** Runs side by side: which belong together, and their figures over the seeds. */
import type { Analysis } from '../../../analysis/analysis.ts';
import { type Interval, meanInterval, pairedComparison } from '../../../analysis/statistics.ts';
import { settingLeaves, WITHOUT_EFFECT } from '../../../config/leaves.ts';
import { meanOf } from '../../../core/math.ts';
import { spread } from '../../../run/schema/statistics.ts';
import { type BandPoint, meanBand } from '../../../view/bands.ts';
import { settingText } from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/method-names.ts';
import { settingLabel } from '../../../view/setting-labels.ts';
import type { RunSettings } from '../../api/record.ts';
import type { RunSummary } from '../../api/runs.ts';
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

/** Runs of one method on one data set with the same settings and different seeds. */
export interface Group {
  readonly key: string;
  readonly dataset: string;
  /** What it is called. */
  readonly method: string;
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

/** Settings that may differ between repetitions, besides those without effect. */
const OF_A_REPETITION: ReadonlySet<string> = new Set([
  ...WITHOUT_EFFECT,
  ...['data.split.fold', 'checkpointEveryEpochs', 'engine'],
]);

/** By path; empty if they cannot be read. */
function settingsOf({ record }: ComparedRun): ReadonlyMap<string, string> {
  return new Map(
    settingLeaves(record?.config ?? {})
      .map(({ path, value }) => [path.join('.'), settingText(value)] as const)
      .filter(([path]) => !OF_A_REPETITION.has(path)),
  );
}

/** Runs that differ in their seeds alone belong together. */
export function groupRuns(runs: readonly ComparedRun[]): Group[] {
  const groups = new Map<string, ComparedRun[]>();
  const names = new Set(runs.map(({ run }) => run.name));
  for (const one of runs) {
    const { dataset, name } = one.run;
    const method = runMethodLabel(one.run);
    const key = JSON.stringify([dataset, method, name, ...settingsOf(one)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const datasets = new Set(runs.map(({ run }) => run.dataset));
  const found = [...groups].map(([key, members]) => {
    const { dataset, name } = members[0]!.run;
    const method = runMethodLabel(members[0]!.run);
    const parts = [
      method,
      ...(datasets.size > 1 ? [dataset] : []),
      ...(names.size > 1 ? [name] : []),
    ];
    return { key, dataset, method, name: parts.join(', '), runs: members };
  });
  return found.map((group) => {
    const alike = found.filter(({ name }) => name === group.name);
    return alike.length === 1 ? group : { ...group, name: `${group.name}, ${apart(group, alike)}` };
  });
}

/** Settings that a name has room for. */
const MOST_NAMED = 2;

/** What tells a group from others of its name: `Epochs 20`. */
function apart(group: Group, alike: readonly Group[]): string {
  const all = alike.map(({ runs }) => settingsOf(runs[0]!));
  const own = settingsOf(group.runs[0]!);
  const paths = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  const words = paths
    .filter((path) => new Set(all.map((settings) => settings.get(path))).size > 1)
    .map((path) => `${settingLabel(path)} ${own.get(path) ?? 'absent'}`);
  return words.length <= MOST_NAMED
    ? words.join(', ')
    : `settings of ${group.runs[0]!.run.group ?? group.runs[0]!.id}`;
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

/** Where the final training of a run begins, on the axis of epochs. */
const trainingBegin = ({ plan }: RunHistory): number => plan.stages.at(-1)?.begin ?? 0;

/** A figure of one run by epoch, in a stage. */
function valuesOf({ history }: ComparedRun, figure: Figure, stage: ComparedStage) {
  const begin = trainingBegin(history);
  const values = new Map<number, number>();
  history.epochs.x.forEach((x, k) => {
    const value = history.epochs.values[figure][k] ?? null;
    if (value === null || x > begin !== (stage === 'training')) return;
    values.set(stage === 'training' ? x - begin : x, value);
  });
  return values;
}

/** Where epochs of a stage lie along an axis: the mean over the runs, whose times differ. */
function placesOf({ runs }: Group, stage: ComparedStage, unit: XUnit): (epoch: number) => number {
  const axes = runs.map(({ history }) => {
    const begin = stage === 'training' ? trainingBegin(history) : 0;
    return { begin, axis: xAxis(unit, history) };
  });
  return (epoch) => meanOf(axes.map(({ begin, axis }) => axis.at(begin + epoch) - axis.at(begin)));
}

export interface Band {
  readonly mean: readonly (number | null)[];
  /** Mean ± standard deviation; null where there is a single run. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** The value of a line through the points, where it has one. */
function onLine(
  points: readonly BandPoint[],
  x: number,
  pick: (point: BandPoint) => number | null,
): number | null {
  const after = points.findIndex((point) => point.x >= x);
  if (after < 0) return null;
  const [a, b] = [points[after - 1], points[after]!];
  const to = pick(b);
  if (b.x === x) return to;
  const from = a === undefined ? null : pick(a);
  if (a === undefined || from === null || to === null) return null;
  return from + ((to - from) * (x - a.x)) / (b.x - a.x);
}

/** Bands of all groups over one common x; groups whose points lie elsewhere have those of the lines between. */
export function bands(
  groups: readonly Group[],
  figure: Figure,
  stage: ComparedStage,
  unit: XUnit = 'epoch',
) {
  const points = groups.map((group) => {
    const place = placesOf(group, stage, unit);
    const own = meanBand(group.runs.map((run) => valuesOf(run, figure, stage)));
    return own.map((point) => ({ ...point, x: place(point.x) }));
  });
  const x = [...new Set(points.flat().map((point) => point.x))].sort((a, b) => a - b);
  return {
    x,
    bands: points.map((own): Band => {
      const list = (pick: (point: BandPoint) => number | null) =>
        x.map((one) => onLine(own, one, pick));
      return {
        mean: list(({ mean }) => mean),
        low: list(({ low }) => low),
        high: list(({ high }) => high),
      };
    }),
  };
}

export { FIGURES, type Figure };
