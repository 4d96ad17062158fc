/**
 * A recording as small pictures of event counts: for a camera, one per slice of time; for a cochlea, one
 * picture of channels over time.
 */
import type { AddressEvents } from '../../data/events/address-events.ts';
import { mix, type Rgb } from '../palette.ts';

export interface Panel {
  readonly width: number;
  readonly height: number;
  /** [height · width] events of each polarity, row by row; a single polarity counts as ON. */
  readonly on: Float64Array;
  readonly off: Float64Array;
}

export interface PanelOptions {
  /** Pictures of a camera's recording. */
  readonly slices: number;
  /** Columns of the picture of a cochlea's recording. */
  readonly columns: number;
  /** Largest width and height; cells are pooled to fit. */
  readonly most: { readonly width: number; readonly height: number };
}

const emptyPanel = (width: number, height: number): Panel => ({
  width,
  height,
  on: new Float64Array(width * height),
  off: new Float64Array(width * height),
});

/** Pictures of a recording, in the order of time. */
export function panelsOf(events: AddressEvents, options: PanelOptions): Panel[] {
  return events.sensor.height === 1 ? [timePanel(events, options)] : slicePanels(events, options);
}

const lengthOf = ({ times }: AddressEvents): number => (times.at(-1) ?? 0) + 1;

function count(panel: Panel, { sensor, polarity }: AddressEvents, e: number, at: number): void {
  const on = sensor.polarities === 1 || polarity[e] === 1;
  (on ? panel.on : panel.off)[at]! += 1;
}

/** The first channel at the top, as in a spectrogram of an ear whose first channel is the highest. */
function timePanel(events: AddressEvents, { columns, most }: PanelOptions): Panel {
  const { sensor, times, x } = events;
  const pool = Math.ceil(sensor.width / most.height);
  const panel = emptyPanel(Math.min(columns, most.width), Math.ceil(sensor.width / pool));
  const length = lengthOf(events);
  for (let e = 0; e < times.length; e++) {
    const column = Math.floor((times[e]! / length) * panel.width);
    count(panel, events, e, Math.floor(x[e]! / pool) * panel.width + column);
  }
  return panel;
}

function slicePanels(events: AddressEvents, { slices, most }: PanelOptions): Panel[] {
  const { sensor, times, x, y } = events;
  const pool = Math.max(
    Math.ceil(sensor.width / most.width),
    Math.ceil(sensor.height / most.height),
  );
  const size = [Math.ceil(sensor.width / pool), Math.ceil(sensor.height / pool)] as const;
  const panels = Array.from({ length: slices }, () => emptyPanel(...size));
  const length = lengthOf(events);
  for (let e = 0; e < times.length; e++) {
    const panel = panels[Math.floor((times[e]! / length) * slices)]!;
    const row = Math.floor(y[e]! / pool);
    count(panel, events, e, row * panel.width + Math.floor(x[e]! / pool));
  }
  return panels;
}

/** A typical high count: nine tenths of the cells with events have at most this many, so that a few hot pixels do not darken the rest. */
export function usualCount(panels: readonly Panel[]): number {
  const counts = panels.flatMap(({ on, off }) =>
    Array.from(on, (n, i) => n + off[i]!).filter((n) => n > 0),
  );
  counts.sort((a, b) => a - b);
  return counts[Math.floor(0.9 * (counts.length - 1))] ?? 1;
}

/** Colours of a picture of events. */
export interface EventInks {
  readonly empty: Rgb;
  readonly on: Rgb;
  readonly off: Rgb;
}

/** The colour of cell i. @param full as `usualCount` gives it */
export function cellColour(
  panel: Panel,
  i: number,
  { empty, on, off }: EventInks,
  full: number,
): Rgb {
  const total = panel.on[i]! + panel.off[i]!;
  if (total === 0) return empty;
  return mix(empty, mix(off, on, panel.on[i]! / total), Math.min(1, 0.3 + (0.7 * total) / full));
}
