import { describe, expect, test } from 'vitest';
import { inspectSet } from '../../src/data/inspect/inspect-set.ts';
import type { RecordingSet } from '../../src/data/sources/recording-set.ts';
import { overviewOf } from '../../src/proposal/overview.ts';
import { type MadeSet, madeSet } from '../data/datasets/sets.ts';

const look = async (given: MadeSet, change: Partial<RecordingSet> = {}) => {
  const set = { ...madeSet(given), ...change };
  return overviewOf(set, await inspectSet(set), 'folder');
};

describe('what a search needs', () => {
  test("the set's own split, if it has both parts", async () => {
    const { split, train, test: held, perClass, sharedSpeakers } = await look({ count: 60 });
    expect([split.by, train, held, sharedSpeakers]).toEqual(['official', 30, 30, true]);
    expect([...perClass]).toEqual([
      ['zero', 20],
      ['one', 20],
      ['two', 20],
    ]);
  });

  test('a fifth of each class otherwise', async () => {
    const { split, train, test: held } = await look({ count: 60, infos: { split: 'train' } });
    expect([split.by, train, held]).toEqual(['stratified', 48, 12]);
  });

  test('recordings that a run would refuse do not count, as long as they are few', async () => {
    const { train, test: held, refused } = await look({ count: 60, bad: [4, 7] });
    expect(train + held).toBe(58);
    expect(refused).toEqual({ recordings: 2, first: 'The recording is cut short.' });
    await expect(look({ count: 12, bad: [4, 7] })).rejects.toMatchObject({
      kind: 'data',
      message: 'A run would refuse 2 of 12 recordings. The first: The recording is cut short.',
      where: 'folder/1/4.bin, byte 17',
      remedy: 'Copy it again.',
    });
  });

  test('two classes', async () => {
    await expect(
      look({ count: 20, infos: { label: 0 } }, { classNames: ['digits'] }),
    ).rejects.toMatchObject({
      kind: 'data',
      message: 'All recordings are of one class, digits: there is nothing to tell apart.',
    });
  });

  test('two recordings of each class', async () => {
    await expect(look({ count: 3 })).rejects.toMatchObject({
      message: '3 classes have fewer than two recordings: zero, one, two.',
      remedy: expect.stringContaining('Record more'),
    });
    await expect(
      look({ count: 31 }, { classNames: ['zero', 'one', 'two', 'three'] }),
    ).rejects.toMatchObject({
      remedy: expect.stringContaining(`data.only='["zero","one","two"]'`),
    });
  });
});
