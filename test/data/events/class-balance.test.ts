/** Uneven classes: when they are, and what a message says. */
import { expect, test } from 'vitest';
import { balancedAccuracy, isUnevenTest } from '../../../src/analysis/balanced-accuracy.ts';
import { classCounts, unevenText } from '../../../src/data/events/class-balance.ts';
import { sampleFromEvents } from '../../../src/data/events/sample.ts';
import { memorySource } from '../../../src/data/events/sample-source.ts';
import { inspectSet } from '../../../src/data/inspect/inspect-set.ts';
import { madeSet } from '../datasets/sets.ts';

test('classes are uneven from twice the samples of the rarest', () => {
  const names = ['zero', 'one', 'two'];
  expect(unevenText([10, 6, 8], names)).toBeNull();
  expect(unevenText([10, 5, 8], names)).toBe('"zero" has 10 samples, but "one" 5');
  expect(unevenText([2, 40, 19], names)).toBe('"one" has 40 samples, but "zero" 2 and "two" 19');
  // What does not occur cannot be weighted.
  expect(unevenText([10, 0, 8], names)).toBeNull();
  const many = Array.from({ length: 9 }, (_, k) => k + 1);
  expect(unevenText([...many, 100], many.map(String))).toBe(
    '"9" has 100 samples, but "1" 1, "2" 2, "3" 3, "4" 4, "5" 5 and 4 more classes',
  );
});

test('samples are counted by class without reading them', () => {
  const samples = [2, 0, 2].map((label) => sampleFromEvents(1, [0], [0], label));
  const source = memorySource(samples, { width: 1, height: 1, polarities: 1 });
  const unread = { ...source, read: () => expect.unreachable() };
  expect(classCounts(unread, 3)).toEqual([1, 0, 2]);
});

test('balanced accuracy is the mean share recognised of each class that occurs', () => {
  // scikit-learn: balanced_accuracy_score([0] * 90 + [1] * 10, [0] * 88 + [1] * 2 + [0] * 7 + [1] * 3)
  const confusion = [
    [88, 2, 0],
    [7, 3, 0],
    [0, 0, 0],
  ];
  expect(balancedAccuracy(confusion)).toBeCloseTo(0.6388888888888888, 12);
  expect(isUnevenTest(confusion)).toBe(true);
  expect(
    isUnevenTest([
      [3, 4],
      [0, 6],
    ]),
  ).toBe(false);
});

test('inspection of a set names uneven classes and the setting', async () => {
  const set = madeSet();
  const recordings = set.recordings.map((one, k) => ({ ...one, label: k < 2 ? k + 1 : 0 }));
  const { warnings } = await inspectSet({ ...set, recordings });
  const found = warnings.first.filter(({ where }) => where === 'classes');
  expect(found).toEqual([
    {
      where: 'classes',
      what: expect.stringMatching(
        /uneven: "zero" has 10 samples, but "one" 1 and "two" 1; training\.classWeights: balanced/,
      ),
    },
  ]);
  expect((await inspectSet(set)).warnings.first).toEqual([]);
});
