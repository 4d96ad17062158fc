/** A recording in braille characters, two by four dots each: a picture in any terminal. */
import type { AddressEvents } from '../../data/events/address-events.ts';
import { type Panel, panelsOf } from './recording-panels.ts';

/** Dots: four pictures of a camera side by side, or one of a cochlea, in 80 columns. */
const SLICES = 4;
const SLICE_DOTS = { width: 36, height: 36 };
const TIME_DOTS = { width: 152, height: 80 };

/** Bits of the dots of a braille character, row by row (Unicode 2800–28FF). */
const DOT_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** The lines of the picture. */
export function recordingText(events: AddressEvents): string[] {
  const flat = events.sensor.height === 1;
  const panels = panelsOf(events, {
    slices: SLICES,
    columns: TIME_DOTS.width,
    most: flat ? TIME_DOTS : SLICE_DOTS,
  });
  const drawn = panels.map(brailleLines);
  return drawn[0]!.map((_, row) =>
    drawn
      .map((lines) => lines[row])
      .join('  ')
      .trimEnd(),
  );
}

function brailleLines({ width, height, on, off }: Panel): string[] {
  const counts = on.map((n, i) => n + off[i]!);
  const active = counts.filter((n) => n > 0);
  const mean = active.reduce((sum, n) => sum + n, 0) / Math.max(1, active.length);
  // Single events of background noise would fill the picture.
  const isDot = (x: number, y: number): boolean =>
    x < width && y < height && counts[y * width + x]! > 0 && counts[y * width + x]! >= mean / 2;
  return Array.from({ length: Math.ceil(height / 4) }, (_, row) =>
    Array.from({ length: Math.ceil(width / 2) }, (_, column) => {
      let bits = 0;
      DOT_BITS.forEach((pair, dy) => {
        pair.forEach((bit, dx) => {
          if (isDot(2 * column + dx, 4 * row + dy)) bits |= bit;
        });
      });
      return String.fromCodePoint(0x2800 + bits);
    }).join(''),
  );
}
