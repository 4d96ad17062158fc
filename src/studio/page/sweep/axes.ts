/** What a trial of a sweep can be placed by: each setting that is chosen, and each figure that comes out. */
import { count, loss, percent, significant } from '../../../view/format.ts';
import { COSTS, MEASURES } from '../../../view/names.ts';
import type { SettingValue, SweepParameter, SweepReport, SweepTrial } from '../../api/sweeps.ts';
import { figureAxis, namedAxis, type Axis as PlotAxis } from '../charts/axis.ts';

export type Axis = PlotAxis<SweepTrial>;

const valueText = (value: SettingValue | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** The last part of a path, unless another setting ends in the same. */
function shortName(path: string, all: readonly string[]): string {
  const end = (text: string) => text.split('.').at(-1)!;
  return all.filter((other) => end(other) === end(path)).length > 1 ? path : end(path);
}

function parameterAxis(parameter: SweepParameter, paths: readonly string[]): Axis {
  const { path } = parameter;
  const common = {
    key: path,
    label: shortName(path, paths),
    name: path,
    text: ({ assignment }: SweepTrial) => valueText(assignment[path]),
    order: ({ assignment }: SweepTrial) => {
      const value = assignment[path];
      return typeof value === 'number' ? value : valueText(value);
    },
  };
  if (parameter.kind === 'range') {
    const { from, to, scale } = parameter;
    const isLog = scale === 'log';
    const place = (value: number) =>
      isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    const at = (part: number) => (isLog ? from * (to / from) ** part : from + part * (to - from));
    return {
      ...common,
      place: ({ assignment }) => place(assignment[path] as number),
      textAt: (part) => significant(at(part)),
      ticks: [0, 0.5, 1].map((part) => ({ place: part, text: significant(at(part)) })),
    };
  }
  return namedAxis(parameter.values.map(valueText), { ...common, value: common.text });
}

type Figure = keyof NonNullable<SweepTrial['figures']>;

const FIGURES: readonly (readonly [key: Figure, name: string, format: typeof count])[] = [
  ['loss', MEASURES.validationLoss.label, loss],
  ['ac', `${COSTS.synops.label} of an inference`, count],
  ['mac', 'multiply-accumulates', count],
  ['spikes', COSTS.spikes.label, count],
  ['trainable', 'trained weights', count],
];

/** @param trials of the rung that is shown */
export function sweepAxes(
  { parameters }: SweepReport,
  trials: readonly SweepTrial[],
): {
  readonly settings: readonly Axis[];
  readonly accuracy: Axis;
  readonly figures: readonly Axis[];
} {
  const paths = parameters.map(({ path }) => path);
  const mean = ({ accuracy }: SweepTrial) => accuracy?.mean ?? null;
  const shown = (value: number) => percent(value, 1);
  return {
    settings: parameters.map((parameter) => parameterAxis(parameter, paths)),
    accuracy: figureAxis(trials, {
      ...{ key: 'accuracy', name: MEASURES.validationAccuracy.label, label: 'accuracy' },
      ...{ value: mean, format: shown },
    }),
    figures: FIGURES.map(([key, name, format]) =>
      figureAxis(trials, { key, name, value: ({ figures }) => figures?.[key] ?? null, format }),
    ),
  };
}

/** Ends of what is looked at along an axis, by its key; axes without limits are not there. */
export type Limits = Readonly<Record<string, readonly [from: number, to: number]>>;

/** Rounding may put a value just outside a limit at it. */
const SLACK = 1e-6;

export const isWithin = (trial: SweepTrial, axes: readonly Axis[], limits: Limits): boolean =>
  axes.every((axis) => {
    const limit = limits[axis.key];
    if (limit === undefined) return true;
    const place = axis.place(trial);
    return place !== null && place >= limit[0] - SLACK && place <= limit[1] + SLACK;
  });
