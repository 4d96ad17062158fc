/**
 * Delayed match to sample. A sample cue, a delay, then two probe cues of which one is the sample
 * again; the class is which of the two.
 *
 * Without memory: exactly ½. A recording of either class has the sample's cue twice and the other
 * once, so for any function of the events of one step whose length divides cueMs, delayMs and gapMs,
 * its values over a recording have the same distribution for both classes; and every symbol is
 * equally likely in every slot in both classes, so a single step says nothing even with a clock. With
 * memory of the sample: 1, except where noise drowns a cue, as in `temporal-xor.ts`.
 */
import { cueSensor, recordCues } from './cues.ts';
import { CUE_OPTIONS, real, whole } from './options.ts';
import { syntheticTask } from './task.ts';

export const delayedMatch = syntheticTask(
  'delayed-match',
  'a sample, a delay, two probes; the class is which of the probes is the sample again',
  {
    ...CUE_OPTIONS,
    symbols: whole(4, [2, 16], 'different cues'),
    delayMs: real(100, [0, 10_000], 'silence in ms after the sample'),
    gapMs: real(20, [0, 1000], 'silence in ms between the probes, and before the answer'),
  },
  (options) => {
    const { channelsPerCue, cueMs, symbols, delayMs, gapMs } = options;
    const sensor = cueSensor(symbols, channelsPerCue);
    return {
      description: `one of ${symbols} cues, and after a delay the same and another; the class is which is the same.`,
      classNames: ['first', 'second'],
      sensor,
      memoryless: 1 / 2,
      record(label, index, random) {
        // All pairs in turn: the sample, and the distance of the other from it.
        const sample = index % symbols;
        const beyond = 1 + (Math.floor(index / symbols) % (symbols - 1));
        const other = (sample + beyond) % symbols;
        const [first, second] = label === 0 ? [sample, other] : [other, sample];
        const probe = cueMs + delayMs;
        const next = probe + cueMs + gapMs;
        const cues = [[sample, 0] as const, [first, probe] as const, [second, next] as const];
        return recordCues(sensor, cues, next + cueMs + gapMs, options, random);
      },
    };
  },
);
