/** What a snapshot of a search on a supernet says. */
import type { Architecture } from '../../model/architecture-schema.ts';
import type { EvaluationState } from '../../training/evaluation.ts';
import type { Cut, Measure } from '../events.ts';
import type { Stage } from './calendar.ts';
import type { IterationSums } from './iteration.ts';
import type { SearchedNetworkState } from './searched-network.ts';
import type { SelectionState } from './selection.ts';

/** What comes next in a stage: iterations, an evaluation, the decision what stays, an evaluation after the cut. */
export type Task = 'search' | 'before' | 'select' | 'after';

/** All of a search on a supernet but its tensors, between any two steps. */
export interface SupernetState extends SearchedNetworkState {
  readonly stage: Stage | 'done';
  readonly task: Task;
  /** Iterations done in the stage. */
  readonly iteration: number;
  readonly sums: IterationSums | null;
  readonly pass: EvaluationState | null;
  readonly before: Measure | null;
  /** Absent in version 0.1. */
  readonly selection?: SelectionState | null;
  readonly finalists?: readonly Architecture[];
  readonly cuts: readonly Cut[];
}
