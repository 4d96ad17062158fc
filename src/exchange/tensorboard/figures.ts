/** Figures of a run as images: motifs, recurrent weights, the confusion matrix, the search over time. */
import { encode } from 'fast-png';
import type { MotifLayer } from '../../model/architecture-schema.ts';
import type { ConnectionType } from '../../model/connection-types.ts';
import type { EncodedImage } from './events.ts';

type Colour = readonly [number, number, number];

/** Safe for colour-blind readers (Okabe and Ito). */
const BLUE: Colour = [0, 114, 178];
const VERMILION: Colour = [213, 94, 0];
const WHITE: Colour = [255, 255, 255];
const GREY: Colour = [235, 235, 235];

const TYPE_COLOURS: Record<ConnectionType, Colour> = { exc: BLUE, inh: VERMILION, none: GREY };

/** Side of a figure that cells are enlarged to, pixels. */
const SIDE = 384;
/** Figures with more columns or rows than this are not drawn. */
export const LARGEST_FIGURE = 2048;

/** A matrix of coloured cells; null if it is too large to be drawn. */
function draw(
  rows: number,
  columns: number,
  colour: (row: number, column: number) => Colour,
): EncodedImage | null {
  if (rows > LARGEST_FIGURE || columns > LARGEST_FIGURE) return null;
  const cell = Math.max(1, Math.floor(SIDE / Math.max(rows, columns)));
  const [width, height] = [columns * cell, rows * cell];
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [red, green, blue] = colour(row, column);
      for (let y = row * cell; y < (row + 1) * cell; y++) {
        for (let x = column * cell; x < (column + 1) * cell; x++) {
          const at = 3 * (y * width + x);
          data[at] = red;
          data[at + 1] = green;
          data[at + 2] = blue;
        }
      }
    }
  }
  return { width, height, png: encode({ width, height, data, channels: 3, depth: 8 }) };
}

/** From white to a colour; `share` 0 to 1. */
const shade = (colour: Colour, share: number): Colour => [
  Math.round(255 + (colour[0] - 255) * share),
  Math.round(255 + (colour[1] - 255) * share),
  Math.round(255 + (colour[2] - 255) * share),
];

/** Connection types of a motif: rows are targets; after a gap, the motif before and the one after. */
export function motifFigure({ motif }: MotifLayer): EncodedImage | null {
  const { size, intra, inter } = motif;
  return draw(size, size + 3, (p, q) => {
    if (q < size) return TYPE_COLOURS[intra[p]![q]!];
    return q === size ? WHITE : TYPE_COLOURS[inter[p]![q - size - 1]!];
  });
}

/**
 * Weights `[target][source]`: blue above 0, vermilion below, white where there is none. Each sign has a
 * scale of its own: trained excitation is a tenth of the fixed inhibition and would not be seen.
 */
export function weightFigure(weights: ArrayLike<number>, neurons: number): EncodedImage | null {
  let [most, least] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    most = Math.max(most, weights[k]!);
    least = Math.min(least, weights[k]!);
  }
  return draw(neurons, neurons, (target, source) => {
    const weight = weights[target * neurons + source]!;
    if (weight === 0) return WHITE;
    return weight > 0 ? shade(BLUE, weight / most) : shade(VERMILION, weight / least);
  });
}

/** Share of each true class (row) that was taken for each class (column). */
export function confusionFigure(confusion: readonly (readonly number[])[]): EncodedImage | null {
  const sums = confusion.map((row) => row.reduce((sum, n) => sum + n, 0));
  return draw(confusion.length, confusion.length, (row, column) =>
    shade(BLUE, sums[row]! > 0 ? confusion[row]![column]! / sums[row]! : 0),
  );
}

/** Probabilities over time, one row a candidate, one column a moment; long runs are thinned out. */
export function courseFigure(course: readonly (readonly number[])[]): EncodedImage | null {
  const every = Math.ceil(course.length / SIDE);
  const moments = course.filter((_, k) => k % every === 0);
  const candidates = course[0]!.length;
  const height = Math.max(1, Math.floor(SIDE / (4 * candidates)));
  return draw(candidates * height, moments.length, (row, moment) =>
    shade(BLUE, moments[moment]![Math.floor(row / height)]!),
  );
}
