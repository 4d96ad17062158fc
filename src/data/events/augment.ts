/**
 * Seeded changes of a training sample that leave its meaning alone: spoken faster or slower, in a
 * higher or lower voice, seen elsewhere, turned or closer by, with events missing, moved a little in
 * time, or with whole channels dead.
 * Each time a sample is seen it is another one, which keeps a network from learning recordings by
 * heart.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import { channelCount, type Sensor } from './address-events.ts';
import { placement } from './placement.ts';
import { type EventSample, sampleFromEvents } from './sample.ts';
import type { SampleSource } from './sample-source.ts';

/** How training samples are changed at random each time that they are seen. */
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
  /** Largest turn of a camera's picture in degrees, either way: 0 … 180. */
  readonly rotation: number;
  /** Largest change of a camera's picture in size, as a part of it: 0 … below 1. */
  readonly zoom: number;
}

/** Samples as they were recorded. */
export const NO_AUGMENTATION: Augmentation = {
  stretch: 0,
  channelShift: 0,
  eventDrop: 0,
  timeJitter: 0,
  channelDrop: 0,
  rotation: 0,
  zoom: 0,
};

const changesNothing = (augmentation: Augmentation): boolean =>
  Object.values(augmentation).every((size) => size === 0);

/** Standard deviations of the jitter beyond this are no jitter but noise. */
export const MOST_JITTER = 1000;

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkAugmentation(augmentation: Augmentation, where: string): void {
  const { stretch, channelShift, eventDrop, timeJitter, channelDrop, rotation, zoom } =
    augmentation;
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
  if (!(rotation >= 0 && rotation <= 180)) refuse('rotation', rotation, 'a number from 0 to 180');
  if (!(zoom >= 0 && zoom < 1)) refuse('zoom', zoom, 'a number from 0 to below 1');
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
  const { rotation, zoom } = sensor.height > 1 ? augmentation : NO_AUGMENTATION;
  const factor = 1 + stretch * (2 * random.uniform() - 1);
  const drawShift = () => random.integer(2 * channelShift + 1) - channelShift;
  const shift = drawShift();
  const loss = 2 * eventDrop * random.uniform();
  // A change of size 0 draws nothing, so that adding kinds of change leaves older runs as they were.
  const place = placement(sensor, {
    columns: shift,
    rows: sensor.height > 1 && channelShift > 0 ? drawShift() : 0,
    turn: rotation === 0 ? 0 : rotation * (2 * random.uniform() - 1),
    scale: zoom === 0 ? 1 : 1 + zoom * (2 * random.uniform() - 1),
  });
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
      const channel = place(sample.channels[e]!, random);
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
