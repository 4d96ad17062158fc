/**
 * Classification of spike patterns under noise. Time is divided into one slot per channel. In the
 * pattern of a class every channel has one spike, in a slot of its own; no two classes have a channel
 * in the same slot. A recording jitters and deletes the spikes of its class's pattern and adds
 * Poisson spikes.
 *
 * Without memory: exactly 1/K, K the classes. Spike counts say nothing, as every channel has one; and
 * a step whose length divides slotMs sees at most one spike of the pattern, so for any function of
 * the events of one step, its values over a recording have the same distribution for every class.
 * With memory: any remaining spike of the pattern reveals the class, so without Poisson spikes the
 * best is 1 − p^n (1 − 1/K), p the share deleted, n the channels.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import { Random } from '../../../core/random.ts';
import type { Sensor } from '../../events/address-events.ts';
import { real, whole } from './options.ts';
import { Spikes } from './spikes.ts';
import { syntheticTask } from './task.ts';

/** Jitter is cut off at this many standard deviations, so that every spike stays in its slot. */
const TAIL = 4;

export const spikePatterns = syntheticTask(
  'spike-patterns',
  'one spike a channel in an order that is the class, jittered, thinned and under noise',
  {
    classes: whole(4, [2, 1000], 'patterns, at most as many as channels'),
    channels: whole(20, [2, 1000], 'channels, and slots of time'),
    slotMs: real(10, [1, 1000], 'length of a slot in ms'),
    jitterMs: real(1, [0, 100], 'standard deviation of the spike times in ms, at most slotMs/8'),
    deleted: real(0.1, [0, 1], 'share of the spikes that are left out'),
    noiseHz: real(1, [0, 1000], 'spikes per second of every channel at any time'),
  },
  (options) => {
    const { seed, classes, channels, slotMs, jitterMs, deleted, noiseHz } = options;
    requireRoom(classes <= channels, 'classes', `at most channels (${channels})`);
    requireRoom(2 * TAIL * jitterMs <= slotMs, 'jitterMs', `at most slotMs/${2 * TAIL}`);
    const sensor: Sensor = { width: channels, height: 1, polarities: 1 };
    const slots = patternSlots(classes, channels, seed);
    return {
      description: `one spike of each of ${channels} channels, in an order that is the class.`,
      classNames: slots.map((_, label) => `pattern ${label}`),
      sensor,
      memoryless: 1 / classes,
      record(label, _, random) {
        const spikes = new Spikes(sensor);
        slots[label]!.forEach((slot, channel) => {
          const jitter = jitterMs * Math.max(-TAIL, Math.min(TAIL, random.normal()));
          const kept = random.uniform() >= deleted;
          // The end of a slot belongs to the next one.
          const place = Math.max(0, Math.min(slotMs - 0.001, slotMs / 2 + jitter));
          if (kept) spikes.add(1000 * (slot * slotMs + place), channel);
        });
        spikes.noise(random, noiseHz, channels * slotMs);
        return spikes.sorted();
      },
    };
  },
);

/**
 * [classes][channels] slot of the spike of each channel: rows of a Latin square, namely the addition
 * table modulo n with its rows, columns and numbers permuted.
 */
export function patternSlots(classes: number, channels: number, seed: number): Uint32Array[] {
  const random = new Random(seed, 'spike-patterns/slots');
  const [rows, columns, numbers] = [1, 2, 3].map(() => random.permutation(channels));
  return Array.from({ length: classes }, (_, label) =>
    columns!.map((column) => numbers![(rows![label]! + column) % channels]!),
  );
}

function requireRoom(holds: boolean, option: string, range: string): void {
  if (holds) return;
  throw new MotifsmithError('usage', `The option ${option} is too large.`, {
    where: `synthetic task spike-patterns, option ${option}`,
    remedy: `Give ${range}.`,
  });
}
