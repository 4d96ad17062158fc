/** What curves are drawn along: the epochs of a run, or the steps that changed its weights. */
import { go, useRoute, withQuery } from '../route.ts';
import type { RunHistory } from './run-history.ts';
import { secondsAt, stepsAt } from './stage-plan.ts';

export const X_UNITS = ['epoch', 'step', 'time'] as const;
export type XUnit = (typeof X_UNITS)[number];

/** Kept in the address of the page. */
export function useXUnit(): [XUnit, (unit: XUnit) => void] {
  const asked = useRoute().query.get('by');
  const unit = X_UNITS.find((one) => one === asked) ?? 'epoch';
  return [unit, (next) => go(withQuery('by', next === 'epoch' ? null : next), { replace: true })];
}

export interface XAxis {
  readonly unit: XUnit;
  /** Where a point on the axis of epochs lies. */
  at(x: number): number;
}

/** What an axis follows from. */
export type Timed = Pick<RunHistory, 'plan' | 'stageSeconds'>;

const timeAt = ({ plan, stageSeconds }: Timed, x: number): number | null =>
  stageSeconds && secondsAt(plan, stageSeconds, x);

const BY_EPOCH: XAxis = { unit: 'epoch', at: (x) => x };

/** Why a unit cannot be drawn; null if it can. @param runs all that are drawn together */
export function lacking(unit: XUnit, runs: readonly Timed[]): string | null {
  if (unit === 'epoch') return null;
  if (unit === 'time') {
    return runs.every((run) => timeAt(run, run.plan.epochs) !== null)
      ? null
      : 'The time of each stage is known once a run has finished.';
  }
  return runs.every(({ plan }) => stepsAt(plan, plan.epochs) !== null)
    ? null
    : 'Steps are known only where every stage has a fixed number of batches: not of random search, evolution, finalists and baselines.';
}

/** By epoch where the unit that was asked for is lacking. */
export function xAxis(unit: XUnit, run: Timed): XAxis {
  if (lacking(unit, [run]) !== null) return BY_EPOCH;
  switch (unit) {
    case 'epoch':
      return BY_EPOCH;
    case 'step':
      return { unit, at: (x) => stepsAt(run.plan, x)! };
    case 'time':
      return { unit, at: (x) => timeAt(run, x)! };
  }
}

/** What numbers along an axis of this unit count. */
export const X_NAMES = { epoch: 'epochs', step: 'steps', time: 'seconds' } as const;
