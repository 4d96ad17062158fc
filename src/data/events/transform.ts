/**
 * From what a sensor sent to what a network is given: which cells count, which of them are one
 * input, and how long a step lasts. The readers know nothing of this.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { type AddressEvents, channelCount, type Sensor } from './address-events.ts';
import { binEvents } from './binning.ts';
import type { EventSample } from './sample.ts';
import { type Crop, channelTable, type PolarityHandling, pooledSensor } from './spatial.ts';

/** How the events of a sensor become the inputs and steps of a network. */
export interface TransformOptions {
  /** Length of a step in ms: an event at time t µs falls in step ⌊t / (1000 · binMs)⌋. */
  readonly binMs: number;
  /** True keeps several events of an input in one step; false lets them count once. */
  readonly counts: boolean;
  readonly polarity: PolarityHandling;
  /** The part of the sensor that is looked at; null for all of it. */
  readonly crop: Crop | null;
  /** Squares of pool × pool cells become one input each (of the cropped sensor). */
  readonly pool: number;
  /** Events in later steps are left out; null for no limit. */
  readonly maxSteps: number | null;
  /** Silent steps after each recording. */
  readonly stepsTail: number;
}

/** Options that keep every event of the whole sensor. */
export const KEEP_ALL: Omit<TransformOptions, 'binMs' | 'counts'> = {
  polarity: 'both',
  crop: null,
  pool: 1,
  maxSteps: null,
  stepsTail: 0,
};

/** A transform for one sensor, ready to be applied to its recordings. */
export interface Transform {
  /** The sensor as the network sees it. */
  readonly sensor: Sensor;
  readonly inputs: number;
  /**
   * @param where names the recording in errors
   * @throws MotifsmithError `data` if nothing is left of the recording, or it lasts too long
   */
  apply(events: AddressEvents, label: number, where: string): EventSample;
}

/** Most channels of a sensor: that of a camera with 16 million pixels and two polarities. */
const MOST_CHANNELS = 2 ** 25;

/** @throws MotifsmithError `usage` if the options do not fit the sensor, `data` if it is absurd */
export function createTransform(sensor: Sensor, options: TransformOptions): Transform {
  const { crop, pool, polarity } = options;
  if (channelCount(sensor) > MOST_CHANNELS) {
    throw new MotifsmithError(
      'data',
      `The sensor has ${sensor.width} × ${sensor.height} cells, too many to be true.`,
      { where: 'size of the sensor', remedy: 'Check the first files of the set.' },
    );
  }
  if (
    crop !== null &&
    (crop.x + crop.width > sensor.width || crop.y + crop.height > sensor.height)
  ) {
    throw new MotifsmithError(
      'usage',
      `The crop of ${crop.width} × ${crop.height} cells at (${crop.x}, ${crop.y}) leaves the sensor of ${sensor.width} × ${sensor.height}.`,
      { where: 'data.crop', remedy: 'Crop within the sensor; x and y count from 0.' },
    );
  }
  if (polarity !== 'both' && sensor.polarities === 1) {
    throw new MotifsmithError('usage', `polarity is ${polarity}, but the sensor has only one.`, {
      where: 'data.polarity',
      remedy: 'Set it to both, which leaves the events as they are.',
    });
  }
  const seen = pooledSensor(sensor, polarity, crop, pool);
  const table = channelTable(sensor, polarity, crop, pool);
  return {
    sensor: seen,
    inputs: channelCount(seen),
    apply: (events, label, where) => binEvents(events, table, options, label, where),
  };
}
