/**
 * Which cells of a study a process does, when several machines share it: a shard, cells by their ids, or one by
 * its index. It follows from the study alone, so that machines that know nothing of each other agree.
 */
import { MotifsmithError } from '../core/errors.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { orderedCells, roughCosts } from './order.ts';
import { type Cell, cellId, entryName, type Study } from './study-record.ts';

export type CellSelection =
  /** One of `count` parts that take about as long as each other; `number` counts from 1. */
  | { readonly by: 'shard'; readonly number: number; readonly count: number }
  | { readonly by: 'ids'; readonly ids: readonly string[] }
  /** Place in the order of the study, from 0. */
  | { readonly by: 'index'; readonly index: number };

/**
 * The cells selected, in the order of the study; of a shard perhaps none.
 * @throws MotifsmithError `usage` for a cell that the study does not have
 */
export function selectCells(study: Study, selection: CellSelection): Cell[] {
  const cells = orderedCells(study);
  switch (selection.by) {
    case 'shard':
      return shardOf(study, cells, selection);
    case 'ids': {
      const wanted = new Set(selection.ids);
      const found = cells.filter((cell) => wanted.delete(cellId(cell)));
      for (const id of wanted) throw unknownCell(id, cells);
      return found;
    }
    case 'index': {
      const cell = cells[selection.index];
      if (cell !== undefined) return [cell];
      throw new MotifsmithError('usage', `The study has ${cells.length} cells.`, {
        where: `--cell-index ${selection.index}`,
        remedy: `Give a number from 0 to ${cells.length - 1}.`,
      });
    }
  }
}

function unknownCell(id: string, cells: readonly Cell[]): MotifsmithError {
  const near = nearestWord(id, cells.map(cellId));
  return new MotifsmithError('usage', 'The study has no such cell.', {
    where: `--cell ${id}`,
    remedy: near === null ? 'See --list-cells.' : `Did you mean ${near}?`,
  });
}

/**
 * The longest cells first, each to the shard that has least. Every data set is divided for itself: how large it is,
 * and so how its cells compare with those of others, is not known before it is read.
 */
function shardOf(
  study: Study,
  cells: readonly Cell[],
  { number, count }: { readonly number: number; readonly count: number },
): Cell[] {
  const costs = roughCosts(study);
  const costOf = (cell: Cell) => costs.get(entryName(cell))!;
  const whole = new Float64Array(count);
  const own = new Set<Cell>();
  for (const name of study.datasets) {
    const loads = new Float64Array(count);
    const ofSet = cells.filter(({ dataset }) => dataset === name);
    for (const cell of ofSet.sort((a, b) => costOf(b) - costOf(a))) {
      let least = 0;
      for (let k = 1; k < count; k++) {
        const less = loads[k]! - loads[least]! || whole[k]! - whole[least]!;
        if (less < 0) least = k;
      }
      loads[least]! += costOf(cell);
      whole[least]! += costOf(cell);
      if (least === number - 1) own.add(cell);
    }
  }
  return cells.filter((cell) => own.has(cell));
}
