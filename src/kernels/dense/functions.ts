/** Functions of many float64 numbers, two at a time, with the bits of those that `exp` of core/math.ts makes. */

import { type Block, copyIn, copyOut } from './blocks.ts';
import { dense, PLACES } from './instance.ts';

/** 1/(1 + e^−x) of a block, in place. */
export function logisticOf(block: Block, rows: number, columns: number): void {
  inPlace('logistic', block, rows, columns);
}

/** tanh x of a block, in place, to 1e-15. */
export function tanhOf(block: Block, rows: number, columns: number): void {
  inPlace('tanh', block, rows, columns);
}

function inPlace(
  name: 'logistic' | 'tanh',
  { data, at, stride }: Block,
  rows: number,
  columns: number,
): void {
  const { kernels } = dense();
  const wide = Math.min(columns, PLACES.loaded);
  const tall = Math.floor(PLACES.loaded / wide);
  for (let j = 0; j < columns; j += wide) {
    const width = Math.min(wide, columns - j);
    for (let i = 0; i < rows; i += tall) {
      const height = Math.min(tall, rows - i);
      const block = { data, at: at + i * stride + j, stride };
      copyIn(0, width, block, height, width);
      kernels[name](0, height * width);
      copyOut(0, width, block, height, width);
    }
  }
}
