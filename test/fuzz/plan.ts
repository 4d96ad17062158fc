/** How many inputs each target gets: its share of the total, rounded up. */
import type { FuzzTarget } from './target.ts';

const USUAL_SHARE = 2;
/** Inputs of a chunk for each unit of share: about a minute for the slowest targets. */
const CHUNK = 2500;

const shareOf = ({ share = USUAL_SHARE }: FuzzTarget): number => share;

export interface PlannedTarget {
  readonly target: FuzzTarget;
  readonly inputs: number;
  /** Inputs that one process does at most. */
  readonly chunk: number;
}

export function planTargets(targets: readonly FuzzTarget[], total: number): PlannedTarget[] {
  const all = targets.reduce((sum, target) => sum + shareOf(target), 0);
  return targets.map((target) => ({
    target,
    inputs: Math.ceil((total * shareOf(target)) / all),
    chunk: Math.ceil(CHUNK * shareOf(target)),
  }));
}
