/** The topology of a motif as a matrix of signs, which stays readable where a graph does not. */
import * as Plot from '@observablehq/plot';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import type { ConnectionType } from '../../model/connection-types.ts';
import { cssColour } from '../../view/palette.ts';
import { type Drawing, drawPlot, ON_DATA, SOFT } from './drawing.ts';
import { PIXEL_EXC, PIXEL_INH, picture } from './png.ts';

/** Above this size cells are too small for signs and too many for elements: a picture shows them. */
const MOST_SIGNS = 20;
/** Pixels of a cell in a picture; an inhibitory one is a bar in its middle. */
const CELL = 5;

interface Cell {
  readonly p: number;
  /** Column: 0 … v − 1 the motif itself, v + gap and one more the lateral ones. */
  readonly q: number;
  readonly type: ConnectionType;
}

/**
 * Rows are targets; columns sources in the same motif, then in the motif before and after if there is
 * any lateral connection.
 */
export function drawMotifMatrix({ size, intra, inter }: MotifTopology): Drawing {
  const lateral = inter.flat().some((type) => type !== 'none');
  const gap = Math.max(1, Math.round(size * 0.04));
  const columns = lateral ? size + gap + 2 : size;
  const existing: Cell[] = [
    ...intra.flatMap((row, p) => row.map((type, q) => ({ p, q, type }))),
    ...inter.flatMap((row, p) => row.map((type, d) => ({ p, q: size + gap + d, type }))),
  ].filter(({ type }) => type !== 'none');
  const ticks = Array.from({ length: size }, (_, p) => p + 1).filter(
    (p) => size <= 12 || p === 1 || p === size || (p % every(size) === 0 && p < size - 1),
  );
  const frame = (x1: number, x2: number) =>
    Plot.rect([{}], { x1, x2, y1: 0, y2: size, stroke: SOFT, strokeOpacity: 0.5 });
  return (width) => {
    const inner = width - 46 - 14;
    const height = (inner * size) / columns;
    return drawPlot({
      width,
      height: Math.round(height) + 24 + 34,
      x: {
        domain: [0, columns],
        label: null,
        ticks: [
          ...ticks.map((p) => p - 0.5),
          ...(lateral ? [size + gap + 0.5, size + gap + 1.5] : []),
        ],
        tickFormat: (at: number) =>
          at < size ? String(at + 0.5) : at < size + gap + 1 ? 'b' : 'a',
        tickSize: 0,
      },
      y: {
        domain: [size, 0],
        label: 'to neuron',
        labelArrow: 'none',
        ticks: ticks.map((p) => p - 0.5),
        tickFormat: (at: number) => String(at + 0.5),
        tickSize: 0,
      },
      marks: [
        ...(size > MOST_SIGNS
          ? [imageOf(existing, columns, size, inner, height)]
          : signsOf(existing, inner / columns)),
        frame(0, size),
        ...(lateral ? [frame(size + gap, columns)] : []),
      ],
    });
  };
}

const every = (size: number): number => [5, 10, 50, 100, 500].find((by) => size / by <= 10) ?? 1000;

function signsOf(cells: readonly Cell[], cell: number): Plot.Markish[] {
  return [
    Plot.rect(cells, {
      x1: ({ q }: Cell) => q + 0.06,
      x2: ({ q }: Cell) => q + 0.94,
      y1: ({ p }: Cell) => p + 0.06,
      y2: ({ p }: Cell) => p + 0.94,
      fill: ({ type }: Cell) => (type === 'exc' ? cssColour('exc') : cssColour('inh')),
    }),
    Plot.text(cells, {
      x: ({ q }: Cell) => q + 0.5,
      y: ({ p }: Cell) => p + 0.5,
      text: ({ type }: Cell) => (type === 'exc' ? '+' : '−'),
      fill: ON_DATA,
      fontWeight: 'bold',
      fontSize: Math.min(16, 0.75 * cell),
    }),
  ];
}

function imageOf(
  cells: readonly Cell[],
  columns: number,
  rows: number,
  width: number,
  height: number,
): Plot.Markish {
  const types = new Map(cells.map(({ p, q, type }) => [p * columns + q, type]));
  // Very large motifs are thinned to a pixel a cell.
  const cell = rows > 200 ? 1 : CELL;
  const image = picture(columns * cell, rows * cell, (y, x) => {
    const type = types.get(Math.floor(y / cell) * columns + Math.floor(x / cell));
    if (type === undefined) return null;
    if (type === 'exc') return { colour: PIXEL_EXC, strength: 1 };
    const middle = cell === 1 || (y % cell > 0 && y % cell < cell - 1);
    return middle ? { colour: PIXEL_INH, strength: 1 } : null;
  });
  return Plot.image([0], {
    x: columns / 2,
    y: rows / 2,
    width,
    height,
    src: () => image.uri,
    preserveAspectRatio: 'none',
    imageRendering: 'pixelated',
  });
}
