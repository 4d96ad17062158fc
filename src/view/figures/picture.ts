/**
 * Matrices with more cells than an SVG should have elements, as PNG in the page itself. Pixels are
 * transparent where there is nothing, so that a picture suits the light and the dark theme.
 */
import * as Plot from '@observablehq/plot';
import { PIXEL_COLOURS, type Rgb, rgb } from '../palette.ts';
import { Pixels } from '../pixels.ts';
import { drawPlot, SOFT } from './drawing.ts';

export const PIXEL_EXC = rgb(PIXEL_COLOURS.exc);
export const PIXEL_INH = rgb(PIXEL_COLOURS.inh);

/** One cell: a colour and how strongly it covers, 0 to 1. */
export interface Pixel {
  readonly colour: Rgb;
  readonly strength: number;
}

export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly uri: string;
}

/** @param pixel null where there is nothing */
export function picture(
  columns: number,
  rows: number,
  pixel: (row: number, column: number) => Pixel | null,
): Picture {
  const pixels = new Pixels(columns, rows, null);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const found = pixel(row, column);
      if (found) pixels.fill(column, row, 1, 1, found.colour, Math.min(1, found.strength));
    }
  }
  const png = pixels.png();
  return { columns, rows, uri: `data:image/png;base64,${Buffer.from(png).toString('base64')}` };
}

export interface PictureAxes {
  readonly x: { readonly label: string; readonly from: number; readonly to: number };
  readonly y: { readonly label: string; readonly from: number; readonly to: number };
  /** Rows count from the bottom instead of the top. */
  readonly upwards?: boolean;
  /** Height of the drawing in pixels; null for square cells. */
  readonly height: number | null;
  /** Names of the rows from below, where they are not numbers to count in. */
  readonly yNames?: readonly string[] | null;
}

/** A picture in a frame with axes. */
export function drawPicture(image: Picture, axes: PictureAxes, width: number): string {
  const [left, right, top, bottom] = [46, 14, 24, 34];
  const inner = width - left - right;
  const height = axes.height ?? Math.round((inner * image.rows) / image.columns) + top + bottom;
  const { x, y } = axes;
  return drawPlot({
    width,
    height,
    x: { label: `${x.label} →`, domain: [x.from, x.to], ticks: 5 },
    y: {
      label: axes.upwards ? `↑ ${y.label}` : `↓ ${y.label}`,
      domain: axes.upwards ? [y.from, y.to] : [y.to, y.from],
      ...(axes.yNames
        ? {
            ticks: axes.yNames.map((_, row) => row + 0.5),
            tickFormat: (at: number) => axes.yNames![Math.floor(at)] ?? '',
          }
        : { ticks: 5 }),
    },
    marks: [
      Plot.image([0], {
        x: (x.from + x.to) / 2,
        y: (y.from + y.to) / 2,
        width: inner,
        height: height - top - bottom,
        src: () => image.uri,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
      }),
      Plot.frame({ stroke: SOFT, strokeOpacity: 0.6 }),
    ],
  });
}
