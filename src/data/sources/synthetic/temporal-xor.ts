/**
 * Temporal XOR. Two bits, a delay apart, each encoded by the order of the same two cues: P then Q is 0,
 * Q then P is 1. The class is their exclusive or.
 *
 * Without memory: exactly ½. Every recording has each cue twice, so for any function of the events of
 * one step whose length divides cueMs, gapMs and delayMs, its values over a recording have the same
 * distribution for both classes; and at every moment both cues are equally likely in both classes, so
 * a single step says nothing even with a clock. Memory of one bit alone is no better. With both: 1,
 * except where noise drowns a cue. In each of the four slots the larger count distinguishes P from Q
 * and errs with probability below exp(−(√a − √b)²), a and b the mean counts of the population that
 * has the cue and of the other.
 */
import { cueSensor, recordCues } from './cues.ts';
import { CUE_OPTIONS, real } from './options.ts';
import { syntheticTask } from './task.ts';

const P = 0;
const Q = 1;

export const temporalXor = syntheticTask(
  'temporal-xor',
  'two bits, each encoded by the order of two cues; the class is their exclusive or',
  {
    ...CUE_OPTIONS,
    gapMs: real(20, [0, 1000], 'silence in ms between the two cues of a bit'),
    delayMs: real(100, [0, 10_000], 'silence in ms between the bits, and before the answer'),
  },
  (options) => {
    const { channelsPerCue, cueMs, gapMs, delayMs } = options;
    const sensor = cueSensor(2, channelsPerCue);
    const bitMs = 2 * cueMs + gapMs;
    return {
      description: 'two bits, each the order of two cues; the class is their exclusive or.',
      classNames: ['same', 'different'],
      sensor,
      memoryless: 1 / 2,
      record(label, index, random) {
        const first = index % 2;
        const cuesOf = (bit: number, begin: number) =>
          [
            [bit === 0 ? P : Q, begin],
            [bit === 0 ? Q : P, begin + cueMs + gapMs],
          ] as const;
        const second = bitMs + delayMs;
        const cues = [...cuesOf(first, 0), ...cuesOf(first ^ label, second)];
        return recordCues(sensor, cues, second + bitMs + delayMs, options, random);
      },
    };
  },
);
