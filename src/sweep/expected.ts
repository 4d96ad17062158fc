/**
 * What trials that ended early would have come to: a strategy that learns from scores must compare like with like, and
 * after a few epochs all are worse than after many.
 */
import { meanOf } from '../core/math.ts';
import type { Tried } from './draw.ts';

/** A trial in a rung, both from 1. */
interface TriedInRung extends Tried {
  readonly trial: number;
  readonly rung: number;
}

/**
 * Each trial with its score in the highest rung that it reached, and, for each rung that others went on to, what those
 * gained there on average.
 * @param scored all rounds so far, in order
 * @returns [trials] in their order; one that failed in a rung has failed
 */
export function expectedAtTheEnd(scored: readonly TriedInRung[]): Tried[] {
  const trials: TriedInRung[][] = [];
  for (const one of scored) {
    const rungs = trials[one.trial - 1] ?? [];
    rungs[one.rung - 1] = one;
    trials[one.trial - 1] = rungs;
  }
  const longest = Math.max(0, ...scored.map(({ rung }) => rung));
  const gains = Array.from({ length: Math.max(0, longest - 1) }, (_, k) => {
    const gained = trials.flatMap((rungs) => {
      const [before, after] = [rungs[k]?.score ?? null, rungs[k + 1]?.score ?? null];
      return before === null || after === null ? [] : [after - before];
    });
    return gained.length === 0 ? 0 : meanOf(gained);
  });
  return trials.map((rungs) => {
    const { assignment, rung, score } = rungs.at(-1)!;
    const missing = gains.slice(rung - 1).reduce((sum, gain) => sum + gain, 0);
    return { assignment, score: score === null ? null : score + missing };
  });
}
