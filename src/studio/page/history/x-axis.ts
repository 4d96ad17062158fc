/** What curves are drawn along: the epochs of a run, or the steps that changed its weights. */
import { go, useRoute, withQuery } from '../route.ts';
import { type StagePlan, stepsAt } from './stage-plan.ts';

export const X_UNITS = ['epoch', 'step', 'time'] as const;
export type XUnit = (typeof X_UNITS)[number];

/** Kept in the address of the page. */
export function useXUnit(): [XUnit, (unit: XUnit) => void] {
  const asked = useRoute().query.get('by');
  const unit = X_UNITS.find((one) => one === asked) ?? 'epoch';
  return [unit, (next) => go(withQuery('by', next === 'epoch' ? null : next), { replace: true })];
}

export interface XAxis {
  readonly unit: Exclude<XUnit, 'time'>;
  /** Where a point on the axis of epochs lies. */
  at(x: number): number;
}

const BY_EPOCH: XAxis = { unit: 'epoch', at: (x) => x };

/** Why a unit cannot be drawn; null if it can. @param plans of all runs that are drawn together */
export function lacking(unit: XUnit, plans: readonly StagePlan[]): string | null {
  if (unit === 'epoch') return null;
  if (unit === 'time') {
    return 'The record of a run has no times, so that it is the same on every machine.';
  }
  return plans.every((plan) => stepsAt(plan, plan.epochs) !== null)
    ? null
    : 'Steps are known only where every stage has a fixed number of batches: not of random search, evolution, finalists and baselines.';
}

/** By epoch where the unit that was asked for is lacking. */
export function xAxis(unit: XUnit, plan: StagePlan): XAxis {
  if (unit !== 'step' || lacking(unit, [plan]) !== null) return BY_EPOCH;
  return { unit: 'step', at: (x) => stepsAt(plan, x)! };
}
