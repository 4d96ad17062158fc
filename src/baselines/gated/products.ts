/** The products of matrices in which gated networks spend their time. */
import type { Block } from '../../kernels/dense/blocks.ts';
import { addMatrixProduct } from '../../kernels/dense/products.ts';

/** y += x·w. @param rows of x and y @param inner columns of x, rows of w @param columns of w and y */
export function addProduct(
  y: Block,
  x: Block,
  w: Block,
  rows: number,
  inner: number,
  columns: number,
): void {
  addMatrixProduct(y, x, w, [rows, inner, columns]);
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
  addMatrixProduct(x, y, w, [rows, columns, inner], { b: true });
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
  addMatrixProduct(w, x, y, [inner, rows, columns], { a: true });
}

/** b += Σ over the rows of y. */
export function addRowSum(b: Float64Array, y: Block, rows: number): void {
  for (let r = 0; r < rows; r++) {
    const row = y.at + r * y.stride;
    for (let m = 0; m < b.length; m++) b[m]! += y.data[row + m]!;
  }
}
