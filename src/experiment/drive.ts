/**
 * Advances a job to its end: what it reports goes to the record, its state to checkpoints, and a
 * request to stop is answered after the current batch. Displays are observers.
 */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { nextTurn } from '../core/next-turn.ts';
import { checkpointFile, saveCheckpoint } from '../run/checkpoints.ts';
import type { FolderLock } from '../run/lock/lock.ts';
import type { MetricsLog } from '../run/metrics-log.ts';
import type { RunEvent } from '../run/schema/events.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import type { Job, JobProgress } from '../training/job.ts';

/** Sees what happens, for displays and tests; cannot change it. */
export interface DriveObserver {
  /** Called after every step. */
  progress?(progress: JobProgress): void;
  /** Called for each line of the record. */
  event?(event: RunEvent): void;
  /** Called after each checkpoint. */
  checkpoint?(file: string): void;
}

export interface DriveOptions {
  readonly folder: string;
  readonly identity: string;
  readonly log: MetricsLog;
  readonly lock: FolderLock;
  /** Where a resumed job is; step 0 and no seconds for a new one. */
  readonly step: number;
  readonly seconds: Readonly<Record<string, number>>;
  readonly checkpointEveryEpochs: number;
  readonly signal: AbortSignal | undefined;
  readonly observer: DriveObserver;
  /** Called with each event before the next step, e.g. to write a file that it announces. */
  readonly onEvent: (event: RunEvent) => Promise<void>;
}

export interface DriveResult {
  /** False if the signal stopped it; then the newest checkpoint holds the state. */
  readonly finished: boolean;
  /** Seconds of computing spent in each stage, over all sittings. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Milliseconds after which signals are checked. */
const TURN_MS = 25;

/**
 * Runs until the job has finished or the signal is given. A checkpoint is made at the end of every
 * stage, after `checkpointEveryEpochs` epochs, and when stopped.
 * @throws MotifsmithError `numerical` naming the last good checkpoint, `inputOutput`
 */
export async function drive(job: Job<RunEvent>, options: DriveOptions): Promise<DriveResult> {
  const { folder, identity, log, lock, signal, observer } = options;
  const checkpoints = join(folder, RUN_FILES.checkpoints);
  const seconds: Record<string, number> = { ...options.seconds };
  let { step } = options;
  let saved: number | null = step > 0 ? step : null;
  let epochs = 0;
  let lastTurn = performance.now();

  const save = async (stageEnd: boolean, { stage, epoch }: JobProgress): Promise<void> => {
    if (saved === step) return;
    await lock.requireOwn();
    await log.sync();
    const record = { metricsBytes: log.bytes, metricsSha256: log.sha256 };
    const header = { step, identity, ...record, stage, epoch, stageEnd, seconds };
    await saveCheckpoint(checkpoints, header, job.snapshot());
    saved = step;
    epochs = 0;
    observer.checkpoint?.(checkpointFile(checkpoints, step));
  };

  try {
    while (!job.finished) {
      // Arithmetic alone never lets the event loop turn, and signals and timers wait for that.
      if (performance.now() - lastTurn > TURN_MS) {
        await nextTurn();
        lastTurn = performance.now();
      }
      const before = job.progress();
      if (signal?.aborted) {
        await save(false, before);
        return { finished: false, seconds };
      }
      const started = performance.now();
      const events = await job.advance();
      step += 1;
      const elapsed = (performance.now() - started) / 1000;
      seconds[before.stage] = (seconds[before.stage] ?? 0) + elapsed;
      await log.append(events);
      for (const event of events) {
        observer.event?.(event);
        await options.onEvent(event);
      }
      const after = job.progress();
      observer.progress?.(after);
      const stageEnd = job.finished || after.stageIndex !== before.stageIndex;
      if (!stageEnd && after.epoch !== before.epoch) epochs += 1;
      if (stageEnd || epochs >= options.checkpointEveryEpochs) await save(stageEnd, before);
    }
    return { finished: true, seconds };
  } catch (error) {
    if (error instanceof MotifsmithError && error.kind === 'numerical') {
      throw withLastCheckpoint(error, saved === null ? null : checkpointFile(checkpoints, saved));
    }
    throw error;
  }
}

function withLastCheckpoint(error: MotifsmithError, file: string | null): MotifsmithError {
  const kept = file === null ? 'no checkpoint had been made yet' : `last good checkpoint: ${file}`;
  return new MotifsmithError('numerical', error.message, {
    where: error.where === undefined ? kept : `${error.where}; ${kept}`,
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    cause: error,
  });
}
