/** Sweep files: what they come to, and what a person is told about a wrong one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { loadSweep } from '../../src/sweep/load-sweep.ts';
import { nextRound } from '../../src/sweep/rounds.ts';
import { trialCells, trialConfig } from '../../src/sweep/trial-cells.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { readTinySweep } from './tiny-sweep.ts';

const root = temporaryFolder();
const load = (changes: Record<string, unknown> = {}) => readTinySweep(root, changes);
const loadWith = (parameters: Record<string, unknown>, changes: Record<string, unknown> = {}) =>
  load({ parameters, ...changes });
const random = (trials: number) => ({ strategy: { kind: 'random', trials } });

describe('a sweep file', () => {
  test('becomes every setting, with the test samples out of reach of every trial', async () => {
    const sweep = await load({ seeds: [3, 4] });
    expect(sweep.task).toEqual({ command: 'train', architecture: 'dense' });
    expect(sweep.strategy).toEqual({ kind: 'grid', trials: 4 });
    const round = nextRound(sweep, []);
    const { entries, cellsOf } = trialCells(sweep, round);
    expect(
      entries.map(({ config: { training, data } }) => [
        training.learningRate,
        training.batchSize,
        data.tuningFraction,
      ]),
    ).toEqual([
      [0.001, 3, 0.4],
      [0.001, 6, 0.4],
      [0.01, 3, 0.4],
      [0.01, 6, 0.4],
    ]);
    expect(cellsOf(round[1]!)).toEqual([
      { dataset: 'data', method: 'trial-0002', seed: 3 },
      { dataset: 'data', method: 'trial-0002', seed: 4 },
    ]);
    // Not even one that somebody has written into sweep.json by hand.
    const [one] = round;
    const assignment = { ...one!.assignment, 'data.tuningFraction': 0 };
    expect(trialConfig(sweep, { ...one!, assignment }).data.tuningFraction).toBe(0.4);
  });

  test('may choose within lists and of other views of the same recordings', async () => {
    const sweep = await loadWith({ 'network.layers[0].neurons': [8, 12], 'data.binMs': [1, 2] });
    const { entries } = trialCells(sweep, nextRound(sweep, []));
    expect(
      entries.map(({ dataset, config: { network, data } }) => [
        dataset,
        network.layers[0]!.neurons,
        data.binMs,
      ]),
    ).toEqual([
      ['data', 8, 1],
      ['data-2', 8, 2],
      ['data', 12, 1],
      ['data-2', 12, 2],
    ]);
  });

  test('leaves out trials whose settings do not go together', async () => {
    const sweep = await loadWith({ 'network.motifSizes': [[2], [24]] });
    const round = nextRound(sweep, []);
    const { entries, impossible, cellsOf } = trialCells(sweep, round);
    expect(entries).toHaveLength(1);
    expect(impossible).toEqual([{ trial: 2, problem: expect.stringContaining('24') }]);
    expect(cellsOf(round[1]!)).toEqual([]);
  });

  const range = { from: 1, to: 2 };
  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a setting that is not there',
      { parameters: { 'training.learningRat': [1] } },
      /There is no setting "training.learningRat"\. .*parameters\["training.learningRat"\], from .*sweep.json \| Did you mean training.learningRate\?/,
    ],
    [
      'a setting without its section',
      { parameters: { learningRate: [1] } },
      /Did you mean .* or training.learningRate\?/,
    ],
    [
      'a layer that is not there',
      { parameters: { 'network.layers[1].neurons': [1] } },
      /There is no setting "network.layers\[1\].neurons"/,
    ],
    ['the data', { parameters: { 'data.path': ['a', 'b'] } }, /cannot choose data.path.*binMs/],
    [
      'the test samples',
      { parameters: { 'data.tuningFraction': [0, 0.1] } },
      /cannot choose data.tuningFraction/,
    ],
    ['the seeds', { parameters: { 'seeds[0]': [1, 2] } }, /cannot choose seeds\[0\]/],
    [
      'a value that is not allowed',
      { parameters: { 'training.epochs': [1, 0] } },
      /training.epochs is 0; allowed: a whole number of at least 1/,
    ],
    [
      'an end that is not allowed',
      { parameters: { 'training.learningRate': { from: -1, to: 1 } }, ...random(3) },
      /training.learningRate is -1; allowed/,
    ],
    [
      'text for a number',
      { parameters: { 'training.epochs': ['many'] } },
      /training.epochs is "many"; allowed: a whole number/,
    ],
    [
      'an end that is text',
      { parameters: { 'training.epochs': { from: 'a', to: 2 } } },
      /from is "a"; allowed: a number/,
    ],
    [
      'a range of names',
      { parameters: { engine: range, 'training.classWeights': range } },
      /cannot choose engine/,
    ],
    [
      'a range of what is no number',
      { parameters: { 'training.classWeights': range } },
      /training.classWeights is no number/,
    ],
    [
      'an empty range',
      { parameters: { 'training.epochs': { from: 3, to: 3 } } },
      /The range from 3 to 3 is empty/,
    ],
    [
      'a logarithmic range from 0',
      { parameters: { 'training.learningRate': { from: 0, to: 1, scale: 'log' } }, ...random(3) },
      /A logarithmic range cannot begin at 0/,
    ],
    [
      'a range of parts of epochs',
      { parameters: { 'training.epochs': { from: 1, to: 2.5 } } },
      /takes whole numbers, and the range is from 1 to 2.5/,
    ],
    [
      'a grid of a range without points',
      { parameters: { 'training.epochs': range } },
      /not said how many.*points: 5/,
    ],
    ['an empty list', { parameters: { 'training.epochs': [] } }, /values is \[\]/],
    ['a value twice', { parameters: { 'training.epochs': [1, 2, 1] } }, /A value is there twice/],
    [
      'neither list nor range',
      { parameters: { 'training.epochs': { from: 1 } } },
      /not said what to try/,
    ],
    [
      'both',
      { parameters: { 'training.epochs': { values: [1], ...range } } },
      /Both values and a range/,
    ],
    ['no settings', { parameters: {} }, /at least one setting/],
    [
      'more trials than combinations',
      { parameters: { 'training.epochs': { from: 1, to: 4 } }, ...random(5) },
      /only 4 combinations, and 5 trials/,
    ],
    [
      'a misspelt strategy',
      { strategy: 'gird' },
      /strategy.kind is "gird"; allowed: one of grid, random, bayesian/,
    ],
    ['random without trials', { strategy: 'random' }, /strategy.trials is missing/],
    ['a misspelt key', { paramters: {} }, /Unknown setting paramters.*Did you mean parameters\?/],
    ['no tuning samples', { tuningFraction: 0 }, /tuningFraction is 0; allowed/],
    [
      'tuning in the settings',
      { settings: { data: { tuningFraction: 0.1 } } },
      /no data.tuningFraction.*at the top/,
    ],
    ['seeds in the settings', { settings: { seeds: [1] } }, /Settings of a sweep have no seeds/],
    ['a search of an architecture', { command: 'search' }, /A search finds its architecture/],
    ['training of nothing', { architecture: undefined }, /not said what is trained/],
    [
      'halving of what is chosen',
      { halving: { settings: ['training.batchSize'] } },
      /both chosen by the sweep and set by its halving/,
    ],
    [
      'halving of what is not a length',
      { halving: { settings: ['network.lateral'] } },
      /not a length of time/,
    ],
    [
      'halving to nothing',
      { halving: { settings: ['training.epochs'], rungs: 4 } },
      /training.epochs is 4, too little for 4 rungs/,
    ],
    [
      'halving of batches that are too small for it',
      {
        parameters: { 'training.learningRate': { from: 0.1, to: 1 } },
        strategy: { kind: 'bayesian', trials: 12, batch: 2 },
        halving: { settings: ['training.epochs'], rungs: 2 },
      },
      /Of 2 trials at a time, none is left out .*strategy.batch, from .*at least 3/,
    ],
    [
      'bayesian with nothing to learn from',
      {
        parameters: { 'training.learningRate': { from: 0.1, to: 1 } },
        strategy: { kind: 'bayesian', trials: 9 },
      },
      /first 10 trials only cover the space, and there are 9/,
    ],
  ])('with %s is refused, saying where and what to do', async (_, changes, expected) => {
    const error = await load(changes).catch((caught: unknown) => caught);
    if (!(error instanceof MotifsmithError))
      throw new Error(`no MotifsmithError: ${String(error)}`);
    expect(error.kind).toBe('usage');
    expect(error.remedy).not.toBeUndefined();
    expect(`${error.message} | ${error.where} | ${error.remedy}`).toMatch(expected);
  });

  test('of 10^9 trials is refused before they are listed', async () => {
    const points = { from: 0.001, to: 0.1, points: 1000 };
    const rates = ['training.learningRate', 'search.weights.learningRate', 'network.threshold'];
    await expect(
      loadWith(Object.fromEntries(rates.map((path) => [path, points]))),
    ).rejects.toMatchObject({
      message: 'The sweep has 2000000000 runs (trials × seeds), over 10000.',
      remedy: expect.stringContaining('MOTIFSMITH_LIMITS'),
    });
  });

  test.each(readdirSync('sweeps'))('in the package: %s', async (name) => {
    const sweep = await loadSweep({ path: join('sweeps', name) });
    expect(trialCells(sweep, nextRound(sweep, [])).impossible).toEqual([]);
  });
});
