import type { MotifsmithError } from '../core/errors.ts';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import type { JobProgress } from '../training/job.ts';
import type { FailureReport } from './failures.ts';
import type { Cell } from './study-record.ts';

/** Observes a study in progress, or some cells of it. */
export interface StudyObserver {
  /** The folder is open; `waiting` are the cells to be done, in order. */
  begin?(waiting: readonly Cell[], finished: number, restarted: readonly Cell[]): void;
  /** It takes a while to find out whether the process that holds the lock is alive. */
  waiting?(notice: MotifsmithError): void;
  /** Other versions of Motifsmith have started runs of it. */
  mixed?(versions: readonly string[]): void;
  /** Classes of a data set are uneven, and a method gives them no weights; `text` names them. */
  uneven?(dataset: string, text: string): void;
  /** The data of a data set are being read. */
  reading?(dataset: string, progress: ReadingProgress): void;
  start?(cell: Cell, attempt: number): void;
  progress?(cell: Cell, progress: JobProgress): void;
  warn?(cell: Cell, warning: FailureReport): void;
  /** A run has finished. */
  finish?(cell: Cell, accuracy: number): void;
  /** A run has failed; `again` if it is tried once more. */
  fail?(cell: Cell, failure: FailureReport, again: boolean): void;
  /** Another process is working on a run; its turn comes when that has ended. */
  putOff?(cell: Cell, why: string): void;
  /** A run is left to another process, or was done by one meanwhile. */
  left?(cell: Cell, why: string): void;
}
