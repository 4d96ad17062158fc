/** What the process of a study and the processes of its runs tell each other. */
import { MotifsmithError } from '../core/errors.ts';
import type { Plan } from '../run/schema/plan.ts';
import type { JobProgress } from '../training/job.ts';
import type { Cell } from './study-record.ts';

/** One run, as a worker is given it. */
export interface CellJob {
  /** Its run directory. */
  readonly folder: string;
  /** Of one member: one seed and nothing beside. */
  readonly plan: Plan;
}

/** A failure as it goes between processes and into `failures.json`. */
export interface FailureReport {
  readonly kind: string;
  readonly message: string;
  readonly where: string | null;
  readonly remedy: string | null;
}

/** A run that could not be finished: one entry of `failures.json`. */
export interface CellFailure extends Cell, FailureReport {
  /** How often it was tried in the last sitting. */
  readonly attempts: number;
}

export type ToWorker =
  | { readonly type: 'job'; readonly job: CellJob }
  /** Save and end. */
  | { readonly type: 'stop' };

export type FromWorker =
  /** The process listens. */
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'warning'; readonly failure: FailureReport }
  | { readonly type: 'finished'; readonly accuracy: number }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly failure: FailureReport };

export function describeFailure(error: unknown): FailureReport {
  if (error instanceof MotifsmithError) {
    const { kind, message, where, remedy } = error;
    return { kind, message, where: where ?? null, remedy: remedy ?? null };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: 'internal', message: text, where: null, remedy: null };
}
