/**
 * Where an event lands: cropping, pooling and polarity come down to one table from the sensor's
 * channels to the network's inputs, made once a data set.
 */
import { channelCount, channelOf, type Sensor } from './address-events.ts';

/** Polarities apart, taken together, or ON events alone. */
export const POLARITY_HANDLINGS = ['both', 'merge', 'on'] as const;
/** `both`: an input for each polarity; `merge`: one for both; `on`: OFF events are left out. */
export type PolarityHandling = (typeof POLARITY_HANDLINGS)[number];

/** A rectangle of the sensor, in cells. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const whole = ({ width, height }: Sensor): Crop => ({ x: 0, y: 0, width, height });

/** The sensor that remains. At the right and lower edge, pooled squares may be incomplete. */
export function pooledSensor(
  sensor: Sensor,
  polarity: PolarityHandling,
  crop: Crop | null,
  pool: number,
): Sensor {
  const { width, height } = crop ?? whole(sensor);
  return {
    width: Math.ceil(width / pool),
    height: Math.ceil(height / pool),
    polarities: polarity === 'both' ? sensor.polarities : 1,
  };
}

/** Stands in a channel table for a channel that is left out. */
export const LEFT_OUT = -1;

/** [channels of the sensor] input that each channel feeds, or LEFT_OUT. */
export function channelTable(
  sensor: Sensor,
  polarity: PolarityHandling,
  crop: Crop | null,
  pool: number,
): Int32Array {
  const { x: left, y: top, width, height } = crop ?? whole(sensor);
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
