/** Folds and groups: laws that hold for every set, and refusals that name the way out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { dealGroups } from '../../../src/data/datasets/deal.ts';
import { decodeInMemory } from '../../../src/data/datasets/decode.ts';
import { decodedDataset } from '../../../src/data/datasets/decoded-dataset.ts';
import {
  OFFICIAL_SPLIT,
  type SplitOptions,
  splitRecordings,
} from '../../../src/data/datasets/recording-split.ts';
import { stratifiedSplit } from '../../../src/data/datasets/split.ts';
import { createTransform } from '../../../src/data/events/transform.ts';
import type { RecordingInfo } from '../../../src/data/sources/recording-set.ts';
import { expectFailure } from '../helpers.ts';
import { madeSet, PLAIN, SENSOR } from './sets.ts';

const CLASSES = ['zero', 'one', 'two'];
const FOLDS: SplitOptions = { ...OFFICIAL_SPLIT, by: 'folds' };

/** `people` who said each of three words `takes` times. */
const spoken = (people: number, takes: number): RecordingInfo[] =>
  Array.from({ length: people * 3 * takes }, (_, k) => ({
    id: `${k % 3}/p${Math.floor(k / 3) % people}_${k}.wav`,
    label: k % 3,
    split: null,
    speaker: `p${Math.floor(k / 3) % people}`,
  }));

/** The test of every fold. */
function tests(recordings: RecordingInfo[], split: Partial<SplitOptions>, folds: number) {
  return Array.from({ length: folds }, (_, k) => {
    const cut = { ...FOLDS, ...split, folds, fold: k + 1 };
    const { train, test } = splitRecordings(recordings, CLASSES, cut);
    expect(new Set([...train, ...test]).size).toBe(recordings.length);
    expect(train.length + test.length).toBe(recordings.length);
    return test;
  });
}

const speakersOf = (recordings: readonly RecordingInfo[], indices: Uint32Array) =>
  new Set(Array.from(indices, (k) => recordings[k]!.speaker));

describe('folds', () => {
  it('test each recording once, with equal parts of every class', () => {
    const property = fc.property(
      fc.integer({ min: 2, max: 7 }),
      fc.integer({ min: 7, max: 30 }),
      fc.nat(),
      (folds, each, seed) => {
        const recordings = spoken(1, each);
        const found = tests(recordings, { seed }, folds);
        expect(found.flatMap((test) => [...test]).sort((a, b) => a - b)).toEqual(
          recordings.map((_, k) => k),
        );
        for (const label of [0, 1, 2]) {
          const counts = found.map(
            (test) => test.filter((k) => recordings[k]!.label === label).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      },
    );
    fc.assert(property, { numRuns: 100, seed: 1 });
  });

  it('are others with another seed, and the same with the same', () => {
    const recordings = spoken(2, 10);
    const of = (seed: number) => tests(recordings, { seed }, 5).map((test) => [...test]);
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('keep groups whole, by speaker or by name', () => {
    const recordings = spoken(6, 4);
    for (const group of ['speaker', '*/{group}_*.wav', '*/{group}_*']) {
      const found = tests(recordings, { group }, 3);
      expect(found.map((test) => speakersOf(recordings, test).size)).toEqual([2, 2, 2]);
      expect(found.map((test) => test.length)).toEqual([24, 24, 24]);
    }
    expect(speakersOf(recordings, tests(recordings, {}, 3)[0]!).size).toBeGreaterThan(2);
  });

  it.each<[string, RecordingInfo[], Partial<SplitOptions>, RegExp, RegExp]>([
    ['a scarce class', spoken(1, 4), {}, /"zero" has 4 recordings, fewer than 5/, /at most 4/],
    ['few groups', spoken(3, 9), { group: 'speaker' }, /has 3 groups, fewer than 5/, /at most 3/],
    ['one group', spoken(1, 9), { group: 'speaker' }, /27 recordings are of one group/, /null/],
    ['no match', spoken(3, 9), { group: 'x_{group}' }, /81 of 81 .*0\/p0_0\.wav/, /\{group\}_\*/],
    [
      'a slash under a star',
      spoken(3, 9),
      { group: '*{group}_*' },
      /81 of 81 recordings have no group/,
      /without a slash/,
    ],
  ])('are refused for %s', async (_, recordings, split, message, remedy) => {
    const failure = await expectFailure(
      () => splitRecordings(recordings, CLASSES, { ...FOLDS, ...split }),
      'data',
      message,
      /data\.split\./,
    );
    expect(failure.remedy).toMatch(remedy);
  });

  it('are refused where a class stays in too few of them', async () => {
    // Two people know the first word alone, and one of them can only be in one fold.
    const recordings = spoken(4, 3).map((one) =>
      one.speaker === 'p0' || one.speaker === 'p1' ? { ...one, label: 0 } : one,
    );
    await expectFailure(
      () => splitRecordings(recordings, CLASSES, { ...FOLDS, group: 'speaker', folds: 3 }),
      'data',
      /Class "one" has 2 groups, fewer than 3 folds/,
      /data\.split\.folds/,
    );
    // Each word is said by two people, but no two folds of three people have all words.
    const circle: RecordingInfo[] = [0, 1, 2].flatMap((person) =>
      [0, 1].map((k) => ({
        id: `${person}-${k}`,
        label: (person + k) % 3,
        split: null,
        speaker: `p${person}`,
      })),
    );
    await expectFailure(
      () => splitRecordings(circle, CLASSES, { ...FOLDS, group: 'speaker', folds: 2 }),
      'data',
      /Fold [12] of 2 has no recording of class/,
      /data\.split\.folds/,
    );
  });

  it('are counted from 1', async () => {
    await expectFailure(
      () => splitRecordings(spoken(1, 9), CLASSES, { ...FOLDS, fold: 6 }),
      'usage',
      /no fold 6 of 5/,
      /data\.split\.fold/,
    );
  });

  it('do not try millions of ways to match a name that does not', async () => {
    const recordings = spoken(1, 9).map((one) => ({ ...one, id: `${'a'.repeat(255)}${one.id}` }));
    const begin = performance.now();
    await expectFailure(
      () => splitRecordings(recordings, CLASSES, { ...FOLDS, group: '**{group}**z' }),
      'data',
      /27 of 27 recordings have no group/,
      /data\.split\.group/,
    );
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('have patterns with one {group} and few stars', async () => {
    for (const group of ['p', '{group}{group}', '***{group}', 'Speaker']) {
      await expectFailure(
        () => splitRecordings(spoken(1, 9), CLASSES, { ...FOLDS, group }),
        'usage',
        /group/,
        /data\.split\.group/,
      );
    }
  });
});

describe('speakers', () => {
  const by = (testSpeakers: string[]): SplitOptions => ({
    ...OFFICIAL_SPLIT,
    by: 'speakers',
    testSpeakers,
  });

  it('count once, however often they are named', () => {
    const { train, test } = splitRecordings(spoken(2, 3), CLASSES, by(['p1', 'p1']));
    expect([train.length, test.length]).toEqual([9, 9]);
  });

  it('are not all listed where there are thousands', async () => {
    const { remedy } = await expectFailure(
      () => splitRecordings(spoken(3000, 1), CLASSES, by(['p'])),
      'data',
      /no speaker p\./,
      /testSpeakers/,
    );
    expect(remedy).toMatch(/p0, p1, .* and 2980 others\.$/);
  });
});

describe('groups', () => {
  it('stay whole in a stratified test, the validation samples and the halves of a search', async () => {
    const recordings = spoken(10, 2);
    const set = { ...madeSet(), classNames: CLASSES, recordings };
    const decoded = await decodeInMemory(set, createTransform(SENSOR, PLAIN));
    const split: SplitOptions = {
      ...OFFICIAL_SPLIT,
      by: 'stratified',
      testFraction: 0.3,
      group: 'speaker',
    };
    const { train, test } = await decodedDataset(decoded, 1, split);
    expect([train.length, test.length]).toEqual([42, 18]);
    const groups = (source: typeof train) =>
      new Set(Array.from({ length: source.length }, (_, k) => source.group!(k)));
    const [validation, rest] = stratifiedSplit(train, 0.2, new Random(0, 'validation'));
    const [first, second] = stratifiedSplit(rest, 0.5, new Random(1, 'halves'));
    const all = [test, validation, first, second].map(groups);
    expect(all.reduce((sum, { size }) => sum + size, 0)).toBe(10);
    expect(new Set(all.flatMap((some) => [...some])).size).toBe(10);
  });

  it('are dealt so that classes are as even as groups of any size allow', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 4, maxLength: 20 });
    const property = fc.property(sizes, fc.nat(), (counts, seed) => {
      const groups = counts.flatMap((count, group) => Array(2 * count).fill(group));
      const labels = groups.map((_, k) => k % 2);
      const part = dealGroups(labels, groups, [0.25, 0.25, 0.25, 0.25], new Random(seed, 'deal'));
      const held = [0, 1, 2, 3].map((p) => part.filter((one) => one === p).length);
      expect(Math.min(...held)).toBeGreaterThan(0);
      // No part exceeds its share by more than one group.
      expect(Math.max(...held)).toBeLessThanOrEqual(groups.length / 4 + 2 * Math.max(...counts));
      groups.forEach((group, k) => {
        expect(part[k]).toBe(part[groups.indexOf(group)]);
      });
    });
    fc.assert(property, { numRuns: 200, seed: 1 });
  });
});
