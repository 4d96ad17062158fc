/** Who does the cells of a study: processes of this machine, or the workers of a queue. */
import { type CellProcess, forkCell } from './fork.ts';
import type { CellJob, CellNews } from './messages.ts';
import type { Cell } from './study-record.ts';

/** @param tell hears that the cell is at work, which may be later, and what its process tells */
export type StartCell = (
  cell: Cell,
  job: CellJob,
  tell: (news: CellNews | { readonly type: 'started' }) => void,
) => CellProcess;

export interface Workforce {
  /** Cells that it takes at a time. */
  readonly jobs: number;
  readonly start: StartCell;
  /** What the command that resumes the study needs besides its folder. */
  readonly option: string;
  /** @param finished whether nothing is left to be done */
  close?(finished: boolean): Promise<void>;
}

/** @param jobs processes at a time; each computes with one thread */
export function localWorkforce(jobs: number): Workforce {
  return {
    jobs,
    option: '',
    start: (_, job, tell) => {
      tell({ type: 'started' });
      return forkCell(job, tell);
    },
  };
}
