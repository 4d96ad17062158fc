/**
 * Seeded changes of a training sample that leave its meaning alone: spoken faster or slower, in a
 * higher or lower voice, with events missing, moved a little in time, or with whole channels dead.
 * Each time a sample is seen it is another one, which keeps a network from learning recordings by
 * heart.
 */
import { MotifsmithError } from '../core/errors.ts';
import { Random } from '../core/random.ts';
import { channelCount, type Sensor } from './address-events.ts';
import { type EventSample, sampleFromEvents } from './sample.ts';
import type { SampleSource } from './sample-source.ts';

export interface Augmentation {
  /** Largest change of the length in time, as a part of it: 0 … below 1. */
  readonly stretch: number;
  /** Most cells by which all events move together, along each axis; what leaves the sensor is lost. */
  readonly channelShift: number;
  /** Probability that an event is lost, itself drawn per sample from 0 to twice this: 0 … 0.5. */
  readonly eventDrop: number;
  /** Standard deviation in steps by which each event moves in time; what leaves the sample is lost. */
  readonly timeJitter: number;
  /** Probability that a channel is silent throughout a sample: 0 … below 1. */
  readonly channelDrop: number;
}

export const NO_AUGMENTATION: Augmentation = {
  stretch: 0,
  channelShift: 0,
  eventDrop: 0,
  timeJitter: 0,
  channelDrop: 0,
};

const changesNothing = (augmentation: Augmentation): boolean =>
  Object.values(augmentation).every((size) => size === 0);

/** Standard deviations of the jitter beyond this are no jitter but noise. */
export const MOST_JITTER = 1000;

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkAugmentation(augmentation: Augmentation, where: string): void {
  const { stretch, channelShift, eventDrop, timeJitter, channelDrop } = augmentation;
  const refuse = (name: string, value: number, allowed: string): never => {
    throw new MotifsmithError('usage', `${name} = ${value} is out of range`, {
      where: `${where}.${name}`,
      remedy: `give ${allowed}`,
    });
  };
  if (!(stretch >= 0 && stretch < 1)) refuse('stretch', stretch, 'a number from 0 to below 1');
  if (!(Number.isSafeInteger(channelShift) && channelShift >= 0)) {
    refuse('channelShift', channelShift, 'a whole number of at least 0');
  }
  if (!(eventDrop >= 0 && eventDrop <= 0.5)) {
    refuse('eventDrop', eventDrop, 'a number from 0 to 0.5');
  }
  if (!(timeJitter >= 0 && timeJitter <= MOST_JITTER)) {
    refuse('timeJitter', timeJitter, `a number from 0 to ${MOST_JITTER}`);
  }
  if (!(channelDrop >= 0 && channelDrop < 1)) {
    refuse('channelDrop', channelDrop, 'a number from 0 to below 1');
  }
}

/**
 * The sample changed at random. Spikes that fall together in a channel and step count once, as they
 * do when events are binned; a sample without change is returned as it is, counts included.
 * @param sensor whose cells the channels are
 */
export function augment(
  sample: EventSample,
  sensor: Sensor,
  augmentation: Augmentation,
  random: Random,
): EventSample {
  if (changesNothing(augmentation)) return sample;
  const { stretch, channelShift, eventDrop, timeJitter, channelDrop } = augmentation;
  const factor = 1 + stretch * (2 * random.uniform() - 1);
  const drawShift = () => random.integer(2 * channelShift + 1) - channelShift;
  const shift = drawShift();
  const loss = 2 * eventDrop * random.uniform();
  // A change of size 0 draws nothing, so that adding kinds of change leaves older runs as they were.
  const shiftRows = sensor.height > 1 && channelShift > 0 ? drawShift() : 0;
  const inputs = channelCount(sensor);
  const dead = Array.from(
    { length: channelDrop === 0 ? 0 : inputs },
    () => random.uniform() < channelDrop,
  );
  const steps = Math.max(1, Math.round(sample.steps * factor));
  const times: number[] = [];
  const channels: number[] = [];
  const taken = new Set<number>();
  for (let t = 0; t < sample.steps; t++) {
    for (let e = sample.offsets[t]!; e < sample.offsets[t + 1]!; e++) {
      const lost = loss > 0 && random.uniform() < loss;
      const channel = shifted(sample.channels[e]!, sensor, shift, shiftRows);
      if (lost || channel === null || dead[channel]) continue;
      // An event lies anywhere within its step; drawing where keeps the stretched times even.
      const within = stretch === 0 ? 0 : random.uniform();
      const delay = timeJitter === 0 ? 0 : Math.round(timeJitter * random.normal());
      const time = Math.min(steps - 1, Math.floor((t + within) * factor)) + delay;
      if (time < 0 || time >= steps) continue;
      const cell = time * inputs + channel;
      if (taken.has(cell)) continue;
      taken.add(cell);
      times.push(time);
      channels.push(channel);
    }
  }
  return sampleFromEvents(steps, times, channels, sample.label);
}

/** The channel of the cell so many columns and rows on, or null beyond the edge of the sensor. */
function shifted(
  channel: number,
  { width, height }: Sensor,
  columns: number,
  rows: number,
): number | null {
  if (columns === 0 && rows === 0) return channel;
  const x = (channel % width) + columns;
  const y = (Math.floor(channel / width) % height) + rows;
  if (x < 0 || x >= width || y < 0 || y >= height) return null;
  return channel + rows * width + columns;
}

/**
 * The chosen samples, each changed anew; without augmentation, as they are.
 * @param stream names the occasion, e.g. `augmentation/retrain/12`; each sample draws from one of its own
 */
export function augmentedBatch(
  samples: SampleSource,
  chosen: Uint32Array,
  augmentation: Augmentation,
  seed: number,
  stream: string,
): EventSample[] {
  return Array.from(chosen, (index) => {
    const sample = samples.read(index);
    return changesNothing(augmentation)
      ? sample
      : augment(sample, samples.sensor, augmentation, new Random(seed, `${stream}/${index}`));
  });
}
