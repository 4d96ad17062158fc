/**
 * A sweep goes in rounds: all runs of a round can be done at the same time, and which they are depends on the scores
 * of the rounds before, never on which run ended first. So the results do not depend on how many run at a time.
 */
import type { Tried } from './draw.ts';
import type { Assignment } from './space.ts';
import type { Sweep } from './sweep-record.ts';
import { nextTrials } from './trials.ts';

/** A trial in a rung: one run for each seed. */
export interface TrialRuns {
  /** From 1. */
  readonly trial: number;
  /** From 1; all are in rung 1 unless the sweep halves. */
  readonly rung: number;
  readonly assignment: Assignment;
}

/** With its score. */
export interface Scored extends TrialRuns, Tried {}

/** @param scored all rounds so far, in order @returns nothing at the end */
export function nextRound(sweep: Sweep, scored: readonly Scored[]): readonly TrialRuns[] {
  const { halving } = sweep;
  const rung = scored.at(-1)?.rung ?? 1;
  if (halving === null || scored.length === 0) {
    return nextTrials(sweep, scored).map((assignment, k) => ({
      trial: scored.length + k + 1,
      rung: 1,
      assignment,
    }));
  }
  if (rung === halving.rungs) return [];
  const before = scored.filter((one) => one.rung === rung);
  const kept = Math.max(1, Math.floor(before.length / halving.factor));
  return byScore(before)
    .filter(({ score }) => score !== null)
    .slice(0, kept)
    .map(({ trial, assignment }) => ({ trial, rung: rung + 1, assignment }))
    .sort((a, b) => a.trial - b.trial);
}

/** Best first, of equals the first trial; those that failed come last. */
export const byScore = <One extends Pick<Scored, 'score' | 'trial'>>(
  scored: readonly One[],
): One[] => [...scored].sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || a.trial - b.trial);

/** Trials of each rung, if none fails. */
export function rungSizes({ strategy: { trials }, halving }: Sweep): number[] {
  const sizes = [trials];
  for (let rung = 2; rung <= (halving?.rungs ?? 1); rung++) {
    sizes.push(Math.max(1, Math.floor(sizes.at(-1)! / halving!.factor)));
  }
  return sizes;
}

/** How long a run of a rung takes, relative to one of the last. */
export const rungLength = ({ halving }: Sweep, rung: number): number =>
  halving === null ? 1 : halving.factor ** (rung - halving.rungs);
