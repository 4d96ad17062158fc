/** What the process of a study and the processes of its runs say to each other. */
import type { Plan } from '../run/schema/plan.ts';
import type { JobProgress } from '../training/job.ts';
import type { FailureReport } from './failures.ts';

/** One run, as a worker is given it. */
export interface CellJob {
  /** Its run directory. */
  readonly folder: string;
  /** Of one member: one seed and no comparisons. */
  readonly plan: Plan;
  /** The data must have this fingerprint, if it is given: their path comes from elsewhere. */
  readonly fingerprint?: string | null;
  /** Threads that share its work; one if left out. */
  readonly threads?: number;
}

export type ToWorker =
  | { readonly type: 'job'; readonly job: CellJob }
  /** Save and end. */
  | { readonly type: 'stop' };

/** What a run's process tells while it is at work. */
export type CellNews =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  /** One was saved, and with it all that the run can be resumed from. */
  | { readonly type: 'checkpoint' }
  | { readonly type: 'warning'; readonly failure: FailureReport };

/** How it ended. */
export type CellOutcome =
  | { readonly type: 'finished'; readonly accuracy: number }
  | { readonly type: 'stopped' }
  /** Another process is at work on the run, as the failure says. */
  | { readonly type: 'busy'; readonly failure: FailureReport }
  | { readonly type: 'failed'; readonly failure: FailureReport };

export type FromWorker =
  /** The process is listening. */
  { readonly type: 'ready' } | CellNews | CellOutcome;
