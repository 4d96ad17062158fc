/** Sets to samples: damaged recordings, classes and splits. */
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { type DecodedSet, decodeInMemory } from '../../../src/data/datasets/decode.ts';
import { decodedDataset } from '../../../src/data/datasets/decoded-dataset.ts';
import { fingerprint } from '../../../src/data/datasets/fingerprint.ts';
import type { SplitOptions } from '../../../src/data/datasets/recording-split.ts';
import { createTransform } from '../../../src/data/events/transform.ts';
import { inspectSet } from '../../../src/data/inspect/inspect-set.ts';
import { onlyClasses } from '../../../src/data/sources/only-classes.ts';
import type { RecordingSet } from '../../../src/data/sources/recording-set.ts';
import { allSamples, expectFailure } from '../helpers.ts';
import { type MadeSet, madeSet, PLAIN, SENSOR } from './sets.ts';

const transform = createTransform(SENSOR, PLAIN);
const decode = (set: RecordingSet, skipBad = false): Promise<DecodedSet> =>
  decodeInMemory(set, transform, { skipBad });

const SPLIT: SplitOptions = { by: 'official', testFraction: 0.25, seed: 0, testSpeakers: [] };
const dataset = async (made: MadeSet, split: Partial<SplitOptions> = {}) =>
  decodedDataset(await decode(madeSet(made)), 1, { ...SPLIT, ...split });

describe('decoding a set', () => {
  it('reads each recording once, in order, and tells how far it is', async () => {
    const set = madeSet();
    const told: string[] = [];
    const onProgress = (done: number, total: number) => told.push(`${done}/${total}`);
    const { samples, recordings } = await decodeInMemory(set, transform, {
      skipBad: false,
      onProgress,
    });
    expect(set.reads).toEqual(set.recordings.map((_, k) => k));
    expect(recordings).toEqual(set.recordings);
    expect(allSamples(samples).map(({ label }) => label)).toEqual(
      set.recordings.map(({ label }) => label),
    );
    expect([told[0], told.at(-1)]).toEqual(['0/12', '12/12']);
  });

  it('stops at a damaged recording, naming place and way out', async () => {
    const failure = await decode(madeSet({ bad: [4, 7] })).catch((error) => error);
    expect(failure).toBeInstanceOf(MotifsmithError);
    expect(failure).toMatchObject({
      kind: 'data',
      message: 'The recording is cut short.',
      where: 'folder/1/4.bin, byte 17',
    });
    expect(failure.remedy).toContain('--skip-bad');
  });

  it('leaves damaged recordings out if asked to, and lists them', async () => {
    const { samples, recordings, skipped } = await decode(madeSet({ bad: [4, 7] }), true);
    expect(samples.length).toBe(10);
    expect(recordings.map(({ id }) => id)).not.toContain('1/4.bin');
    expect(skipped).toEqual([
      { id: '1/4.bin', problem: 'The recording is cut short.', where: 'folder/1/4.bin, byte 17' },
      { id: '1/7.bin', problem: 'The recording is cut short.', where: 'folder/1/7.bin, byte 17' },
    ]);
  });

  it('does not take a defect of its own for a damaged recording', async () => {
    const set = madeSet();
    const broken = { ...set, read: () => Promise.reject(new RangeError('a defect')) };
    await expect(decode(broken, true)).rejects.toBeInstanceOf(RangeError);
  });

  it('counts warnings and keeps the first of them', async () => {
    const set = madeSet();
    const odd: RecordingSet = {
      ...set,
      warnings: [{ where: 'list', what: 'odd' }],
      read: (k, onWarning) => {
        for (let i = 0; i < 20; i++) onWarning?.({ where: `${k}`, what: `${i}` });
        return set.read(k);
      },
    };
    const { warnings } = await decode(odd);
    expect(warnings.total).toBe(1 + 12 * 20);
    expect(warnings.first).toHaveLength(100);
    expect(warnings.first[0]).toEqual({ where: 'list', what: 'odd' });
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const onProgress = (done: number) => done === 3 && stop.abort();
    const set = madeSet();
    const decoding = decodeInMemory(set, transform, {
      skipBad: false,
      signal: stop.signal,
      onProgress,
    });
    await expect(decoding).rejects.toMatchObject({ kind: 'interrupted' });
    expect(set.reads).toEqual([0, 1, 2]);
  });
});

describe('only some classes', () => {
  it('count their labels anew and read the right recordings', async () => {
    const set = madeSet();
    const some = onlyClasses(set, ['two', 'zero']);
    expect(some.classNames).toEqual(['zero', 'two']);
    expect(some.recordings.map(({ label }) => label)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    await decode(some);
    expect(set.reads).toEqual([0, 2, 3, 5, 6, 8, 9, 11]);
    await expectFailure(() => onlyClasses(set, ['three']), 'usage', /"three"/, /data\.only/);
  });
});

describe('splits', () => {
  const labels = async (made: MadeSet, split: Partial<SplitOptions>) => {
    const { train, test } = await dataset(made, split);
    return [train, test].map((side) => allSamples(side).map(({ label }) => label));
  };

  it('official: as the set prescribes', async () => {
    const { train, test } = await dataset({});
    expect([train.length, test.length]).toEqual([6, 6]);
  });

  it('stratified: a share of each class, the same for the same seed', async () => {
    const [train, test] = await labels({}, { by: 'stratified' });
    expect(train).toHaveLength(9);
    expect(test!.sort()).toEqual([0, 1, 2]);
    const prints = [0, 0, 1].map(
      async (seed) => (await dataset({}, { by: 'stratified', seed })).fingerprint,
    );
    const [a, again, b] = await Promise.all(prints);
    expect(again).toBe(a);
    expect(b).not.toBe(a);
  });

  it('speakers: those who are named', async () => {
    const { train, test } = await dataset({}, { by: 'speakers', testSpeakers: ['s1'] });
    expect([train.length, test.length]).toEqual([9, 3]);
  });

  it('speakers: leave recordings without one out, and say how many', async () => {
    const made = madeSet();
    const recordings = made.recordings.map((info, k) =>
      k < 2 ? { ...info, speaker: null } : info,
    );
    const set = { ...made, recordings };
    const decoded = await decode(set);
    const by = { ...SPLIT, by: 'speakers', testSpeakers: ['s2'] } as const;
    const { train, test, warnings } = await decodedDataset(decoded, 1, by);
    expect([train.length, test.length]).toEqual([7, 3]);
    expect(warnings).toMatchObject({
      total: 1,
      first: [{ what: 'left out: 2 of 12 recordings, whose speaker is not known' }],
    });
    expect((await decodedDataset(decoded, 1, SPLIT)).warnings.total).toBe(0);
    expect((await inspectSet(set)).warnings.first).toContainEqual({
      where: '2 of 12 recordings',
      what: 'have no known speaker: data.split.by=speakers leaves them out',
    });
    const { warnings: none } = await inspectSet(made);
    expect(none.first.filter(({ what }) => what.includes('speaker'))).toEqual([]);
  });

  it('have the fingerprint of what they hold', async () => {
    const set = await dataset({}, { by: 'stratified' });
    expect(set.fingerprint).toBe(await fingerprint(set));
  });

  it.each<[string, MadeSet, Partial<SplitOptions>, RegExp]>([
    ['no split', { infos: { split: null } }, {}, /prescribes no split/],
    ['no test', { infos: { split: 'train' } }, {}, /no test recordings/],
    ['no training', { infos: { split: 'test' } }, {}, /no train recordings/],
    ['a class without training', { infos: { label: 0 } }, {}, /Class "one" has no training/],
    ['no speakers', { infos: { speaker: null } }, { by: 'speakers' }, /not name speakers/],
    ['an unknown speaker', {}, { by: 'speakers', testSpeakers: ['x'] }, /no speaker x/],
    ['no test speaker', {}, { by: 'speakers' }, /side of the split is empty/],
    [
      'no training speaker',
      {},
      { by: 'speakers', testSpeakers: ['s0', 's1', 's2', 's3'] },
      /side of the split is empty/,
    ],
    ['a share too small', { count: 3 }, { by: 'stratified', testFraction: 0.1 }, /side empty/],
  ])('refuse %s', async (_, made, split, message) => {
    await expectFailure(() => dataset(made, split), 'data', message, /data\.split/);
  });
});
