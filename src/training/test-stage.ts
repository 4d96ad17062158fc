/** What jobs say that train a network and then test it. */
import type { TestEvent } from './events.ts';
import { rounded, roundedAll } from './figures.ts';
import type { JobProgress } from './job.ts';
import type { Evaluation } from './records.ts';

/** Where the training stands. */
interface TrainingProgress {
  readonly stage: string;
  readonly epoch: number;
  readonly epochs: number;
  /** Gradient passes of a sample that are done; epochs that early stopping saves count as done. */
  readonly work: number;
  /** Of the present epoch so far. */
  readonly running: { readonly loss: number; readonly accuracy: number } | null;
}

/**
 * @param tested work of the test that is done; null before it has begun
 * @param totalWork of training and test
 */
export function progressToTest(
  { stage, epoch, epochs, work, running }: TrainingProgress,
  tested: number | null,
  totalWork: number,
): JobProgress {
  const testing = tested !== null;
  return {
    stage: testing ? 'test' : stage,
    stageIndex: testing ? 2 : 1,
    stages: 2,
    epoch: testing ? 1 : epoch,
    epochs: testing ? 1 : epochs,
    work: work + (tested ?? 0),
    totalWork,
    loss: running?.loss ?? null,
    accuracy: running?.accuracy ?? null,
  };
}

/** The end of the test, rounded as records are. */
export function testEvent({
  samples,
  loss,
  accuracy,
  confusion,
  firingRates,
}: Evaluation): TestEvent {
  return {
    event: 'test',
    samples,
    loss: rounded(loss),
    accuracy: rounded(accuracy),
    confusion,
    firingRates: roundedAll(firingRates),
  };
}
