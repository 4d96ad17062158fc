/** What the tests of synthetic tasks share: recordings by the dozen, cut into steps. */
import { createHash } from 'node:crypto';
import { type AddressEvents, channelOf } from '../../../../src/data/events/address-events.ts';
import type { RecordingInfo } from '../../../../src/data/sources/recording-set.ts';
import type { SyntheticSet } from '../../../../src/data/sources/synthetic/task.ts';

export interface Recorded extends RecordingInfo {
  readonly events: AddressEvents;
}

export async function recordAll(set: SyntheticSet): Promise<Recorded[]> {
  const all: Recorded[] = [];
  for (const [k, info] of set.recordings.entries()) {
    all.push({ ...info, events: await set.read(k) });
  }
  return all;
}

/** SHA-256 of all events, as 64-bit floats in little-endian order. */
export function digest(recordings: readonly Recorded[]): string {
  const hash = createHash('sha256');
  for (const { id, label, events } of recordings) {
    hash.update(`${id}/${label}`);
    for (const values of [events.times, events.x, events.y, events.polarity]) {
      const bytes = new DataView(new ArrayBuffer(8 * values.length));
      values.forEach((value, i) => {
        bytes.setFloat64(8 * i, value, true);
      });
      hash.update(new Uint8Array(bytes.buffer));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Spikes of each population in each window. [windows][populations] */
export function countsIn(
  { times, x }: AddressEvents,
  channelsPerPopulation: number,
  populations: number,
  windows: readonly (readonly [begin: number, length: number])[],
): number[][] {
  return windows.map(([begin, length]) => {
    const counts = new Array<number>(populations).fill(0);
    for (let e = 0; e < times.length; e++) {
      const ms = times[e]! / 1000;
      const population = Math.floor(x[e]! / channelsPerPopulation);
      if (ms >= begin && ms < begin + length && population < populations) counts[population]! += 1;
    }
    return counts;
  });
}

/** Index of the largest. */
export function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Share of right answers. */
export function accuracy(
  recordings: readonly Recorded[],
  answer: (recording: Recorded, k: number) => number,
): number {
  const right = recordings.filter((recording, k) => answer(recording, k) === recording.label);
  return right.length / recordings.length;
}

/** Four standard deviations of the accuracy over `count` recordings. */
export function slack(share: number, count: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / count);
}

/** The events of each step: channels in ascending order. */
export function stepsOf({ sensor, times, x, y, polarity }: AddressEvents, stepMs: number) {
  const steps: number[][] = [];
  for (let e = 0; e < times.length; e++) {
    const t = Math.floor(times[e]! / (1000 * stepMs));
    while (steps.length <= t) steps.push([]);
    steps[t]!.push(channelOf(sensor, x[e]!, y[e]!, polarity[e]!));
  }
  return steps.map((channels) => channels.sort((a, b) => a - b));
}
