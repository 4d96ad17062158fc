/** DVS-Gesture in both forms, made up: the data themselves may not be passed on. */
import { describe, expect, it } from 'vitest';
import { dvsGesture } from '../../../src/data/sources/dvs-gesture/dvs-gesture.ts';
import { readIntervals } from '../../../src/data/sources/dvs-gesture/dvs-gesture-table.ts';
import { writeAedat3 } from '../cameras/writers.ts';
import { encodeNpy, expectFailure, type Note } from '../helpers.ts';
import { memoryStore } from './memory-store.ts';

const OPTIONS = { sensor: null } as Parameters<typeof dvsGesture.open>[1];
const TABLE = 'class,startTime_usec,endTime_usec';

/** Events each 10 µs from 0 to 990, whose x tells their number. */
const recording = writeAedat3({
  width: 128,
  height: 128,
  times: Array.from({ length: 100 }, (_, k) => 10 * k),
  x: Array.from({ length: 100 }, (_, k) => k),
  y: new Uint8Array(100),
  polarity: new Uint8Array(100).fill(1),
});

const published = {
  'DvsGesture/user01_lab.aedat': recording,
  'DvsGesture/user01_lab_labels.csv': `${TABLE}\n1,100,130\n11,500,500000\n`,
  'DvsGesture/user02_led.aedat': recording,
  'DvsGesture/user02_led_labels.csv': `${TABLE}\r\n4,0,10\r\n4,985,986\r\n\r\n`,
  'DvsGesture/trials_to_train.txt': 'user02_led.aedat\n\n',
  'DvsGesture/trials_to_test.txt': 'user01_lab.aedat\r\n',
  'DvsGesture/gesture_mapping.csv': 'action,label\n',
  'DvsGesture/README.txt': 'x',
};

describe('dvsGesture as published', () => {
  it('has one recording a gesture, with times from its start', async () => {
    const store = memoryStore(published);
    expect(dvsGesture.matches(await store.list())).toBe(true);
    const set = await dvsGesture.open(store, OPTIONS);
    expect(set.warnings).toEqual([]);
    expect(set.classNames).toHaveLength(11);
    expect(set.classNames[3]).toBe('right_arm_clockwise');
    const path = 'DvsGesture/user0';
    expect(set.recordings).toEqual([
      { id: `${path}1_lab.aedat#01`, label: 0, split: 'test', speaker: 'user01' },
      { id: `${path}1_lab.aedat#02`, label: 10, split: 'test', speaker: 'user01' },
      { id: `${path}2_led.aedat#01`, label: 3, split: 'train', speaker: 'user02' },
      { id: `${path}2_led.aedat#02`, label: 3, split: 'train', speaker: 'user02' },
    ]);
    const first = await set.read(0);
    expect(first.sensor).toEqual({ width: 128, height: 128, polarities: 2 });
    // The end is the first time that is not within.
    expect([...first.x]).toEqual([10, 11, 12]);
    expect([...first.times]).toEqual([0, 10, 20]);
    const second = await set.read(1);
    expect(second.times).toHaveLength(50);
    expect(second.times[49]).toBe(490);
    expect([...(await set.read(2)).times]).toEqual([0]);
    const warnings: Note[] = [];
    expect((await set.read(3, (warning) => warnings.push(warning))).times).toHaveLength(0);
    expect(warnings.map(({ where }) => where)).toEqual([`set/${path}2_led.aedat#02`]);
  });

  it('decodes a recording once for all of its gestures', async () => {
    const store = memoryStore(published);
    const set = await dvsGesture.open(store, OPTIONS);
    const before = store.reads.length;
    for (const k of set.recordings.keys()) await set.read(k);
    expect(store.reads.slice(before)).toEqual([
      'DvsGesture/user01_lab.aedat',
      'DvsGesture/user02_led.aedat',
    ]);
    await Promise.all([set.read(0), set.read(1)]);
    expect(store.reads).toHaveLength(before + 3);
  });

  const without = (name: string) => {
    const { [`DvsGesture/${name}` as keyof typeof published]: _, ...rest } = published;
    return rest;
  };
  it.each<[string, Record<string, Uint8Array | string>, RegExp, RegExp]>([
    ['a list', without('trials_to_train.txt'), /list/, /trials_to_train\.txt$/],
    ['a table', without('user01_lab_labels.csv'), /table/, /user01_lab_labels\.csv$/],
    [
      'a recording',
      without('user02_led.aedat'),
      /"user02_led\.aedat" is missing/,
      /train.*line 1$/,
    ],
  ])('refuses a folder without %s', async (_, files, message, where) => {
    await expectFailure(() => dvsGesture.open(memoryStore(files), OPTIONS), 'data', message, where);
  });

  it('refuses a recording in both lists, and reports one in neither', async () => {
    const twice = { ...published, 'DvsGesture/trials_to_test.txt': 'user02_led.aedat' };
    const place = /trials_to_test\.txt, line 1$/;
    await expectFailure(() => dvsGesture.open(memoryStore(twice), OPTIONS), 'data', /twice/, place);
    const extra = {
      ...published,
      'DvsGesture/user03_led.aedat': recording,
      'DvsGesture/user04_led_labels.csv': TABLE,
      'DvsGesture/notes.doc': 'x',
    };
    const set = await dvsGesture.open(memoryStore(extra), OPTIONS);
    expect(set.recordings).toHaveLength(4);
    expect(set.warnings.map(({ where }) => where)).toEqual([
      'set/DvsGesture/notes.doc',
      'set/DvsGesture/user03_led.aedat',
      'set/DvsGesture/user04_led_labels.csv',
    ]);
  });

  it('names the damaged recording again and again', async () => {
    const files = { ...published, 'DvsGesture/user01_lab.aedat': recording.subarray(0, 200) };
    const set = await dvsGesture.open(memoryStore(files), { ...OPTIONS, strict: true });
    for (const k of [0, 1]) {
      await expectFailure(
        () => set.read(k),
        'data',
        /only 111 bytes/,
        /user01_lab\.aedat, byte 61$/,
      );
    }
  });
});

describe('readIntervals', () => {
  const read = (text: string) => readIntervals(new TextEncoder().encode(text), 't.csv');
  it.each<[string, string, RegExp, RegExp]>([
    ['another header', 'class;start;end\n1,2,3', /does not begin/, /line 1$/],
    ['no gesture', `${TABLE}\n`, /no gesture/, /t\.csv$/],
    ['class 0', `${TABLE}\n0,2,3`, /outside 1 … 11/, /line 2$/],
    ['class 12', `${TABLE}\n1,2,3\n12,2,3`, /outside 1 … 11/, /line 3$/],
    ['a fraction', `${TABLE}\n1,2.5,3`, /not a class/, /line 2$/],
    ['a negative time', `${TABLE}\n1,-2,3`, /not a class/, /line 2$/],
    ['an end before the start', `${TABLE}\n1,4,3`, /ends at 3/, /line 2$/],
    ['a huge number', `${TABLE}\n1,4,9999999999999999999`, /not a class/, /line 2$/],
    ['a huge table', `${TABLE}\n`.repeat(40_000), /does not have/, /t\.csv$/],
  ])('refuses %s', async (_, text, message, where) => {
    await expectFailure(() => read(text), 'data', message, where);
  });
});

describe('dvsGesture as arrays', () => {
  const gesture = (last: number) => encodeNpy('i8', [1, 2, 1, 0, 127, 0, 0, last], [2, 4]);
  const files = {
    'ibmGestureTrain/user09_lab/0.npy': gesture(4),
    'ibmGestureTrain/user09_lab/10.npy': gesture(6001),
    'ibmGestureTest/user24_led/3.npy': gesture(5),
  };

  it('takes split, person and class from the path, and ms for times', async () => {
    const store = memoryStore(files);
    expect(dvsGesture.matches(await store.list())).toBe(true);
    const set = await dvsGesture.open(store, OPTIONS);
    expect(set.recordings).toEqual([
      { id: 'ibmGestureTest/user24_led/3.npy', label: 3, split: 'test', speaker: 'user24' },
      { id: 'ibmGestureTrain/user09_lab/0.npy', label: 0, split: 'train', speaker: 'user09' },
      { id: 'ibmGestureTrain/user09_lab/10.npy', label: 10, split: 'train', speaker: 'user09' },
    ]);
    const { times, x, y, polarity } = await set.read(2);
    expect([...times]).toEqual([0, 6_001_000]);
    expect([[...x], [...y], [...polarity]]).toEqual([
      [1, 127],
      [2, 0],
      [1, 0],
    ]);
  });

  it('refuses times that cannot be ms, and both forms at once', async () => {
    const set = await dvsGesture.open(
      memoryStore({ 'ibmGestureTest/user24_led/3.npy': gesture(6_001_000) }),
      OPTIONS,
    );
    await expectFailure(() => set.read(0), 'data', /not ms/, /3\.npy, column t$/);
    const both = memoryStore({ ...files, ...published });
    await expectFailure(() => dvsGesture.open(both, OPTIONS), 'data', /two forms/, /^set/);
    const none = memoryStore({ 'a/b.npy': gesture(1) });
    expect(dvsGesture.matches(await none.list())).toBe(false);
    await expectFailure(() => dvsGesture.open(none, OPTIONS), 'data', /no recordings/, /^set/);
  });

  it('reports arrays of no class', async () => {
    const store = memoryStore({ ...files, 'ibmGestureTest/user24_led/11.npy': gesture(1) });
    const set = await dvsGesture.open(store, OPTIONS);
    expect(set.warnings.map(({ where }) => where)).toEqual([
      'set/ibmGestureTest/user24_led/11.npy',
    ]);
  });
});
