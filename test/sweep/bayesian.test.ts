/** Bayesian optimisation of settings, on functions whose best values are known. */
import { describe, expect, test } from 'vitest';
import { meanOf } from '../../src/core/math.ts';
import { expectedAtTheEnd } from '../../src/sweep/expected.ts';
import { nextRound, rungSizes, type Scored, type TrialRuns } from '../../src/sweep/rounds.ts';
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
  score: (assignment: Assignment, one: TrialRuns) => number | null = accuracy,
): { scored: Scored[]; rounds: number[] } {
  const scored: Scored[] = [];
  const rounds: number[] = [];
  for (;;) {
    const round = nextRound(sweep, scored);
    if (round.length === 0) return { scored, rounds };
    rounds.push(round.length);
    scored.push(...round.map((one) => ({ ...one, score: score(one.assignment, one) })));
  }
}

/** As after a part of the epochs: everything is worse, and less can be told apart. */
const early = ({ assignment, rung }: TrialRuns): number =>
  accuracy(assignment) * (1 - 0.15 * (3 - rung)) +
  0.01 * Math.sin(1000 * (assignment.rate as number));

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

describe('bayesian with halving', () => {
  const halving = { settings: ['training.epochs'], factor: 3, rungs: 3 };
  const halved = (strategy: object) => sweepOf(strategy, { halving });
  const settings = bayesian({ trials: 27, initial: 9, batch: 9 });
  const atTheEnd = (scored: readonly Scored[]) =>
    scored.filter(({ rung }) => rung === 3).map(({ assignment }) => accuracy(assignment));

  test('halves each batch by itself, before the next is chosen, and repeats itself', () => {
    const sweep = halved(settings);
    const { scored, rounds } = carryOut(sweep, (_, one) => early(one));
    expect(rounds).toEqual([9, 3, 1, 9, 3, 1, 9, 3, 1]);
    expect(rungSizes(sweep)).toEqual([27, 9, 3]);
    expect(carryOut(sweep, (_, one) => early(one)).scored).toEqual(scored);
    const first = scored.filter(({ rung }) => rung === 1);
    expect(first.map(({ trial }) => trial)).toEqual(Array.from({ length: 27 }, (_, k) => k + 1));
    expect(new Set(first.map(({ assignment }) => JSON.stringify(assignment))).size).toBe(27);
    for (const batch of [0, 1, 2]) {
      const of = (wanted: number) =>
        scored.filter(({ trial, rung }) => rung === wanted && Math.ceil(trial / 9) === batch + 1);
      for (const rung of [1, 2]) {
        const kept = new Set(of(rung + 1).map(({ trial }) => trial));
        const worst = Math.min(
          ...of(rung)
            .filter(({ trial }) => kept.has(trial))
            .map(({ score }) => score!),
        );
        const left = of(rung).filter(({ trial }) => !kept.has(trial));
        expect(Math.max(...left.map(({ score }) => score!))).toBeLessThanOrEqual(worst);
      }
    }
  });

  test('what is left over at the end is a batch of its own', () => {
    const sweep = halved(bayesian({ trials: 13, initial: 8, batch: 4 }));
    expect(carryOut(sweep, (_, one) => early(one)).rounds).toEqual([8, 2, 1, 4, 1, 1, 1, 1, 1]);
    expect(rungSizes(sweep)).toEqual([13, 4, 3]);
  });

  test('ends better than halving of as many trials at random', () => {
    const seeds = [1, 2, 3, 4, 5];
    const mean = (strategy: (seed: number) => object) =>
      meanOf(
        seeds.map((seed) => {
          const { scored } = carryOut(halved(strategy(seed)), (_, one) => early(one));
          return Math.max(...atTheEnd(scored));
        }),
      );
    const found = mean((seed) => ({ ...settings, seed }));
    const drawn = mean((seed) => ({ kind: 'random', trials: 27, seed }));
    expect(found).toBeGreaterThan(drawn);
    expect(found).toBeGreaterThan(0.95);
  });

  test('goes on if a batch or a rung fails as a whole', () => {
    const later = (_: Assignment, { trial, rung }: TrialRuns) =>
      trial <= 9 ? (rung === 1 ? 0.5 : null) : 0.6;
    expect(carryOut(halved(settings), later).rounds).toEqual([9, 3, 9, 3, 1, 9, 3, 1]);
    expect(carryOut(halved(settings), () => null).rounds).toEqual([9]);
  });
});

test('trials that ended early are taken for what they would have come to', () => {
  const at = (trial: number, rung: number, score: number | null): Scored => ({
    ...{ trial, rung, score, assignment: { rate: trial } },
  });
  const scored = [
    ...[at(1, 1, 0.5), at(2, 1, 0.6), at(3, 1, 0.2), at(4, 1, null), at(5, 1, 0.55)],
    ...[at(1, 2, 0.7), at(2, 2, 0.7), at(5, 2, null)],
    at(2, 3, 0.75),
  ];
  const expected = expectedAtTheEnd(scored).map(({ score }) => score);
  // Those that went on gained 0.15 and then 0.05.
  expect(expected.map((score) => score && Number(score.toFixed(10)))).toEqual([
    ...[0.75, 0.75, 0.4, null, null],
  ]);
  expect(expectedAtTheEnd([])).toEqual([]);
  // Without rungs, every trial has its score.
  const plain = scored.slice(0, 5);
  expect(expectedAtTheEnd(plain).map(({ score }) => score)).toEqual(
    plain.map(({ score }) => score),
  );
});
