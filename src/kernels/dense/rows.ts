/** Rows of a dense matrix that a list picks: what events of 1 make of a product. */
import { dense, NUMBER, PLACES } from './instance.ts';

/** A matrix in the memory of the kernels, until the next one is loaded. */
export interface LoadedRows {
  /** [columns] a row to add to or from; 0 at first. */
  readonly row: Float64Array;
  /** Reads the rows that are to be picked. */
  list(rows: ArrayLike<number>): void;
  /** row += the rows that entries `first` … `last` − 1 of the list pick. */
  gather(first: number, last: number): void;
  /** Adds `row` to those rows. */
  scatter(first: number, last: number): void;
  /** Writes the matrix back. */
  store(): void;
}

/**
 * @param matrix [rows][columns]
 * @param longest entries of the longest list
 */
export function loadRows(matrix: Float64Array, columns: number, longest: number): LoadedRows {
  const width = columns + (columns % 2);
  const rows = matrix.length / columns;
  const row = PLACES.loaded;
  const table = row + width;
  const list = table + rows * width;
  const { kernels, numbers } = dense(list + Math.ceil(longest / 2));
  const copy = (each: (from: number, to: number) => void) => {
    for (let r = 0; r < rows; r++) each(r * columns, table + r * width);
  };
  numbers.fill(0, row, table);
  copy((from, to) => numbers.set(matrix.subarray(from, from + columns), to));
  const entries = new Uint32Array(numbers.buffer, list * NUMBER, longest);
  return {
    row: numbers.subarray(row, row + columns),
    list: (picked) => entries.set(picked),
    gather: (first, last) =>
      kernels.addRows(row * NUMBER, table * NUMBER, list * NUMBER, first, last, width),
    scatter: (first, last) =>
      kernels.addToRows(table * NUMBER, row * NUMBER, list * NUMBER, first, last, width),
    store: () => copy((from, to) => matrix.set(numbers.subarray(to, to + columns), from)),
  };
}
