/**
 * The settings of cropping, pooling and polarity, which come down to one table from the sensor's channels
 * to the network's inputs, made once for a data set.
 */
import * as z from 'zod';
import { explain, whole } from '../../core/settings/declare.ts';
import { channelCount, channelOf, type Sensor } from './address-events.ts';
import { inputChannels, POLARITY_HANDLINGS, type SpatialOptions } from './input-channel.ts';

/** A number of cells, as far as event formats can count them. */
export const cells = (least: number) => whole(least, 65_535);

const cropSchema = z.strictObject({
  x: explain(cells(0), 'First column.', 'cells'),
  y: explain(cells(0), 'First row.', 'cells'),
  width: explain(cells(1), 'Number of columns.', 'cells'),
  height: explain(cells(1), 'Number of rows.', 'cells'),
});

/** How the cells of a sensor become inputs. */
export const spatialFields = {
  polarity: explain(
    z.enum(POLARITY_HANDLINGS),
    'both: one input for each polarity; merge: one input for both; on: OFF events are dropped.',
  ).default('both'),
  crop: explain(
    cropSchema.nullable(),
    'The part of the sensor that is used; null for all of it.',
  ).default(null),
  pool: explain(
    cells(1),
    'Squares of pool × pool cells of the cropped sensor share an input.',
    'cells',
  ).default(1),
};

/** [channels of the sensor] input that each channel feeds, or LEFT_OUT. */
export function channelTable(sensor: Sensor, options: SpatialOptions): Int32Array {
  const inputOf = inputChannels(sensor, options);
  const table = new Int32Array(channelCount(sensor));
  for (let p = 0; p < sensor.polarities; p++) {
    for (let y = 0; y < sensor.height; y++) {
      for (let x = 0; x < sensor.width; x++) {
        table[channelOf(sensor, x, y, p)] = inputOf(x, y, p);
      }
    }
  }
  return table;
}
