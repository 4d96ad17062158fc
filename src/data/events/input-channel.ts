/**
 * Which input of a network an event of a sensor feeds. Training makes a table of it and the runtime
 * computes it event by event, so that both always agree. Without zod, because the runtime uses it.
 */
import type { Sensor } from './address-events.ts';

/** What becomes of the two polarities. */
export const POLARITY_HANDLINGS = ['both', 'merge', 'on'] as const;
/** `both`: one input for each polarity; `merge`: one input for both; `on`: OFF events are dropped. */
export type PolarityHandling = (typeof POLARITY_HANDLINGS)[number];

/** A rectangle of the sensor, in cells; `x` and `y` count from 0. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the cells of a sensor become inputs; `spatial.ts` declares the settings. */
export interface SpatialOptions {
  readonly polarity: PolarityHandling;
  readonly crop: Crop | null;
  readonly pool: number;
}

/** The sensor that remains. At the right and lower edge, pooled squares may be incomplete. */
export function pooledSensor(sensor: Sensor, { polarity, crop, pool }: SpatialOptions): Sensor {
  const { width, height } = crop ?? sensor;
  return {
    width: Math.ceil(width / pool),
    height: Math.ceil(height / pool),
    polarities: polarity === 'both' ? sensor.polarities : 1,
  };
}

/** In place of an input: the event feeds none. */
export const LEFT_OUT = -1;

/**
 * Input of each cell and polarity, numbered as `channelOf` does, or LEFT_OUT.
 * @returns for an event within the sensor
 */
export function inputChannels(
  sensor: Sensor,
  options: SpatialOptions,
): (x: number, y: number, polarity: number) => number {
  const { polarity: handling, pool } = options;
  const { x: left, y: top, width, height } = options.crop ?? { x: 0, y: 0, ...sensor };
  const seen = pooledSensor(sensor, options);
  return (x, y, polarity) => {
    if (handling === 'on' && polarity === 0) return LEFT_OUT;
    const across = x - left;
    const down = y - top;
    if (across < 0 || across >= width || down < 0 || down >= height) return LEFT_OUT;
    const plane = handling === 'both' ? polarity : 0;
    const row = plane * seen.height + Math.floor(down / pool);
    return row * seen.width + Math.floor(across / pool);
  };
}
