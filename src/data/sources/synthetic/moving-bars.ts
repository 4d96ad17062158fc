/**
 * Gestures for an event camera of 128 × 128: a bar that moves in one of eight directions, rotates one
 * way or the other, or moves to and fro. It is bright on dark or dark on bright, equally often.
 *
 * Without memory: at most 6/11. Play a recording backwards and exchange bright and dark: the same
 * events happen in the opposite order, and the movement is the opposite one. So for any function of
 * the events of one step whose length divides durationMs, its values over a recording have the same
 * distribution for a direction and its opposite, and for both rotations; of these ten classes at
 * best half are right, of the eleventh all. With memory: 1, because the centre of the events moves
 * along the direction.
 */
import type { Random } from '../../../core/random.ts';
import { cos, sin } from '../../../core/trigonometry.ts';
import type { Sensor } from '../../events/address-events.ts';
import { real, whole } from './options.ts';
import { Spikes } from './spikes.ts';
import { syntheticTask } from './task.ts';

const SIZE = 128;
const SENSOR: Sensor = { width: SIZE, height: SIZE, polarities: 2 };
/** Counted from the right, clockwise as y points down. */
const DIRECTIONS = [
  'right',
  'down-right',
  'down',
  'down-left',
  'left',
  'up-left',
  'up',
  'up-right',
];
const CLASS_NAMES = [...DIRECTIONS, 'clockwise', 'counterclockwise', 'to and fro'];
const CLOCKWISE = 8;
const TO_AND_FRO = 10;

/** The bar's long axis is perpendicular to the direction it faces. */
interface Pose {
  /** Centre, pixels. */
  readonly x: number;
  readonly y: number;
  /** The direction it faces, radians. */
  readonly facing: number;
}

/** What varies within a class. */
export interface Variation {
  /** Centre of the movement, pixels. */
  readonly x: number;
  readonly y: number;
  /** Direction faced halfway, radians; for the classes that do not fix it. */
  readonly facing: number;
  readonly bright: boolean;
}

export const movingBars = syntheticTask(
  'moving-bars',
  'a bar before an event camera of 128 × 128: eight directions, two turns, to and fro',
  {
    durationMs: whole(400, [2, 10_000], 'length of the movement in ms'),
    travel: real(60, [1, 120], 'pixels that the bar moves'),
    turn: real(180, [1, 360], 'degrees that the bar turns'),
    length: real(40, [2, 100], 'length of the bar in pixels'),
    thickness: real(6, [2, 100], 'thickness of the bar in pixels'),
    spread: whole(16, [0, 60], 'pixels that the movement may lie off the middle, either way'),
    noiseHz: real(0.05, [0, 10], 'events per second of every pixel and polarity at any time'),
  },
  (options) => {
    const { spread, noiseHz, durationMs } = options;
    return {
      description:
        'a bar before an event camera moves in eight directions, turns, or goes to and fro.',
      classNames: CLASS_NAMES,
      sensor: SENSOR,
      memoryless: 6 / 11,
      record(label, index, random) {
        const off = () => (SIZE - 1) / 2 + random.integer(2 * spread + 1) - spread;
        const axis =
          label === TO_AND_FRO ? random.integer(4) * (Math.PI / 4) : Math.PI * random.uniform();
        const variation = { x: off(), y: off(), facing: axis, bright: index % 2 === 0 };
        const spikes = new Spikes(SENSOR);
        moveBar(label, variation, options, random, spikes);
        spikes.noise(random, noiseHz, durationMs);
        return spikes.sorted();
      },
    };
  },
);

type Movement = Readonly<Record<'durationMs' | 'travel' | 'turn' | 'length' | 'thickness', number>>;

/** The events of the bar alone: in each ms those of the pixels that it covers or uncovers. */
export function moveBar(
  label: number,
  variation: Variation,
  movement: Movement,
  random: Random,
  spikes: Spikes,
): void {
  const { durationMs, length, thickness } = movement;
  // A little beyond the bar's corners.
  const reach = Math.ceil(Math.sqrt(length * length + thickness * thickness) / 2) + 1;
  let before = covered(poseAt(label, variation, movement, 0), movement, reach);
  for (let ms = 0; ms < durationMs; ms++) {
    const now = covered(poseAt(label, variation, movement, ms + 1), movement, reach);
    const send = (pixel: number, on: boolean) => {
      const polarity = on === variation.bright ? 1 : 0;
      spikes.add(1000 * (ms + random.uniform()), polarity * SIZE * SIZE + pixel);
    };
    for (const pixel of now) if (!before.has(pixel)) send(pixel, true);
    for (const pixel of before) if (!now.has(pixel)) send(pixel, false);
    before = now;
  }
}

/** Where the bar is after `ms`. Opposite classes are in the same places, exactly, in reverse. */
function poseAt(
  label: number,
  { x, y, facing }: Variation,
  { durationMs, travel, turn }: Movement,
  ms: number,
): Pose {
  // From −½ to ½; its value at the mirror image of a time is exactly its negative.
  const phase = (2 * ms - durationMs) / (2 * durationMs);
  if (label === TO_AND_FRO) {
    const way = travel * (0.5 - 2 * Math.abs(phase));
    return { x: x + way * cos(facing), y: y + way * sin(facing), facing };
  }
  if (label >= CLOCKWISE) {
    const angle = (label === CLOCKWISE ? phase : -phase) * turn * (Math.PI / 180);
    return { x, y, facing: facing + angle };
  }
  // The opposite direction has the same axis and the negative way.
  const axis = (label % 4) * (Math.PI / 4);
  const way = travel * (label < 4 ? phase : -phase);
  return { x: x + way * cos(axis), y: y + way * sin(axis), facing: axis };
}

/** The pixels under the bar, row by row. */
function covered(pose: Pose, { length, thickness }: Movement, reach: number): Set<number> {
  const [c, s] = [cos(pose.facing), sin(pose.facing)];
  const pixels = new Set<number>();
  const range = (centre: number) =>
    [
      Math.max(0, Math.ceil(centre - reach)),
      Math.min(SIZE - 1, Math.floor(centre + reach)),
    ] as const;
  const [left, right] = range(pose.x);
  const [top, bottom] = range(pose.y);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [dx, dy] = [column - pose.x, row - pose.y];
      const across = Math.abs(dx * c + dy * s);
      const along = Math.abs(dy * c - dx * s);
      if (2 * across <= thickness && 2 * along <= length) pixels.add(row * SIZE + column);
    }
  }
  return pixels;
}
