/** A recording as a PNG: ON events orange, OFF events blue, darker where there are more; black for one polarity. */
import type { AddressEvents } from '../../data/events/address-events.ts';
import { EVENT_COLOURS, mix, type Rgb, rgb, THEMES } from '../palette.ts';
import { Pixels } from '../pixels.ts';
import { type Panel, panelsOf } from './recording-panels.ts';

const SLICES = 6;
/** Small pictures are enlarged to this size; larger ones are pooled down to it. */
const PANEL_PIXELS = 256;
const TIME_COLUMNS = 1200;
const MOST = { width: 1280, height: 1024 };
const GAP = 4;

const ON = rgb(EVENT_COLOURS.on);
const OFF = rgb(EVENT_COLOURS.off);
const ONLY = rgb(EVENT_COLOURS.only);
const WHITE = rgb(THEMES.light.surface);
const FRAME = rgb(THEMES.light.line);

/** PNG of a recording. */
export function recordingImage(events: AddressEvents): Uint8Array {
  const panels = panelsOf(events, { slices: SLICES, columns: TIME_COLUMNS, most: MOST });
  const { width, height } = panels[0]!;
  const flat = events.sensor.height === 1;
  const scaleX = flat ? 1 : Math.max(1, Math.floor(PANEL_PIXELS / Math.max(width, height)));
  const scaleY = flat ? Math.max(1, Math.floor(PANEL_PIXELS / height)) : scaleX;
  const image = new Pixels(
    panels.length * (width * scaleX + GAP) + GAP,
    height * scaleY + 2 * GAP,
    FRAME,
  );
  const full = usualCount(panels);
  const ink = events.sensor.polarities === 1 ? ONLY : ON;
  panels.forEach((panel, p) => {
    const left = GAP + p * (width * scaleX + GAP);
    for (let i = 0; i < width * height; i++) {
      const colour = colourOf(panel.on[i]!, panel.off[i]!, ink, full);
      const x = left + (i % width) * scaleX;
      image.fill(x, GAP + Math.floor(i / width) * scaleY, scaleX, scaleY, colour);
    }
  });
  return image.png();
}

/** A typical high count: nine tenths of the cells with events have at most this many. */
function usualCount(panels: readonly Panel[]): number {
  const counts = panels.flatMap(({ on, off }) =>
    Array.from(on, (n, i) => n + off[i]!).filter((n) => n > 0),
  );
  counts.sort((a, b) => a - b);
  return counts[Math.floor(0.9 * (counts.length - 1))] ?? 1;
}

function colourOf(on: number, off: number, onInk: Rgb, full: number): Rgb {
  const total = on + off;
  if (total === 0) return WHITE;
  return mix(WHITE, mix(OFF, onInk, on / total), Math.min(1, 0.3 + (0.7 * total) / full));
}
