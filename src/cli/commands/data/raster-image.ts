/** A recording as a PNG: ON events orange, OFF events blue, darker where there are more; black for one polarity. */
import { encode } from 'fast-png';
import type { AddressEvents } from '../../../data/events/address-events.ts';
import { type Panel, panelsOf } from './panels.ts';

const SLICES = 6;
/** Size to which small pictures are enlarged, and beyond which large ones are drawn together. */
const PANEL_PIXELS = 256;
const TIME_COLUMNS = 1200;
const MOST = { width: 1280, height: 1024 };
const GAP = 4;

type Colour = readonly [number, number, number];
/** Told apart by all kinds of colour vision (Okabe and Ito). */
const ON: Colour = [213, 94, 0];
const OFF: Colour = [0, 114, 178];
const ONLY: Colour = [30, 30, 30];
const WHITE: Colour = [255, 255, 255];
const FRAME: Colour = [200, 200, 200];

/** PNG of a recording. */
export function rasterImage(events: AddressEvents): Uint8Array {
  const panels = panelsOf(events, { slices: SLICES, columns: TIME_COLUMNS, most: MOST });
  const { width, height } = panels[0]!;
  const flat = events.sensor.height === 1;
  const scaleX = flat ? 1 : Math.max(1, Math.floor(PANEL_PIXELS / Math.max(width, height)));
  const scaleY = flat ? Math.max(1, Math.floor(PANEL_PIXELS / height)) : scaleX;
  const image = new Canvas(panels.length * (width * scaleX + GAP) + GAP, height * scaleY + 2 * GAP);
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

/** A count that many cells reach: nine tenths of those with events have at most as many. */
function usualCount(panels: readonly Panel[]): number {
  const counts = panels.flatMap(({ on, off }) =>
    Array.from(on, (n, i) => n + off[i]!).filter((n) => n > 0),
  );
  counts.sort((a, b) => a - b);
  return counts[Math.floor(0.9 * (counts.length - 1))] ?? 1;
}

function colourOf(on: number, off: number, onInk: Colour, full: number): Colour {
  const total = on + off;
  if (total === 0) return WHITE;
  const strength = Math.min(1, 0.3 + (0.7 * total) / full);
  return WHITE.map((white, c) => {
    const ink = (onInk[c]! * on + OFF[c]! * off) / total;
    return Math.round(white + strength * (ink - white));
  }) as unknown as Colour;
}

class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #data: Uint8Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#data = new Uint8Array(3 * width * height);
    this.fill(0, 0, width, height, FRAME);
  }

  fill(left: number, top: number, width: number, height: number, colour: Colour): void {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) this.#data.set(colour, 3 * (y * this.#width + x));
    }
  }

  png(): Uint8Array {
    return encode({ width: this.#width, height: this.#height, data: this.#data, channels: 3 });
  }
}
