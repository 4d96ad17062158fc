/**
 * From the events of a sensor to the inputs of a network: which cells count, which of them share an
 * input, and how long a step is. The readers know nothing of this.
 */
import * as z from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore } from '../../core/limits.ts';
import { checkSettings } from '../../core/settings/check.ts';
import type { Settings } from '../../core/settings/declare.ts';
import {
  type AddressEvents,
  channelCount,
  isPossibleSensor,
  type Sensor,
} from './address-events.ts';
import { binEvents, binningFields } from './binning.ts';
import { pooledSensor } from './input-channel.ts';
import type { EventSample } from './sample.ts';
import { channelTable, spatialFields } from './spatial.ts';

const { maxSteps, stepsTail, ...stepFields } = binningFields;

/** How the events of a sensor become the inputs and steps of a network. */
export const transformFields = { ...stepFields, ...spatialFields, maxSteps, stepsTail };

const transformSchema = z.object(transformFields);

/** How the events of a sensor become the inputs and steps of a network. */
export interface TransformOptions extends Settings<typeof transformSchema> {}

/** Options that keep every event of the whole sensor. */
export const KEEP_ALL: Omit<TransformOptions, 'binMs' | 'counts'> = transformSchema
  .omit({ binMs: true, counts: true })
  .parse({});

/** A transform for one sensor, ready to be applied to its recordings. */
export interface Transform {
  /** The sensor as it records. */
  readonly recorded: Sensor;
  readonly options: TransformOptions;
  /** The sensor as the network sees it. */
  readonly sensor: Sensor;
  readonly inputs: number;
  /** Silent steps that it appends. */
  readonly tail: number;
  /**
   * @param where names the recording in errors
   * @throws MotifsmithError `data` if no event is kept, or the recording is too long
   */
  apply(events: AddressEvents, label: number, where: string): EventSample;
}

/**
 * @throws MotifsmithError `usage` for options that are out of range or do not fit the sensor, `data`
 * if the sensor is absurd
 */
export function createTransform(sensor: Sensor, given: TransformOptions): Transform {
  const options = checkSettings(transformSchema, given, 'data');
  const { crop, polarity } = options;
  if (!isPossibleSensor(sensor)) {
    throw new MotifsmithError(
      'data',
      `A sensor of ${sensor.width} × ${sensor.height} cells is not possible.`,
      {
        where: 'size of the sensor',
        remedy: `Check the first files of the set. ${allowMore('cells')}.`,
      },
    );
  }
  if (
    crop !== null &&
    (crop.x + crop.width > sensor.width || crop.y + crop.height > sensor.height)
  ) {
    throw new MotifsmithError(
      'usage',
      `The crop of ${crop.width} × ${crop.height} cells at (${crop.x}, ${crop.y}) extends beyond the sensor of ${sensor.width} × ${sensor.height}.`,
      { where: 'data.crop', remedy: 'Crop within the sensor; x and y count from 0.' },
    );
  }
  if (polarity !== 'both' && sensor.polarities === 1) {
    throw new MotifsmithError('usage', `polarity is ${polarity}, but the sensor has only one.`, {
      where: 'data.polarity',
      remedy: 'Set it to both, which leaves the events as they are.',
    });
  }
  const seen = pooledSensor(sensor, options);
  const table = channelTable(sensor, options);
  return {
    recorded: sensor,
    options,
    sensor: seen,
    tail: options.stepsTail,
    inputs: channelCount(seen),
    apply: (events, label, where) => binEvents(events, table, options, label, where),
  };
}
