/** Sweeps: what they choose, their trials, and the best of them. */
import type { CellState } from '../../view/cell-states.ts';
import type { StudySummary } from './studies.ts';

/** A value of a setting. */
export type SettingValue =
  | null
  | boolean
  | number
  | string
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/** A setting that a sweep chooses, and what from. */
export type SweepParameter =
  | { readonly kind: 'values'; readonly path: string; readonly values: readonly SettingValue[] }
  | {
      readonly kind: 'range';
      readonly path: string;
      readonly from: number;
      readonly to: number;
      readonly scale: 'linear' | 'log';
    };

/** A trial of a sweep in one of its rungs; all are in rung 1 unless it halves. */
export interface SweepTrial {
  readonly trial: number;
  readonly rung: number;
  /** What it sets, by path. */
  readonly assignment: Readonly<Record<string, SettingValue>>;
  /** Ids of its runs that have begun, one a seed. */
  readonly runs: readonly string[];
  readonly state: CellState;
  /** On training samples held out; null until all of its runs are finished. */
  readonly accuracy: { readonly mean: number; readonly std: number | null } | null;
  /** Means over its runs; null likewise. */
  readonly figures: {
    readonly loss: number;
    readonly ac: number;
    readonly mac: number;
    readonly spikes: number | null;
    readonly trainable: number;
  } | null;
  /** Why it failed, or what is wrong with its files. */
  readonly problem: string | null;
}

export interface SweepReport extends StudySummary {
  readonly strategy: string;
  readonly rungs: number;
  readonly parameters: readonly SweepParameter[];
  readonly trials: readonly SweepTrial[];
  /** Trials that there will be, and runs, if none fails. */
  readonly plannedTrials: number;
  readonly plannedRuns: number;
  readonly tuningSamples: number | null;
  /** `set` is what a command takes: `--set training.learningRate=0.01`. */
  readonly best: { readonly trial: number; readonly rung: number; readonly set: string } | null;
  /** ε² of the accuracies by each setting alone; null where it cannot be said. */
  readonly importance: readonly {
    readonly path: string;
    readonly share: number | null;
    readonly trials: number;
  }[];
}
