/**
 * The three products of matrices in which gated networks spend their time, in float64. The order of every sum
 * depends on its own row and column alone, so what a sample yields does not depend on the rest of its batch.
 *
 * Four rows of the long side are taken together, and wide matrices in tiles of columns: what four rows share is
 * loaded once, and a tile stays in the first cache.
 */

/** A block of a matrix: element (r, c) is `data[at + r · stride + c]`. */
export interface Block {
  readonly data: Float64Array;
  readonly at: number;
  readonly stride: number;
}

/** Columns in a tile: four rows of it take 8 KiB. */
const TILE = 256;

/** The block of a matrix of `stride` columns that starts at a row and a column. */
export const blockAt = (data: Float64Array, stride: number, row = 0, column = 0): Block => ({
  data,
  at: row * stride + column,
  stride,
});

/** y += x·w. @param rows of x and y @param inner columns of x, rows of w @param columns of w and y */
export function addProduct(
  y: Block,
  x: Block,
  w: Block,
  rows: number,
  inner: number,
  columns: number,
): void {
  const [Y, X, W] = [y.data, x.data, w.data];
  const whole = inner - (inner % 4);
  for (let from = 0; from < columns; from += TILE) {
    const to = Math.min(from + TILE, columns);
    for (let s = 0; s < whole; s += 4) {
      const w0 = w.at + s * w.stride;
      const [w1, w2, w3] = [w0 + w.stride, w0 + 2 * w.stride, w0 + 3 * w.stride];
      for (let r = 0; r < rows; r++) {
        const [at, out] = [x.at + r * x.stride + s, y.at + r * y.stride];
        const [a, b, c, d] = [X[at]!, X[at + 1]!, X[at + 2]!, X[at + 3]!];
        for (let m = from; m < to; m++) {
          Y[out + m]! += a * W[w0 + m]! + b * W[w1 + m]! + (c * W[w2 + m]! + d * W[w3 + m]!);
        }
      }
    }
    for (let s = whole; s < inner; s++) {
      const row = w.at + s * w.stride;
      for (let r = 0; r < rows; r++) {
        const a = X[x.at + r * x.stride + s]!;
        const out = y.at + r * y.stride;
        for (let m = from; m < to; m++) Y[out + m]! += a * W[row + m]!;
      }
    }
  }
}

/** x += y·wᵀ, the way back through `addProduct`; sizes as there. */
export function addProductBack(
  x: Block,
  y: Block,
  w: Block,
  rows: number,
  inner: number,
  columns: number,
): void {
  const [X, Y, W] = [x.data, y.data, w.data];
  const whole = inner - (inner % 4);
  for (let s = 0; s < whole; s += 4) {
    const w0 = w.at + s * w.stride;
    const [w1, w2, w3] = [w0 + w.stride, w0 + 2 * w.stride, w0 + 3 * w.stride];
    for (let r = 0; r < rows; r++) {
      const [from, out] = [y.at + r * y.stride, x.at + r * x.stride + s];
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let m = 0; m < columns; m++) {
        const value = Y[from + m]!;
        a += value * W[w0 + m]!;
        b += value * W[w1 + m]!;
        c += value * W[w2 + m]!;
        d += value * W[w3 + m]!;
      }
      X[out]! += a;
      X[out + 1]! += b;
      X[out + 2]! += c;
      X[out + 3]! += d;
    }
  }
  for (let s = whole; s < inner; s++) {
    const row = w.at + s * w.stride;
    for (let r = 0; r < rows; r++) {
      const from = y.at + r * y.stride;
      let sum = 0;
      for (let m = 0; m < columns; m++) sum += Y[from + m]! * W[row + m]!;
      X[x.at + r * x.stride + s]! += sum;
    }
  }
}

/** w += xᵀ·y, the gradient of `addProduct` for w; sizes as there. */
export function addOuterProduct(
  w: Block,
  x: Block,
  y: Block,
  rows: number,
  inner: number,
  columns: number,
): void {
  const [W, X, Y] = [w.data, x.data, y.data];
  const whole = rows - (rows % 4);
  for (let from = 0; from < columns; from += TILE) {
    const to = Math.min(from + TILE, columns);
    for (let r = 0; r < whole; r += 4) {
      const y0 = y.at + r * y.stride;
      const [y1, y2, y3] = [y0 + y.stride, y0 + 2 * y.stride, y0 + 3 * y.stride];
      for (let s = 0; s < inner; s++) {
        const [at, out] = [x.at + r * x.stride + s, w.at + s * w.stride];
        const [a, b] = [X[at]!, X[at + x.stride]!];
        const [c, d] = [X[at + 2 * x.stride]!, X[at + 3 * x.stride]!];
        for (let m = from; m < to; m++) {
          W[out + m]! += a * Y[y0 + m]! + b * Y[y1 + m]! + (c * Y[y2 + m]! + d * Y[y3 + m]!);
        }
      }
    }
    for (let r = whole; r < rows; r++) {
      const row = y.at + r * y.stride;
      for (let s = 0; s < inner; s++) {
        const a = X[x.at + r * x.stride + s]!;
        const out = w.at + s * w.stride;
        for (let m = from; m < to; m++) W[out + m]! += a * Y[row + m]!;
      }
    }
  }
}

/** b += Σ over the rows of y. */
export function addRowSum(b: Float64Array, y: Block, rows: number): void {
  for (let r = 0; r < rows; r++) {
    const row = y.at + r * y.stride;
    for (let m = 0; m < b.length; m++) b[m]! += y.data[row + m]!;
  }
}
