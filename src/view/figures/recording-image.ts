/** A recording as a PNG: ON events orange, OFF events blue, darker where there are more; black for one polarity. */
import type { AddressEvents } from '../../data/events/address-events.ts';
import { EVENT_COLOURS, rgb, THEMES } from '../palette.ts';
import { Pixels } from '../pixels.ts';
import { cellColour, panelsOf, usualCount } from './recording-panels.ts';

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
  const inks = { empty: WHITE, on: events.sensor.polarities === 1 ? ONLY : ON, off: OFF };
  panels.forEach((panel, p) => {
    const left = GAP + p * (width * scaleX + GAP);
    for (let i = 0; i < width * height; i++) {
      const colour = cellColour(panel, i, inks, full);
      const x = left + (i % width) * scaleX;
      image.fill(x, GAP + Math.floor(i / width) * scaleY, scaleX, scaleY, colour);
    }
  });
  return image.png();
}
