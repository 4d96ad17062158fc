/** Bayesian optimisation of settings, on functions whose best values are known. */
import { describe, expect, test } from 'vitest';
import { meanOf } from '../../src/core/math.ts';
import { nextRound, type Scored } from '../../src/sweep/rounds.ts';
import type { Assignment, Parameter } from '../../src/sweep/space.ts';
import type { Sweep } from '../../src/sweep/sweep-record.ts';

const rate: Parameter = {
  ...{ kind: 'range', path: 'rate', from: 1e-4, to: 1, scale: 'log', whole: false, points: null },
};
const size: Parameter = {
  ...{ kind: 'range', path: 'size', from: 1, to: 20, scale: 'linear', whole: true, points: null },
};
const kind: Parameter = { kind: 'values', path: 'kind', values: ['plain', 'good', 'bad'] };
const parameters = [rate, size, kind];

const sweepOf = (strategy: object, changes: object = {}): Sweep =>
  ({ parameters, strategy, halving: null, seeds: [1], ...changes }) as unknown as Sweep;
const bayesian = (changes: object = {}) => ({
  ...{ kind: 'bayesian', trials: 30, seed: 1, initial: 8, batch: 4 },
  ...changes,
});

/** Best at a rate of 0.01, a size of 15 and the good kind, where it is 1. */
const accuracy = ({ rate: r, size: s, kind: k }: Assignment): number =>
  1 -
  0.1 * Math.abs(Math.log10(r as number) + 2) -
  0.3 * (((s as number) - 15) / 20) ** 2 -
  (k === 'good' ? 0 : k === 'plain' ? 0.1 : 0.3);

function carryOut(
  sweep: Sweep,
  score: (assignment: Assignment) => number | null = accuracy,
): { scored: Scored[]; rounds: number[] } {
  const scored: Scored[] = [];
  const rounds: number[] = [];
  for (;;) {
    const round = nextRound(sweep, scored);
    if (round.length === 0) return { scored, rounds };
    rounds.push(round.length);
    scored.push(...round.map((one) => ({ ...one, score: score(one.assignment) })));
  }
}

const bestOf = (scored: readonly Scored[]) => Math.max(...scored.map(({ score }) => score ?? 0));

describe('bayesian', () => {
  test('goes on in batches from an even start, tries nothing twice, and repeats itself', () => {
    const { scored, rounds } = carryOut(sweepOf(bayesian()));
    expect(rounds).toEqual([8, 4, 4, 4, 4, 4, 2]);
    expect(new Set(scored.map(({ assignment }) => JSON.stringify(assignment))).size).toBe(30);
    expect(scored.map(({ trial }) => trial)).toEqual(Array.from({ length: 30 }, (_, k) => k + 1));
    const eighths = scored.slice(0, 8).map(({ assignment }) => {
      return Math.floor((8 * (Math.log10(assignment.rate as number) + 4)) / 4);
    });
    expect(eighths.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(carryOut(sweepOf(bayesian()))).toEqual({ scored, rounds });
    expect(carryOut(sweepOf(bayesian({ trials: 13 }))).scored).toEqual(scored.slice(0, 13));
  });

  test('comes closer to the best than as many random trials', () => {
    const seeds = [1, 2, 3, 4, 5];
    const found = meanOf(seeds.map((seed) => bestOf(carryOut(sweepOf(bayesian({ seed }))).scored)));
    const drawn = meanOf(
      seeds.map((seed) => bestOf(carryOut(sweepOf({ kind: 'random', trials: 30, seed })).scored)),
    );
    expect(found).toBeGreaterThan(0.97);
    expect(found).toBeGreaterThan(drawn);
  });

  test('avoids what fails, and exhausts a small space without repeating anything', () => {
    const failing = (assignment: Assignment) =>
      assignment.kind === 'good' ? null : accuracy(assignment);
    const { scored } = carryOut(sweepOf(bayesian()), failing);
    expect(scored).toHaveLength(30);
    expect(scored.filter(({ assignment }) => assignment.kind === 'plain').length).toBeGreaterThan(
      15,
    );
    const small = { parameters: [kind, { ...size, to: 3 }] };
    const few = sweepOf(bayesian({ trials: 8, initial: 4, batch: 3 }), small);
    const all = carryOut(few, () => 0.5).scored;
    expect(new Set(all.map(({ assignment }) => JSON.stringify(assignment))).size).toBe(8);
    expect(carryOut(sweepOf(bayesian()), () => null).rounds).toEqual([8]);
  });
});
