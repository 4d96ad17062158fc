/**
 * Products of dense matrices in float64, two numbers at a time. Every sum runs in the order of its inner index, from
 * what the result holds: the result has the bits of three nested loops, and no row affects another.
 *
 * Tiles of the matrices are copied into the memory of the kernels, which takes a small part of the time of a product.
 */
import { type Block, copyIn, copyOut } from './blocks.ts';
import { dense, NUMBER, PLACES, TILE } from './instance.ts';

const padded = (count: number): number => (count + 3) & ~3;

const part = ({ data, at, stride }: Block, row: number, column: number): Block => ({
  data,
  at: at + row * stride + column,
  stride,
});

/** Which factors are stored the other way round. */
interface Turned {
  /** A is stored as [inner][rows]. */
  readonly a?: boolean;
  /** B is stored as [columns][inner]. */
  readonly b?: boolean;
}

/** C [rows][columns] += A [rows][inner] · B [inner][columns]. */
export function addMatrixProduct(
  c: Block,
  a: Block,
  b: Block,
  [rows, inner, columns]: readonly [rows: number, inner: number, columns: number],
  turned: Turned = {},
): void {
  const { kernels } = dense();
  const { c: C, a: A, b: B, turn: TURN } = PLACES;
  for (let j = 0; j < columns; j += TILE.columns) {
    const wide = Math.min(TILE.columns, columns - j);
    const width = padded(wide);
    for (let k = 0; k < inner; k += TILE.inner) {
      const deep = Math.min(TILE.inner, inner - k);
      if (turned.b) {
        copyIn(TURN, deep, part(b, j, k), wide, deep);
        kernels.transpose(B * NUMBER, TURN * NUMBER, wide, deep, width);
      } else {
        copyIn(B, width, part(b, k, j), deep, wide);
      }
      for (let i = 0; i < rows; i += TILE.rows) {
        const tall = Math.min(TILE.rows, rows - i);
        const height = padded(tall);
        const result = part(c, i, j);
        copyIn(C, width, result, tall, wide);
        if (turned.a) copyIn(A, height, part(a, k, i), deep, tall);
        else copyIn(A, deep, part(a, i, k), tall, deep);
        const [aRow, aInner] = turned.a ? [1, height] : [deep, 1];
        kernels.addProduct(
          C * NUMBER,
          A * NUMBER,
          B * NUMBER,
          height,
          deep,
          width,
          aRow * NUMBER,
          aInner * NUMBER,
        );
        copyOut(C, width, result, tall, wide);
      }
    }
  }
}
