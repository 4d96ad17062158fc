/**
 * Accumulation of evidence. Cues on the left and on the right, a marker, then cues again; the class
 * is the side that led before the marker. What follows the marker is the mirror image: every recording
 * has as many cues on the left as on the right.
 *
 * Without memory: exactly ½. All recordings have the same cues, each as often, so for any function of
 * the events of one step whose length divides cueMs and gapMs, its values over a recording have the
 * same distribution for both classes. (A clock helps: it distinguishes before from after.) Memory of
 * a single cue before the marker, say the last, is right as often as that cue is on the leading
 * side: with n cues and a lead of m to n − m, all m > n/2 equally often, (3n + 1)/(4n). Counting: 1,
 * except where noise drowns a cue.
 */
import { type Cue, cueSensor, recordCues } from './cues.ts';
import { CUE_OPTIONS, real, whole } from './options.ts';
import { syntheticTask } from './task.ts';

/** Populations; 0 and 1 are the sides. */
const MARKER = 2;

export const cueAccumulation = syntheticTask(
  'cue-accumulation',
  'cues on two sides, a marker, more cues; the class is the side that led before the marker',
  {
    ...CUE_OPTIONS,
    halfCues: whole(3, [0, 50], 'h, for n = 2h + 1 cues before the marker and as many after'),
    gapMs: real(10, [0, 1000], 'silence in ms after each cue'),
  },
  (options) => {
    const { channelsPerCue, cueMs, halfCues, gapMs } = options;
    const sensor = cueSensor(3, channelsPerCue);
    const n = 2 * halfCues + 1;
    const slot = cueMs + gapMs;
    return {
      description: `${n} cues on two sides, a marker, their mirror image; the class is the side that led first.`,
      classNames: ['left', 'right'],
      sensor,
      memoryless: 1 / 2,
      record(label, index, random) {
        const lead = halfCues + 1 + (index % (halfCues + 1));
        const sides = (leading: number) => {
          const order = random.permutation(n);
          return Array.from(order, (place) => (place < lead ? leading : 1 - leading));
        };
        const populations = [...sides(label), MARKER, ...sides(1 - label)];
        const cues = populations.map((population, k): Cue => [population, k * slot]);
        return recordCues(sensor, cues, populations.length * slot, options, random);
      },
    };
  },
);
