/**
 * Which input an event feeds: cropping, pooling and polarity come down to one table from the sensor's
 * channels to the network's inputs, made once for a data set.
 */
import * as z from 'zod';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import { channelCount, channelOf, type Sensor } from './address-events.ts';

/** What becomes of the two polarities. */
export const POLARITY_HANDLINGS = ['both', 'merge', 'on'] as const;
/** `both`: one input for each polarity; `merge`: one input for both; `on`: OFF events are dropped. */
export type PolarityHandling = (typeof POLARITY_HANDLINGS)[number];

/** A number of cells, as far as event formats can count them. */
export const cells = (least: number) => whole(least, 65_535);

const cropSchema = z.strictObject({
  x: explain(cells(0), 'First column.', 'cells'),
  y: explain(cells(0), 'First row.', 'cells'),
  width: explain(cells(1), 'Number of columns.', 'cells'),
  height: explain(cells(1), 'Number of rows.', 'cells'),
});

/** A rectangle of the sensor, in cells. */
export interface Crop extends Settings<typeof cropSchema> {}

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

const wholeSensor = ({ width, height }: Sensor): Crop => ({ x: 0, y: 0, width, height });

/** The sensor that remains. At the right and lower edge, pooled squares may be incomplete. */
export function pooledSensor(
  sensor: Sensor,
  polarity: PolarityHandling,
  crop: Crop | null,
  pool: number,
): Sensor {
  const { width, height } = crop ?? wholeSensor(sensor);
  return {
    width: Math.ceil(width / pool),
    height: Math.ceil(height / pool),
    polarities: polarity === 'both' ? sensor.polarities : 1,
  };
}

/** Entry of a channel table for a channel that feeds no input. */
export const LEFT_OUT = -1;

/** [channels of the sensor] input that each channel feeds, or LEFT_OUT. */
export function channelTable(
  sensor: Sensor,
  polarity: PolarityHandling,
  crop: Crop | null,
  pool: number,
): Int32Array {
  const { x: left, y: top, width, height } = crop ?? wholeSensor(sensor);
  const seen = pooledSensor(sensor, polarity, crop, pool);
  const table = new Int32Array(channelCount(sensor)).fill(LEFT_OUT);
  for (let p = 0; p < sensor.polarities; p++) {
    if (polarity === 'on' && p === 0) continue;
    const kept = polarity === 'both' ? p : 0;
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        const column = Math.floor((x - left) / pool);
        const row = Math.floor((y - top) / pool);
        table[channelOf(sensor, x, y, p)] = channelOf(seen, column, row, kept);
      }
    }
  }
  return table;
}
