/** Spikes counted by the cells of a picture: more steps or neurons than it has share one. */

export interface SpikeBins {
  readonly columns: number;
  readonly rows: number;
  /** Steps in a column and neurons in a row. */
  readonly perColumn: number;
  readonly perRow: number;
  /** [rows][columns] spikes; the first row is neuron 0. */
  readonly counts: Uint32Array;
  /** Of the cell with most spikes, at least 1. */
  readonly most: number;
}

export interface Spikes {
  readonly neurons: number;
  readonly steps: number;
  /** [spikes] step and neuron of each. */
  readonly times: ArrayLike<number>;
  readonly sources: ArrayLike<number>;
}

/** @param room largest numbers of columns and rows */
export function binSpikes(
  { neurons, steps, times, sources }: Spikes,
  room: { readonly columns: number; readonly rows: number },
): SpikeBins {
  const [perColumn, perRow] = [Math.ceil(steps / room.columns), Math.ceil(neurons / room.rows)];
  const [columns, rows] = [Math.ceil(steps / perColumn), Math.ceil(neurons / perRow)];
  const counts = new Uint32Array(columns * rows);
  let most = 1;
  for (let k = 0; k < times.length; k++) {
    const at = Math.floor(sources[k]! / perRow) * columns + Math.floor(times[k]! / perColumn);
    counts[at]! += 1;
    most = Math.max(most, counts[at]!);
  }
  return { columns, rows, perColumn, perRow, counts, most };
}

/** How strongly a cell is drawn, from 0 for none to 1; a single spike must be seen. */
export function binStrength(
  { counts, most, columns }: SpikeBins,
  row: number,
  column: number,
): number {
  const count = counts[row * columns + column]!;
  return count === 0 ? 0 : 0.5 + (0.5 * count) / most;
}
