/** The cells of a study as lists, for people and for programs. */

import { shellWord } from '../core/shell-word.ts';
import type { CellCost } from '../study/cost-forecast.ts';
import type { Study } from '../study/study-record.ts';
import type { CellReport } from '../study/study-status.ts';
import { CELL_STATES, tally } from '../view/cell-states.ts';
import { bytes, counted, duration } from '../view/format.ts';
import { textTable } from '../view/text-table.ts';

/** @param folder of the study */
export function cellsJson(study: Study, folder: string, cells: readonly CellReport[]): object {
  return {
    format: 'motifsmith-cells',
    formatVersion: 1,
    study: study.name,
    folder,
    cells: cells.map(cellJson),
  };
}

export const cellJson = ({ index, id, state, forecast }: CellReport): object => ({
  index,
  id,
  state,
  forecast,
});

export const tallyOf = (cells: readonly CellReport[]): string =>
  tally(cells.map(({ state }) => state));

/** What some cells have come to. @param folder of the study */
export const cellsPrintout = (cells: readonly CellReport[], folder: string): string =>
  cells.length === 0
    ? 'There is no cell to do.\n'
    : [
        `${counted(cells.length, 'cell')}: ${tallyOf(cells)}. Folder: ${folder}`,
        `Tables, once all of the study is done: motifsmith study collect ${shellWord(folder)}, with the folders of other machines if there are any.`,
        '',
      ].join('\n');

/** The list of cells, with what they will take. */
export function cellListPrintout(cells: readonly CellReport[]): string {
  if (cells.length === 0) return 'There is no cell to do.\n';
  const left = cells.filter(({ state }) => state !== 'finished' && state !== 'failed');
  const costs = left.flatMap(({ forecast }) => forecast ?? []);
  const sum = (figure: (cost: CellCost) => number) =>
    costs.reduce((total, cost) => total + figure(cost), 0);
  const expected =
    costs.length === 0
      ? 'What they will take shows once one of them is done.'
      : `To do: about ${duration(sum(({ cpuSeconds }) => cpuSeconds))} of one core, ${bytes(Math.max(...costs.map(({ peakBytes }) => peakBytes)))} of memory a run, ${bytes(sum(({ diskBytes }) => diskBytes))} on the disk.`;
  return [
    textTable([
      ['cell', 'index', 'state', 'CPU', 'memory', 'disk'],
      ...cells.map(({ id, index, state, forecast }) => [
        id,
        String(index),
        CELL_STATES[state],
        duration(forecast?.cpuSeconds),
        bytes(forecast?.peakBytes),
        bytes(forecast?.diskBytes),
      ]),
    ]),
    '',
    `${counted(cells.length, 'cell')}: ${tallyOf(cells)}.`,
    ...(left.length > 0 ? [expected] : []),
    '',
  ].join('\n');
}
