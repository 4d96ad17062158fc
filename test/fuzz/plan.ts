/**
 * How many inputs each target gets: one in a hundred of the total, and of the rest its share. So a million are at
 * least 10,000 for each.
 */
import type { FuzzTarget } from './target.ts';

const LEAST = 0.01;
const USUAL_SHARE = 1;
/** Inputs that one process does, so that they take a minute or less. */
const CHUNK = 5000;
const SLOW_CHUNK = 2000;

const shareOf = ({ share = USUAL_SHARE }: FuzzTarget): number => share;

export interface PlannedTarget {
  readonly target: FuzzTarget;
  readonly inputs: number;
  /** Inputs that one process does at most. */
  readonly chunk: number;
}

export function planTargets(targets: readonly FuzzTarget[], total: number): PlannedTarget[] {
  const shares = targets.reduce((sum, target) => sum + shareOf(target), 0);
  const least = Math.min(LEAST, 1 / targets.length);
  const rest = 1 - least * targets.length;
  return targets.map((target) => {
    const share = shareOf(target);
    return {
      target,
      inputs: Math.ceil(total * (least + (shares > 0 ? (rest * share) / shares : 0))),
      chunk: share === 0 ? SLOW_CHUNK : CHUNK,
    };
  });
}
