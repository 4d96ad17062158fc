/** Where studies stand, and what they have found. */
import type { CellState } from '../../view/cell-states.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';

/** Where a study or a sweep stands. */
export interface StudySummary {
  readonly kind: 'study' | 'sweep';
  readonly id: string;
  readonly name: string;
  /** Of its cells, in the order in which they are done. */
  readonly states: readonly CellState[];
  /** Until the end, if as many are at work as now; null if nobody is or nothing has been measured. */
  readonly secondsLeft: number | null;
  /** What is wrong with its files; null if nothing is known. */
  readonly problem: string | null;
}

export interface StudyList {
  /** By id. */
  readonly studies: readonly StudySummary[];
}

/** A cell of a study: one method on one data set with one seed. */
export interface StudyCell {
  readonly id: string;
  /** The id of its run; null before it has begun. */
  readonly run: string | null;
  readonly dataset: string;
  /** What the tables call its method. */
  readonly method: string;
  readonly seed: number;
  readonly fold: number | null;
  readonly state: CellState;
  /** Process and host of who is, or was, at work on it; null if that is not known. */
  readonly worker: string | null;
  /** Compute time that all of it takes, in seconds; null while nothing has been measured. */
  readonly seconds: number | null;
  /** Why it failed, or what is wrong with its files. */
  readonly problem: string | null;
}

export interface StudyReport extends StudySummary {
  readonly cells: readonly StudyCell[];
}

/** A table of a study, as readers see it. */
export interface StudyTable {
  readonly name: string;
  readonly caption: string;
  readonly notes: readonly string[];
  readonly columns: readonly { readonly head: string; readonly isNumber: boolean }[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly string[])[];
}

/** A figure of a study. */
export interface StudyFigureReply {
  readonly legend: readonly LegendEntry[];
  /** The figure in words. */
  readonly alt: string;
  readonly caption: string;
  /** SVG, for a telephone and for a wide page. */
  readonly narrow: string;
  readonly wide: string;
}

/** What a study has found so far; empty before its first run has finished. */
export interface StudyResultsReply {
  readonly figures: readonly StudyFigureReply[];
  /** Most important first. */
  readonly tables: readonly StudyTable[];
}
