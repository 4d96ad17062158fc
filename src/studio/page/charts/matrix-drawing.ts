/**
 * Draws the part of a matrix of connections that is in sight: cell by cell where cells are large, and as
 * a picture of densities where many of them fall into one pixel.
 */
import { mix, rgb } from '../../../view/palette.ts';
import type { ConnectionRows } from '../motif/connection-rows.ts';

/** Where the reader looks: neuron at the left and upper edge, and CSS pixels a neuron. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface MatrixColours {
  readonly exc: string;
  readonly inh: string;
  readonly surface: string;
  readonly line: string;
}

export interface MatrixContent {
  readonly rows: ConnectionRows;
  /** [edges] of excitatory or dense connections; null: all alike. */
  readonly weights: ArrayLike<number> | null;
  /** Weight that is drawn in full colour. */
  readonly strongest: number;
}

/** Below this many device pixels a neuron, connections are counted by pixel. */
const CELL_PIXELS = 2.5;

/** How strongly a connection is drawn, 0 … 1, negative for an inhibitory one. */
function strength({ weights, strongest }: MatrixContent, sign: 1 | -1 | 0, edge: number): number {
  if (sign === -1 || weights === null) return sign === -1 ? -1 : 1;
  const part = weights[edge]! / (strongest || 1);
  const least = sign === 0 ? 0 : 0.15;
  return Math.sign(part || 1) * Math.min(1, least + (1 - least) * Math.abs(part));
}

export function drawMatrix(
  context: CanvasRenderingContext2D,
  size: number,
  ratio: number,
  content: MatrixContent,
  sight: Sight,
  colours: MatrixColours,
): void {
  const { rows } = content;
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, size, size);
  if (sight.scale * ratio < CELL_PIXELS) drawDensity(context, size, ratio, content, sight, colours);
  else drawCells(context, size, content, sight, colours);
  const { period } = rows;
  if (period === null || period * sight.scale < 26) return;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.beginPath();
  for (
    let k = Math.ceil(sight.x / period) * period;
    k <= sight.x + size / sight.scale;
    k += period
  ) {
    const at = Math.round((k - sight.x) * sight.scale) + 0.5;
    if (k > rows.neurons) break;
    context.moveTo(at, 0);
    context.lineTo(at, size);
  }
  for (
    let k = Math.ceil(sight.y / period) * period;
    k <= sight.y + size / sight.scale;
    k += period
  ) {
    const at = Math.round((k - sight.y) * sight.scale) + 0.5;
    if (k > rows.neurons) break;
    context.moveTo(0, at);
    context.lineTo(size, at);
  }
  context.stroke();
}

function visible(rows: ConnectionRows, from: number, length: number): [number, number] {
  return [Math.max(0, Math.floor(from)), Math.min(rows.neurons, Math.ceil(from + length))];
}

function drawCells(
  context: CanvasRenderingContext2D,
  size: number,
  content: MatrixContent,
  { x, y, scale }: Sight,
  colours: MatrixColours,
): void {
  const [first, end] = visible(content.rows, y, size / scale);
  const edge = scale > 5 ? scale - 1 : scale;
  const signs: { x: number; y: number; plus: boolean }[] = [];
  for (let target = first; target < end; target++) {
    const top = (target - y) * scale;
    content.rows.row(target, (source, sign, index) => {
      const left = (source - x) * scale;
      if (left + scale < 0 || left > size) return;
      const s = strength(content, sign, index);
      context.globalAlpha = Math.abs(s);
      context.fillStyle = s > 0 ? colours.exc : colours.inh;
      context.fillRect(left, top, edge, edge);
      if (scale >= 16 && Math.abs(s) > 0.4) {
        signs.push({ x: left + edge / 2, y: top + edge / 2, plus: s > 0 });
      }
    });
  }
  context.globalAlpha = 1;
  context.strokeStyle = colours.surface;
  context.lineWidth = 2;
  context.beginPath();
  for (const sign of signs) {
    const arm = scale * 0.18;
    context.moveTo(sign.x - arm, sign.y);
    context.lineTo(sign.x + arm, sign.y);
    if (!sign.plus) continue;
    context.moveTo(sign.x, sign.y - arm);
    context.lineTo(sign.x, sign.y + arm);
  }
  context.stroke();
}

function drawDensity(
  context: CanvasRenderingContext2D,
  size: number,
  ratio: number,
  content: MatrixContent,
  { x, y, scale }: Sight,
  colours: MatrixColours,
): void {
  const side = Math.round(size * ratio);
  const perNeuron = scale * ratio;
  /** Pixels that a neuron covers, wholly or in part. */
  const wide = Math.ceil(perNeuron);
  const exc = new Float32Array(side * side);
  const inh = new Float32Array(side * side);
  const [first, end] = visible(content.rows, y, size / scale);
  for (let target = first; target < end; target++) {
    const row = Math.floor((target - y) * perNeuron);
    if (row < 0 || row >= side) continue;
    content.rows.row(target, (source, sign, index) => {
      const column = Math.floor((source - x) * perNeuron);
      if (column < 0 || column >= side) return;
      const s = strength(content, sign, index);
      const sums = s > 0 ? exc : inh;
      for (let dy = 0; dy < wide && row + dy < side; dy++) {
        for (let dx = 0; dx < wide && column + dx < side; dx++) {
          sums[(row + dy) * side + column + dx]! += Math.abs(s);
        }
      }
    });
  }
  const image = context.createImageData(side, side);
  const [exciting, inhibiting] = [rgb(colours.exc), rgb(colours.inh)];
  const background = rgb(colours.surface);
  // A pixel that holds as many connections as fit along its edge is in full colour.
  const full = Math.max(1, 1 / perNeuron);
  for (let k = 0; k < exc.length; k++) {
    const sum = exc[k]! + inh[k]!;
    const alpha = sum === 0 ? 0 : Math.min(1, 0.25 + (0.75 * sum) / full);
    const lean = sum === 0 ? 0 : exc[k]! / sum;
    image.data.set(mix(background, mix(inhibiting, exciting, lean), alpha), 4 * k);
    image.data[4 * k + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
