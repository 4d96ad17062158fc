/**
 * Seeded changes of a training sample that preserve its meaning: spoken faster or slower, in a higher
 * or lower voice, seen elsewhere, rotated or closer, with events missing, shifted a little in time,
 * or with whole channels dead. A sample is different each time it is seen, which keeps a network
 * from memorising recordings.
 */
import * as z from 'zod';
import { Random } from '../../core/random.ts';
import { explain, fraction, type Settings, whole } from '../../core/settings/declare.ts';
import { channelCount, type Sensor } from './address-events.ts';
import { placement } from './placement.ts';
import { type EventSample, sampleFromEvents, withoutRepeats } from './sample.ts';
import type { SampleSource } from './sample-source.ts';

/** How training samples are changed at random each time that they are used. */
export const augmentationSchema = z.strictObject({
  stretch: explain(
    fraction(),
    'Largest change in the length of a training sample, as a fraction of its length.',
  ).default(0),
  channelShift: explain(
    whole(0),
    'Largest distance by which all events of a training sample move together along each axis of the sensor; events that leave the sensor are lost.',
    'cells',
  ).default(0),
  eventDrop: explain(
    z.number().min(0).max(0.5),
    'Mean probability that an event of a training sample is lost; drawn per sample from 0 to twice this.',
  ).default(0),
  timeJitter: explain(
    // A larger jitter would only be noise.
    z.number().min(0).max(1000),
    'Standard deviation of the random shift of each event in time; events that leave the sample are lost.',
    'steps',
  ).default(0),
  channelDrop: explain(
    fraction(),
    'Probability that a channel is silent throughout a training sample.',
  ).default(0),
  rotation: explain(
    z.number().min(0).max(180),
    "Largest rotation of a camera's image, in either direction.",
    'degrees',
  ).default(0),
  zoom: explain(
    fraction(),
    "Largest change in the size of a camera's image, as a fraction of its size.",
  ).default(0),
});

/** How training samples are changed at random each time that they are used. */
export interface Augmentation extends Settings<typeof augmentationSchema> {}

/** Samples as they were recorded. */
export const NO_AUGMENTATION: Augmentation = augmentationSchema.parse({});

const changesNothing = (augmentation: Augmentation): boolean =>
  Object.values(augmentation).every((size) => size === 0);

/**
 * The sample, changed at random. Spikes that coincide in a channel and step count once, as when
 * events are binned; without augmentation the sample is returned as it is, counts included.
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
  // A change of size 0 draws nothing, so that new kinds of change do not alter older runs.
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
  for (let t = 0; t < sample.steps; t++) {
    for (let e = sample.offsets[t]!; e < sample.offsets[t + 1]!; e++) {
      const lost = loss > 0 && random.uniform() < loss;
      const channel = place(sample.channels[e]!, random);
      if (lost || channel === null || dead[channel]) continue;
      // An event is anywhere within its step; drawing where keeps the stretched times even.
      const within = stretch === 0 ? 0 : random.uniform();
      const delay = timeJitter === 0 ? 0 : Math.round(timeJitter * random.normal());
      const time = Math.min(steps - 1, Math.floor((t + within) * factor)) + delay;
      if (time < 0 || time >= steps) continue;
      times.push(time);
      channels.push(channel);
    }
  }
  return withoutRepeats(sampleFromEvents(steps, times, channels, sample.label));
}

/**
 * The chosen samples, each changed at random; without augmentation, as they are.
 * @param stream names the occasion, e.g. `augmentation/retrain/12`; each sample has its own stream
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
