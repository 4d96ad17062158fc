/** What the states of a study's cells are called, on a terminal and in the studio. */
import { count } from './format.ts';

/** In the order in which they are counted up. */
export const CELL_STATES = {
  waiting: 'waiting',
  working: 'at work',
  stopped: 'stopped',
  failed: 'failed',
  damaged: 'damaged',
  finished: 'done',
} as const;

/** `stopped`: begun, not finished, and nobody is at work on it. `damaged`: a file of its run cannot be read. */
export type CellState = keyof typeof CELL_STATES;

/** `3 done, 1 failed` */
export function tally(states: readonly CellState[]): string {
  const counts = (Object.keys(CELL_STATES) as CellState[]).flatMap((state) => {
    const n = states.filter((one) => one === state).length;
    return n === 0 ? [] : [`${count(n)} ${CELL_STATES[state]}`];
  });
  return counts.join(', ');
}
