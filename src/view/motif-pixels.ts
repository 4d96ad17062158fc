/** A motif as pixels, for programs that show nothing else and for motifs too large for an SVG. */
import { cellShade, LEVELS, type MotifTypes, matrixCells, matrixColumns } from './motif-layout.ts';
import { mix, PIXEL_COLOURS, type Rgb, rgb, THEMES } from './palette.ts';
import { Pixels } from './pixels.ts';

const { light } = THEMES;
const WHITE = rgb(light.surface);
const NONE = rgb(light.none);

export interface MotifPixels {
  readonly size: number;
  readonly types: MotifTypes;
  readonly lateral: boolean;
  /** Pixels of a cell. */
  readonly cell: number;
}

/** On white, with absent connections as cells. */
export function opaqueMotif({ size, types, lateral, cell }: MotifPixels): Pixels {
  const pixels = new Pixels(Math.round(matrixColumns(size, lateral) * cell), size * cell, WHITE);
  for (const { row, column, position } of matrixCells(size, lateral)) {
    const { sign, level } = cellShade(types, position);
    const colour = mix(NONE, rgb(light[sign]), level / LEVELS);
    pixels.fill(Math.round(column * cell), row * cell, cell, cell, colour);
  }
  return pixels;
}

/** Transparent where there is no connection; inhibition is a bar where a cell has room for one. */
export function transparentMotif({ size, types, lateral, cell }: MotifPixels): Pixels {
  const pixels = new Pixels(Math.round(matrixColumns(size, lateral) * cell), size * cell, null);
  const colours: Readonly<Record<'exc' | 'inh', Rgb>> = {
    exc: rgb(PIXEL_COLOURS.exc),
    inh: rgb(PIXEL_COLOURS.inh),
  };
  for (const { row, column, position } of matrixCells(size, lateral)) {
    const { sign, level } = cellShade(types, position);
    if (level === 0) continue;
    const bar = sign === 'inh' && cell > 2 ? 1 : 0;
    const [left, top] = [Math.round(column * cell), row * cell + bar];
    pixels.fill(left, top, cell, cell - 2 * bar, colours[sign], level / LEVELS);
  }
  return pixels;
}
