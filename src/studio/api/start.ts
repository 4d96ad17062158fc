/** What a run is started with, and what it would take. */
import type { ApiError } from './protocol.ts';

export interface Preset {
  readonly name: string;
  readonly summary: string;
  /** Part of a configuration. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Body of POST /api/runs: a preset by name, or a configuration as a file would hold it. */
export interface StartRequest {
  /** What the run's folder is called, unless it is a preset: letters, digits and hyphens. */
  readonly name?: string;
  readonly preset?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly command: 'search' | 'train';
  /** With `train`: random, feedforward, dense, self, excitatory, or what architecture.json holds. */
  readonly architecture?: string | Readonly<Record<string, unknown>>;
  /** `key.path=value`, in order, as after --set. */
  readonly sets?: readonly string[];
  readonly seed: number;
  /** Seeds from that one on, each a run of its own in a group; 1 without it. */
  readonly seedCount?: number;
}

/** The most seeds that a run can be started with here. */
export const MOST_SEEDS = 20;

/** The run that was started, stopped or resumed; for a member, its group. */
export interface Started {
  readonly id: string;
}

/** What a run would take, measured on this machine by beginning it. */
export interface Estimate {
  readonly state: 'waiting' | 'measuring' | 'measured' | 'failed';
  /** Until the end, reading of the data included. */
  readonly seconds: number | null;
  readonly peakBytes: number | null;
  readonly diskBytes: number | null;
  /** Why it failed: a run would, too. */
  readonly problem: ApiError['error'] | null;
}
