/** Spike trains as dense arrays in one .npz, as users of PyTorch and Keras have them. */
import { describe, expect, it } from 'vitest';
import { openSpikeNpz } from '../../../src/data/sources/spike-npz/spike-npz.ts';
import { encodeNpy, encodeNpz, expectFailure, npyWithHeader } from '../helpers.ts';

const open = (members: Record<string, Uint8Array>, reading = {}) =>
  openSpikeNpz(encodeNpz(members), 'a/set.npz', 'set.npz', null, reading);

/** Two recordings of three steps and two channels. */
const COUNTS = [0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 1];
const x = encodeNpy('u1', COUNTS, [2, 3, 2]);
const y = encodeNpy('i8', [1, 0], [2]);
const TEXT = npyWithHeader(
  "{'descr': '<U1', 'fortran_order': False, 'shape': (1, 1, 1), }",
  new Uint8Array(4),
);

describe('dense arrays', () => {
  it('are recordings with a step a millisecond, and silent steps at the end', async () => {
    const set = open({ x, y });
    expect(set).toMatchObject({
      name: 'set',
      classNames: ['0', '1'],
      sensor: { width: 2, height: 1, polarities: 1 },
      recordings: [
        { id: '0', label: 1, split: null },
        { id: '1', label: 0, split: null },
      ],
    });
    expect(await set.read(0)).toEqual({
      sensor: set.sensor,
      times: Float64Array.of(0, 2000, 2000),
      x: Uint16Array.of(1, 0, 0),
      y: new Uint16Array(3),
      polarity: new Uint8Array(3),
      durationUs: 3000,
    });
    expect((await set.read(1)).x).toEqual(Uint16Array.of(0, 1));
  });

  it('may have steps first, other names, floats, or another unit', async () => {
    const expected = await open({ x, y }).read(1);
    const stepsFirst = [0, 1, 1, 0, 0, 0, 0, 0, 2, 0, 0, 1];
    expect(
      await open({ spikes: encodeNpy('f4', stepsFirst, [3, 2, 2]), labels: y }).read(1),
    ).toEqual(expected);
    const slow = await open({ x, y }, { timeUnit: 's' }).read(1);
    expect(slow.times).toEqual(expected.times.map((time) => 1000 * time));
  });

  it('may be those of cameras, and apart for training and test', async () => {
    const frames = (on: number[]) =>
      encodeNpy(
        'u1',
        Array.from({ length: 2 * 2 * 3 * 4 }, (_, k) => (on.includes(k) ? 1 : 0)),
        [1, 2, 2, 3, 4],
      );
    const label = (value: number) => encodeNpy('u1', [value], [1]);
    const set = open({
      x_train: frames([5]),
      y_train: label(0),
      x_test: frames([24 + 12 + 11]),
      y_test: label(1),
    });
    expect(set.sensor).toEqual({ width: 4, height: 3, polarities: 2 });
    expect(set.recordings.map(({ id, split, label: of }) => [id, split, of])).toEqual([
      ['train/0', 'train', 0],
      ['test/0', 'test', 1],
    ]);
    expect(await set.read(0)).toMatchObject({
      x: Uint16Array.of(1),
      y: Uint16Array.of(1),
      polarity: Uint8Array.of(0),
      times: Float64Array.of(0),
    });
    expect(await set.read(1)).toMatchObject({
      x: Uint16Array.of(3),
      y: Uint16Array.of(2),
      polarity: Uint8Array.of(1),
      times: Float64Array.of(1000),
    });
  });

  it('are not what archives with times are', async () => {
    const t = encodeNpy('f8', [0, 1], [2]);
    await expectFailure(() => open({ x: t, y, t }), 'data', /no array "channel"/, /set\.npz/);
  });

  it.each([
    [
      'two dimensions',
      { x: encodeNpy('u1', COUNTS, [2, 6]), y },
      /\[2, 6\], not spike counts/,
      /x$/,
    ],
    ['text', { x: TEXT, y }, /holds text/, /x$/],
    ['labels of other recordings', { x, y: encodeNpy('i8', [1, 0, 1, 0], [4]) }, /4 labels/, /x$/],
    ['one-hot labels', { x, y: encodeNpy('i8', [1, 0, 0, 1], [2, 2]) }, /\[2, 2\], not one/, /y$/],
    ['a label below 0', { x, y: encodeNpy('i8', [1, -1], [2]) }, /label -1/, /y, element 1$/],
    ['no step', { x: encodeNpy('u1', [], [2, 0, 2]), y }, /has 0 steps/, /x$/],
    ['no channel', { x: encodeNpy('u1', [], [2, 3, 0]), y }, /0 × 1 cells/, /x$/],
    ['three polarities', { x: encodeNpy('u1', COUNTS, [2, 1, 3, 1, 2]), y }, /3 polarities/, /x$/],
    [
      'other cells for the test',
      { x_train: x, y_train: y, x_test: encodeNpy('u1', COUNTS, [2, 2, 3]), y_test: y },
      /3 × 1 × 1/,
      /x_test$/,
    ],
  ])('are refused with %s', async (_, members, problem, where) => {
    await expectFailure(() => open(members), 'data', problem, where);
  });

  it.each([
    [0.5, /0.5 is not a number of spikes/],
    [-1, /-1 is not/],
    [Number.NaN, /NaN is not/],
    [1e9, /more than \d+ spikes/],
  ])('are refused with a count of %d, in the recording that has it', async (count, problem) => {
    const set = open({ x: encodeNpy('f8', COUNTS.with(6, count), [2, 3, 2]), y });
    expect((await set.read(0)).times).toHaveLength(3);
    await expectFailure(() => set.read(1), 'data', problem, /set\.npz, member x/);
  });
});
