/**
 * A sweep goes in rounds: all runs of a round can be done at the same time, and which they are depends on the scores
 * of the rounds before, never on which run ended first. So the results do not depend on how many run at a time.
 */
import type { Tried } from './draw.ts';
import { expectedAtTheEnd } from './expected.ts';
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
  const next = nextRung(sweep, scored);
  if (next.length > 0) return next;
  const tried = expectedAtTheEnd(scored);
  return nextTrials(sweep, tried).map((assignment, k) => ({
    trial: tried.length + k + 1,
    rung: 1,
    assignment,
  }));
}

/** The best of the rung that has been done last, for longer; nothing if it was the last of its bracket. */
function nextRung({ halving, strategy }: Sweep, scored: readonly Scored[]): readonly TrialRuns[] {
  const last = scored.at(-1);
  if (halving === null || last === undefined || last.rung === halving.rungs) return [];
  const bracket = bracketOf(strategy, last.trial);
  const before = scored.filter(
    ({ trial, rung }) => rung === last.rung && bracketOf(strategy, trial) === bracket,
  );
  return byScore(before)
    .filter(({ score }) => score !== null)
    .slice(0, keptOf(before.length, halving))
    .map(({ trial, assignment }) => ({ trial, rung: last.rung + 1, assignment }))
    .sort((a, b) => a.trial - b.trial);
}

/** Trials that are compared with one another, from 0: those that were chosen at the same time. */
const bracketOf = (strategy: Sweep['strategy'], trial: number): number =>
  strategy.kind === 'bayesian'
    ? Math.ceil(Math.max(0, trial - strategy.initial) / strategy.batch)
    : 0;

const keptOf = (trials: number, { factor }: NonNullable<Sweep['halving']>): number =>
  Math.max(1, Math.floor(trials / factor));

/** Best first, of equals the first trial; those that failed come last. */
export const byScore = <One extends Pick<Scored, 'score' | 'trial'>>(
  scored: readonly One[],
): One[] => [...scored].sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || a.trial - b.trial);

/** Trials of each rung, if none fails. */
export function rungSizes({ strategy, halving }: Sweep): number[] {
  let brackets = Array.from({ length: strategy.trials }, (_, k) =>
    bracketOf(strategy, k + 1),
  ).reduce<number[]>((sizes, bracket) => {
    sizes[bracket] = (sizes[bracket] ?? 0) + 1;
    return sizes;
  }, []);
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const sizes = [sum(brackets)];
  while (halving !== null && sizes.length < halving.rungs) {
    brackets = brackets.map((size) => keptOf(size, halving));
    sizes.push(sum(brackets));
  }
  return sizes;
}

/** How long a run of a rung takes, relative to one of the last. */
export const rungLength = ({ halving }: Sweep, rung: number): number =>
  halving === null ? 1 : halving.factor ** (rung - halving.rungs);
