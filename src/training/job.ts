/**
 * Long work as a chain of small steps, so that it can show progress, and be interrupted and resumed anywhere.
 * A job does not know files or terminals; a driver advances it, writes what it reports and saves
 * its snapshots. Advancing a restored job gives the same bits as never having stopped.
 */

import type { Json } from '../core/json.ts';

/** An array of a snapshot, row-major; the product of `shape` is `data.length`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint32Array;
}

/** All of a job's state between two steps. */
export interface Snapshot {
  readonly state: { readonly [key: string]: Json };
  readonly tensors: { readonly [name: string]: Tensor };
}

/** What a job reports: `event` names the kind, the rest are figures. */
export interface JobEvent {
  readonly event: string;
}

/** How far a job is, for progress displays. */
export interface JobProgress {
  /** e.g. `size`, `types`, `retrain`. */
  readonly stage: string;
  /** Number of the stage, from 1, and how many there are. */
  readonly stageIndex: number;
  readonly stages: number;
  /** Present epoch of the stage, from 1, and how many the stage has. */
  readonly epoch: number;
  readonly epochs: number;
  /** Sample passes done and to do, weighted by their cost, over the whole job: for rate and ETA. */
  readonly work: number;
  readonly totalWork: number;
  /** Running means of the present epoch, or null before its first batch. */
  readonly loss: number | null;
  readonly accuracy: number | null;
}

/** Work that can be stopped and resumed between any two steps. */
export interface Job<Event extends JobEvent = JobEvent> {
  readonly finished: boolean;
  /** How far the job is. */
  progress(): JobProgress;
  /** Does one batch (or one search iteration) and returns what there is to record. */
  advance(): Promise<readonly Event[]>;
  /** All of its state; the class of the job restores it. */
  snapshot(): Snapshot;
  /** Frees the memory of its networks; the job must not be used afterwards. */
  dispose(): void;
}
