/** How far each cell of a study is, as its folder shows it to whoever looks: on this machine or a shared disk. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAtWork, LOCK_FILE, type LockHolder, lockHolder } from '../run/lock/lock.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import type { CellState } from '../view/cell-states.ts';
import { FAILURE_FILE } from './failures.ts';
import { orderedCells } from './order.ts';
import { type RemoteWorker, readRemoteCells } from './remote-cells.ts';
import { type Cell, type CellPlan, cellFolder, cellId } from './study-record.ts';

export interface CellStatus {
  /** Place in the order of the study, from 0. */
  readonly index: number;
  readonly id: string;
  readonly cell: Cell;
  readonly state: CellState;
  /** Of the run's lock, or the worker of a queue; one that was left by a dead process shows as such. */
  readonly holder: LockHolder | null;
}

/** @param folder of the study, which need not be there */
export async function cellStates(folder: string, study: CellPlan): Promise<CellStatus[]> {
  const states: CellStatus[] = [];
  const remote = await readRemoteCells(folder, await lockHolder(folder));
  for (const [index, cell] of orderedCells(study).entries()) {
    const run = join(folder, cellFolder(cell));
    const names = await readdir(run).catch((): string[] => []);
    const holder = names.includes(LOCK_FILE) ? await lockHolder(run) : null;
    const id = cellId(cell);
    const state = stateOf(names, holder);
    const worker = state === 'finished' || state === 'working' ? undefined : remote.get(id);
    states.push({ index, id, cell, ...(worker ? remotely(worker) : { state, holder }) });
  }
  return states;
}

/** The cell of a worker of a queue, of which this folder sees nothing until it is done. */
const remotely = (worker: RemoteWorker): Pick<CellStatus, 'state' | 'holder'> => ({
  state: 'working',
  holder: { ...worker, state: 'unknown', here: false },
});

/** @param names of the files of the run */
function stateOf(names: readonly string[], holder: LockHolder | null): CellState {
  if (names.includes(RUN_FILES.summary) && names.includes(RUN_FILES.analysis)) return 'finished';
  if (isAtWork(holder)) return 'working';
  if (names.includes(FAILURE_FILE)) return 'failed';
  return names.includes(RUN_FILES.config) ? 'stopped' : 'waiting';
}
