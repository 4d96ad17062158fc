/** Blocks of matrices, and their way into the memory of the kernels and back. */
import { dense } from './instance.ts';

/** A block of a matrix: element (r, c) is `data[at + r · stride + c]`. */
export interface Block {
  readonly data: Float64Array;
  readonly at: number;
  readonly stride: number;
}

/** The block of a matrix of `stride` columns that starts at a row and a column. */
export const blockAt = (data: Float64Array, stride: number, row = 0, column = 0): Block => ({
  data,
  at: row * stride + column,
  stride,
});

/** Shorter rows are copied number by number. */
const SHORT = 16;

/** Copies `rows` × `columns` numbers of a matrix to a tile of `width` columns. */
export function copyIn(
  tile: number,
  width: number,
  block: Block,
  rows: number,
  columns: number,
): void {
  copy({ data: dense().numbers, at: tile, stride: width }, block, rows, columns);
}

/** Copies a tile back. */
export function copyOut(
  tile: number,
  width: number,
  block: Block,
  rows: number,
  columns: number,
): void {
  copy(block, { data: dense().numbers, at: tile, stride: width }, rows, columns);
}

function copy(to: Block, from: Block, rows: number, columns: number): void {
  // Without gaps it is one piece.
  if (columns === from.stride && columns === to.stride) {
    to.data.set(from.data.subarray(from.at, from.at + rows * columns), to.at);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const [source, target] = [from.at + r * from.stride, to.at + r * to.stride];
    if (columns >= SHORT) to.data.set(from.data.subarray(source, source + columns), target);
    else for (let c = 0; c < columns; c++) to.data[target + c] = from.data[source + c]!;
  }
}
