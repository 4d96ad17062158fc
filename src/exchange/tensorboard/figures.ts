/** Figures of a run as images: motifs, recurrent weights, the confusion matrix, the search over time. */
import type { MotifLayer } from '../../model/architecture-schema.ts';
import { certainTypes } from '../../view/motif-layout.ts';
import { opaqueMotif } from '../../view/motif-pixels.ts';
import { mix, type Rgb, rgb, THEMES } from '../../view/palette.ts';
import { Pixels } from '../../view/pixels.ts';
import { rowShares, weightRange, weightShare } from '../../view/shares.ts';
import type { EncodedImage } from './events.ts';

const { light } = THEMES;
const WHITE = rgb(light.surface);
const SIGN_COLOURS = { exc: rgb(light.exc), inh: rgb(light.inh) };

/** Side of a figure that cells are enlarged to, pixels. */
const SIDE = 384;
/** Figures with more columns or rows than this are not drawn. */
export const LARGEST_FIGURE = 2048;

/** A matrix of coloured cells; null if it is too large to be drawn. */
function draw(
  rows: number,
  columns: number,
  colour: (row: number, column: number) => Rgb,
): EncodedImage | null {
  if (rows > LARGEST_FIGURE || columns > LARGEST_FIGURE) return null;
  const cell = Math.max(1, Math.floor(SIDE / Math.max(rows, columns)));
  const pixels = new Pixels(columns * cell, rows * cell, WHITE);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pixels.fill(column * cell, row * cell, cell, cell, colour(row, column));
    }
  }
  return image(pixels);
}

const image = (pixels: Pixels): EncodedImage => ({
  width: pixels.width,
  height: pixels.height,
  png: pixels.png(),
});

/** From white for 0 to the colour of excitation for 1, of inhibition for −1. */
const shade = (share: number): Rgb =>
  mix(WHITE, SIGN_COLOURS[share < 0 ? 'inh' : 'exc'], Math.abs(share));

/** Connection types of a motif: rows are targets; after a gap, the motif before and the one after. */
export function motifFigure({ motif }: MotifLayer): EncodedImage | null {
  const { size } = motif;
  if (size > LARGEST_FIGURE) return null;
  const cell = Math.max(1, Math.floor(SIDE / size));
  return image(opaqueMotif({ size, types: certainTypes(motif), lateral: true, cell }));
}

/** Weights `[target][source]` in the colours of excitation and inhibition, white where there is none. */
export function weightFigure(weights: ArrayLike<number>, neurons: number): EncodedImage | null {
  const range = weightRange(weights);
  return draw(neurons, neurons, (target, source) =>
    shade(weightShare(weights[target * neurons + source]!, range)),
  );
}

/** Share of each true class (row) that was taken for each class (column). */
export function confusionFigure(confusion: readonly (readonly number[])[]): EncodedImage | null {
  const shares = rowShares(confusion);
  return draw(confusion.length, confusion.length, (row, column) => shade(shares[row]![column]!));
}

/** Probabilities over time, one row a candidate, one column a moment; long runs are thinned out. */
export function courseFigure(course: readonly (readonly number[])[]): EncodedImage | null {
  const every = Math.ceil(course.length / SIDE);
  const moments = course.filter((_, k) => k % every === 0);
  const candidates = course[0]!.length;
  const height = Math.max(1, Math.floor(SIDE / (4 * candidates)));
  return draw(candidates * height, moments.length, (row, moment) =>
    shade(moments[moment]![Math.floor(row / height)]!),
  );
}
