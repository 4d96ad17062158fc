/** What all synthetic tasks promise: the same bits in any order, sound events, checked options. */
import { describe, expect, it } from 'vitest';
import { channelCount } from '../../../../src/data/events/address-events.ts';
import {
  findSyntheticTask,
  SYNTHETIC_TASKS,
} from '../../../../src/data/sources/synthetic/index.ts';
import { temporalXor } from '../../../../src/data/sources/synthetic/temporal-xor.ts';
import { expectFailure } from '../../helpers.ts';
import { digest, recordAll } from './helpers.ts';

const SMALL = { seed: 3, trainPerClass: 2, testPerClass: 1 };

describe.each(SYNTHETIC_TASKS)('$id', (task) => {
  it('gives the same recordings in whatever order they are read', async () => {
    const all = await recordAll(task.create(SMALL));
    const again = task.create(SMALL);
    for (const k of [all.length - 1, 0, 1, 0]) expect(await again.read(k)).toEqual(all[k]!.events);
  });

  it('gives other recordings for another seed, and none twice', async () => {
    const all = await recordAll(task.create(SMALL));
    expect(digest(await recordAll(task.create({ ...SMALL, seed: 4 })))).not.toBe(digest(all));
    const contents = all.map(({ events }) => `${events.times}/${events.x}`);
    expect(new Set(contents).size).toBe(all.length);
  });

  it('does not change what there is when more is asked for', async () => {
    const few = await recordAll(task.create(SMALL));
    const many = await recordAll(task.create({ ...SMALL, trainPerClass: 3, testPerClass: 2 }));
    const kept = new Set(few.map(({ id }) => id));
    expect(many.filter(({ id }) => kept.has(id))).toEqual(few);
  });

  it('keeps to its sensor, to the order of time, and to its lists', async () => {
    const set = task.create(SMALL);
    const all = await recordAll(set);
    expect(set.name).toBe(task.id);
    expect(set.description).toMatch(/^Simulated: .*\.$/);
    expect(new Set(set.classNames).size).toBe(set.classNames.length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(3 * set.classNames.length);
    for (let label = 0; label < set.classNames.length; label++) {
      const splits = all.filter((recording) => recording.label === label).map(({ split }) => split);
      expect(splits).toEqual(['train', 'train', 'test']);
    }
    expect(set.memoryless).toBeLessThan(1);
    expect(set.memoryless).toBeGreaterThanOrEqual(1 / set.classNames.length);
    const { width, height, polarities } = set.sensor;
    expect(channelCount(set.sensor)).toBeGreaterThan(1);
    for (const { events } of all) {
      const { times, x, y, polarity } = events;
      expect([x.length, y.length, polarity.length]).toEqual(new Array(3).fill(times.length));
      expect(times.length).toBeGreaterThan(0);
      expect(times.every((time, e) => Number.isInteger(time) && time >= (times[e - 1] ?? 0))).toBe(
        true,
      );
      expect(Math.max(...x)).toBeLessThan(width);
      expect(Math.max(...y)).toBeLessThan(height);
      expect(Math.max(...polarity)).toBeLessThan(polarities);
    }
    await set.close();
  });

  it('refuses options out of range, unknown ones, and recordings without end', async () => {
    for (const [name, option] of Object.entries(task.options)) {
      const where = new RegExp(`^data\\.options\\.${name}$`);
      const allowed = / is .+; allowed: a (whole )?number (from|of) /;
      for (const value of [option.least - 1, option.most + 1, Number.NaN]) {
        if (value === option.most) continue;
        await expectFailure(() => task.create({ [name]: value }), 'usage', allowed, where);
      }
      expect(option.default).toBeGreaterThanOrEqual(option.least);
      expect(option.default).toBeLessThanOrEqual(option.most);
    }
    await expectFailure(() => task.create({ seed: 0.5 }), 'usage', /0\.5/, /options\.seed$/);
    const unknown = { length2: 1 } as object;
    await expectFailure(
      () => task.create(unknown),
      'usage',
      /Unknown setting data\.options\.length2/,
      /length2/,
    );
  });
});

it('finds tasks by name', async () => {
  expect(findSyntheticTask('temporal-xor')).toBe(temporalXor);
  expect(new Set(SYNTHETIC_TASKS.map(({ id }) => id)).size).toBe(SYNTHETIC_TASKS.length);
  await expectFailure(() => findSyntheticTask('xor'), 'usage', /"xor"/, /synthetic task/);
});

it('ends a recording that would fill the memory', async () => {
  const loud = { ...SMALL, noiseHz: 1000, delayMs: 10_000, channelsPerCue: 100, cueHz: 1000 };
  await expectFailure(
    () => temporalXor.create(loud).read(0),
    'usage',
    /over 4194304 events/,
    /task/,
  );
});

it('gives these bits on every machine', async () => {
  const digests = await Promise.all(
    SYNTHETIC_TASKS.map(async (task) => [task.id, digest(await recordAll(task.create(SMALL)))]),
  );
  expect(Object.fromEntries(digests)).toMatchInlineSnapshot(`
    {
      "cochlea-digits": "f8fd0a3a422aacac",
      "cue-accumulation": "4b920f84d576feef",
      "delayed-match": "2d223fe6097c8921",
      "moving-bars": "18c6bba205e8504a",
      "spike-patterns": "af534959b4ebe7bb",
      "temporal-xor": "43baf612a4740368",
    }
  `);
});
