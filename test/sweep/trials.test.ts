/** Which combinations are tried. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextRound, rungSizes, type Scored } from '../../src/sweep/rounds.ts';
import { gridValues, type Parameter, placeOf, valueAtPlace } from '../../src/sweep/space.ts';
import type { Sweep } from '../../src/sweep/sweep-record.ts';

const range = (changes: Partial<Extract<Parameter, { kind: 'range' }>> = {}): Parameter => ({
  ...{ kind: 'range', path: 'a.b', from: 0, to: 1, scale: 'linear', whole: false, points: null },
  ...changes,
});
const list = (...values: (string | number)[]): Parameter => ({ kind: 'values', path: 'c', values });
const sweepOf = (changes: object): Sweep =>
  ({
    parameters: [range(), list('x', 'y')],
    halving: null,
    seeds: [1],
    ...changes,
  }) as unknown as Sweep;
const randomly = (trials: number, seed = 1) => ({ strategy: { kind: 'random', trials, seed } });

describe('the values of a setting', () => {
  test('lie in its range at every place, and have a place of their own', () => {
    const ends = fc.tuple(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: 1.001, max: 1e6, noNaN: true }),
    );
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(ends, place, fc.constantFrom('linear', 'log'), ([from, ratio], at, scale) => {
        const parameter = range({ from, to: from * ratio, scale });
        const value = valueAtPlace(parameter, at) as number;
        expect(value).toBeGreaterThanOrEqual(from);
        expect(value).toBeLessThanOrEqual(from * ratio);
        expect(placeOf(parameter, value)).toBeCloseTo(at, 2);
      }),
    );
  });

  test('are as dense as its scale says', () => {
    const rate = range({ from: 0.001, to: 0.1, scale: 'log', points: 5 });
    expect(valueAtPlace(rate, 0.5)).toBe(0.01);
    expect(gridValues(rate)).toEqual([0.001, 0.003162, 0.01, 0.03162, 0.1]);
    expect(gridValues(range({ points: 3, from: 1, to: 2 }))).toEqual([1, 1.5, 2]);
    expect(gridValues(range({ from: 1, to: 3, whole: true, points: 9 }))).toEqual([1, 2, 3]);
    const dice = range({ from: 1, to: 6, whole: true });
    const thrown = Array.from({ length: 600 }, (_, k) => valueAtPlace(dice, (k + 0.5) / 600));
    for (let side = 1; side <= 6; side++)
      expect(thrown.filter((n) => n === side)).toHaveLength(100);
  });
});

describe('the trials', () => {
  const trialsOf = (changes: object) =>
    nextRound(sweepOf(changes), []).map(({ assignment }) => assignment);

  test('of a grid are all combinations, the last setting fastest', () => {
    const parameters = [range({ points: 2 }), list('x', 'y', 'z')];
    expect(trialsOf({ parameters, strategy: { kind: 'grid', trials: 6 } })).toEqual(
      [0, 1].flatMap((b) => ['x', 'y', 'z'].map((c) => ({ 'a.b': b, c }))),
    );
  });

  test('drawn at random are all different, depend on the seed, and begin those of more', () => {
    const parameters = [range({ from: 1, to: 5, whole: true }), list('x', 'y')];
    const nine = trialsOf({ parameters, ...randomly(9) });
    expect(new Set(nine.map((one) => JSON.stringify(one))).size).toBe(9);
    expect(trialsOf({ parameters, ...randomly(4) })).toEqual(nine.slice(0, 4));
    expect(trialsOf({ parameters, ...randomly(9, 2) })).not.toEqual(nine);
  });
});

describe('successive halving', () => {
  const halving = { settings: ['training.epochs'], factor: 3, rungs: 3 };
  const sweep = sweepOf({ ...randomly(10), halving });
  const score = (scores: Readonly<Record<number, number | null>>, round: readonly object[]) =>
    round.map((one) => ({ ...one, score: scores[(one as Scored).trial] ?? null }) as Scored);

  test('keeps the best third of each rung, and the first of equals', () => {
    expect(rungSizes(sweep)).toEqual([10, 3, 1]);
    const first = nextRound(sweep, []);
    expect(first.map(({ trial, rung }) => [trial, rung])).toEqual(
      Array.from({ length: 10 }, (_, k) => [k + 1, 1]),
    );
    const scored = score({ 1: 0.5, 2: 0.9, 3: 0.7, 4: 0.8, 5: 0.7 }, first);
    const second = nextRound(sweep, scored);
    expect(second.map(({ trial, rung }) => [trial, rung])).toEqual([
      [2, 2],
      [3, 2],
      [4, 2],
    ]);
    expect(second[0]!.assignment).toEqual(first[1]!.assignment);
    const third = nextRound(sweep, [...scored, ...score({ 2: 0.1, 3: null, 4: 0.3 }, second)]);
    expect(third.map(({ trial, rung }) => [trial, rung])).toEqual([[4, 3]]);
    const all = [...scored, ...score({}, second), ...score({ 4: 0.4 }, third)];
    expect(nextRound(sweep, all)).toEqual([]);
  });

  test('ends when every trial has failed', () => {
    expect(nextRound(sweep, score({}, nextRound(sweep, [])))).toEqual([]);
  });
});
