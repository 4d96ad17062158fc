/**
 * One recording as a list of events, the form in which data travel from the readers to the engine.
 */
import { MotifsmithError } from '../../core/errors.ts';

/**
 * Events of one sample in compressed-row form by step: the events of step t are
 * `channels[offsets[t] … offsets[t + 1])`. A channel may occur more than once in a step (a spike
 * count above one). Channels within a step ascend.
 */
export interface EventSample {
  /** T, the number of steps; at least 1. */
  readonly steps: number;
  /** [T + 1] ascending, `offsets[0] = 0`. */
  readonly offsets: Uint32Array;
  /** [events] input channel of each event. */
  readonly channels: Uint32Array;
  /** Class of the sample, 0 … classes − 1. */
  readonly label: number;
}

/** Up to this many events a step is sorted by insertion, which is faster than the general sort. */
const INSERTION_LIMIT = 32;

/**
 * Builds a sample from events in any order.
 * @param steps T, at least 1
 * @param times [events] step of each event, 0 … steps − 1
 * @param channels [events] channel of each event
 * @param label class, 0 … classes − 1
 * @throws MotifsmithError `data` naming the event that is out of range
 */
export function sampleFromEvents(
  steps: number,
  times: ArrayLike<number>,
  channels: ArrayLike<number>,
  label: number,
): EventSample {
  if (!(Number.isSafeInteger(steps) && steps >= 1)) {
    throw refusal(`A sample has ${steps} steps.`, 'steps', 'Give a whole number of at least 1.');
  }
  if (times.length !== channels.length) {
    throw refusal(
      `A sample has ${times.length} times and ${channels.length} channels.`,
      'times and channels',
      'Give one of each for every event.',
    );
  }
  const offsets = new Uint32Array(steps + 1);
  for (let e = 0; e < times.length; e++) {
    const [time, channel] = [times[e]!, channels[e]!];
    // The shifts are exact tests for whole numbers: steps and channels are below 2^32.
    if (time >>> 0 !== time || time >= steps || channel >>> 0 !== channel) {
      throw refusal(
        `An event of channel ${channel} in step ${time} of ${steps}.`,
        `event ${e}`,
        'Steps and channels are whole numbers; steps count from 0 and end before T.',
      );
    }
    offsets[time + 1]!++;
  }
  for (let t = 0; t < steps; t++) offsets[t + 1]! += offsets[t]!;
  const next = offsets.slice(0, steps);
  const sorted = new Uint32Array(times.length);
  for (let e = 0; e < times.length; e++) sorted[next[times[e]!]!++] = channels[e]!;
  for (let t = 0; t < steps; t++) sortRange(sorted, offsets[t]!, offsets[t + 1]!);
  return { steps, offsets, channels: sorted, label };
}

/** The same sample with each channel at most once in a step: presence instead of counts. */
export function withoutRepeats(sample: EventSample): EventSample {
  const { steps, label } = sample;
  const offsets = new Uint32Array(steps + 1);
  const channels = new Uint32Array(sample.channels.length);
  let kept = 0;
  for (let t = 0; t < steps; t++) {
    const begin = sample.offsets[t]!;
    for (let e = begin; e < sample.offsets[t + 1]!; e++) {
      // Channels within a step ascend, so repeats are neighbours.
      if (e > begin && sample.channels[e] === sample.channels[e - 1]) continue;
      channels[kept++] = sample.channels[e]!;
    }
    offsets[t + 1] = kept;
  }
  return { steps, offsets, channels: channels.slice(0, kept), label };
}

function refusal(message: string, where: string, remedy: string): MotifsmithError {
  return new MotifsmithError('data', message, { where, remedy });
}

function sortRange(values: Uint32Array, begin: number, end: number): void {
  if (end - begin > INSERTION_LIMIT) {
    values.subarray(begin, end).sort();
    return;
  }
  for (let i = begin + 1; i < end; i++) {
    const value = values[i]!;
    let j = i - 1;
    for (; j >= begin && values[j]! > value; j--) values[j + 1] = values[j]!;
    values[j + 1] = value;
  }
}
