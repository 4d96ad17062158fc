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
  { data, at, stride }: Block,
  rows: number,
  columns: number,
): void {
  const memory = dense().numbers;
  if (columns === stride && columns === width) {
    memory.set(data.subarray(at, at + rows * columns), tile);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const [from, to] = [at + r * stride, tile + r * width];
    if (columns >= SHORT) memory.set(data.subarray(from, from + columns), to);
    else for (let c = 0; c < columns; c++) memory[to + c] = data[from + c]!;
  }
}

/** Copies a tile back. */
export function copyOut(
  tile: number,
  width: number,
  { data, at, stride }: Block,
  rows: number,
  columns: number,
): void {
  const memory = dense().numbers;
  for (let r = 0; r < rows; r++) {
    const [from, to] = [tile + r * width, at + r * stride];
    if (columns >= SHORT) data.set(memory.subarray(from, from + columns), to);
    else for (let c = 0; c < columns; c++) data[to + c] = memory[from + c]!;
  }
}
