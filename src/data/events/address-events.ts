/**
 * What every sensor file is decoded to, before time is cut into steps: a list of events, each with
 * the address of the cell that sent it. Cameras and cochleas share this form, so that readers know
 * nothing of transforms and transforms nothing of files.
 */
import { LIMITS } from '../../core/limits.ts';

/** The cells of a sensor. A cochlea of 64 channels is 64 × 1 with one polarity. */
export interface Sensor {
  readonly width: number;
  readonly height: number;
  readonly polarities: 1 | 2;
}

/**
 * Whether a sensor of this size can be worked with: addresses have 16 bits, and readers of events keep
 * tables with an entry for each cell.
 */
export function isPossibleSensor({ width, height }: Pick<Sensor, 'width' | 'height'>): boolean {
  const fits = (cells: number) => Number.isInteger(cells) && cells >= 1 && cells <= 2 ** 16;
  return fits(width) && fits(height) && width * height <= LIMITS.cells;
}

/** Events in the order of the file, all within the sensor, none before time 0. */
export interface AddressEvents {
  readonly sensor: Sensor;
  /** [events] µs since the recording's own zero; not descending. */
  readonly times: Float64Array;
  /** [events] column, 0 … width − 1; the channel of a cochlea. */
  readonly x: Uint16Array;
  /** [events] row, 0 … height − 1; 0 for a cochlea. */
  readonly y: Uint16Array;
  /** [events] 1 for ON, 0 for OFF; 0 where the sensor has one polarity. */
  readonly polarity: Uint8Array;
  /** µs, of a recording that goes on after its last event; otherwise it ends with that event. */
  readonly durationUs?: number;
}

/** Input channels of a sensor: one per cell and polarity. @param sensor */
export function channelCount({ width, height, polarities }: Sensor): number {
  return width * height * polarities;
}

/** Channel of a cell: polarity · width · height + y · width + x. */
export function channelOf(sensor: Sensor, x: number, y: number, polarity: number): number {
  return (polarity * sensor.height + y) * sensor.width + x;
}
