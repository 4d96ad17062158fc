/**
 * Where the events of an augmented training sample go: the picture of a camera is shifted, rotated
 * and scaled as a whole, the channels of a cochlea are shifted up or down.
 */
import type { Random } from '../../core/random.ts';
import { cos, sin } from '../../core/trigonometry.ts';
import type { Sensor } from './address-events.ts';

export interface Movement {
  /** Cells. */
  readonly columns: number;
  readonly rows: number;
  /** Degrees about the middle of the sensor. */
  readonly turn: number;
  /** Factor of enlargement about the middle. */
  readonly scale: number;
}

/** The channel to which an event of a channel moves; null beyond the edge of the sensor. */
export type Placement = (channel: number, random: Random) => number | null;

const DEGREE = Math.PI / 180;

/** The movement as a function; nothing is drawn from `random` unless cells are turned or scaled. */
export function placement(sensor: Sensor, { columns, rows, turn, scale }: Movement): Placement {
  const { width, height } = sensor;
  const inside = (x: number, y: number) => x >= 0 && x < width && y >= 0 && y < height;
  const moved = (channel: number, dx: number, dy: number) => {
    const x = (channel % width) + dx;
    const y = (Math.floor(channel / width) % height) + dy;
    return inside(x, y) ? channel + dy * width + dx : null;
  };
  if (turn === 0 && scale === 1) {
    return columns === 0 && rows === 0
      ? (channel) => channel
      : (channel) => moved(channel, columns, rows);
  }
  const along = scale * cos(turn * DEGREE);
  const across = scale * sin(turn * DEGREE);
  return (channel, random) => {
    const x = channel % width;
    const y = Math.floor(channel / width) % height;
    // An event is anywhere within its cell; drawing where keeps rotated lines free of gaps.
    const fromMiddleX = x + random.uniform() - width / 2;
    const fromMiddleY = y + random.uniform() - height / 2;
    const toX = Math.floor(width / 2 + along * fromMiddleX - across * fromMiddleY);
    const toY = Math.floor(height / 2 + across * fromMiddleX + along * fromMiddleY);
    return moved(channel, toX - x + columns, toY - y + rows);
  };
}
