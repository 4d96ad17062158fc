/** Runs as the studio lists them: their states, figures and notes, and those that were deleted. */
import type { RunFigureName } from '../../view/run-figures.ts';

/**
 * running: a live process holds the run's lock. stopped: none does, and there is a checkpoint to resume
 * from. finished: its summary is there. failed: it ended with an error, or before its first checkpoint.
 */
export type RunState = 'running' | 'stopped' | 'finished' | 'failed';

/** How much people may write about a run: characters, and tags. */
export const NOTE_LIMITS = { title: 120, note: 10_000, tag: 40, tags: 20 } as const;

/** What people have written about a run; no part of what it computes. */
export interface RunNotes {
  /** What to call it; empty for the name that it has. */
  readonly title: string;
  readonly note: string;
  readonly tags: readonly string[];
  readonly starred: boolean;
  /** Left out of the list until asked for. */
  readonly archived: boolean;
  /** Grows with each change; 0 before the first. */
  readonly revision: number;
}

/** What the list says of them. */
export type RunMarks = Omit<RunNotes, 'note'>;

/** Body of POST /api/runs/ID/notes. */
export interface NotesChange {
  /** That was seen: what has been changed since is not overwritten. */
  readonly revision: number;
  readonly change: Partial<Omit<RunNotes, 'revision'>>;
}

/** One line of the list of runs. */
export interface RunSummary {
  readonly id: string;
  /** run: on its own. group: several seeds or methods, each a member in a subfolder. */
  readonly kind: 'run' | 'group' | 'member';
  /** The id of the member's group, which is what is stopped and resumed; null otherwise. */
  readonly group: string | null;
  /** What the run was made from: a preset, or a file without its extension. */
  readonly name: string;
  readonly command: 'search' | 'train';
  /** `search`, a fixed architecture, or `file`. */
  readonly method: string;
  /** `search.strategy`: which search a `search` is; null where the record does not say. */
  readonly strategy: string | null;
  /** Null for a group. */
  readonly seed: number | null;
  readonly state: RunState;
  /** Why it failed, or what is wrong with its files; null if nothing is known. */
  readonly problem: string | null;
  /** Name of the data; empty until they have been read. */
  readonly dataset: string;
  /** Accuracy on the test samples, 0 … 1; of a group, the mean of its own method. Null before. */
  readonly accuracy: number | null;
  /** Motif size of each SC-ML layer, once they are known. */
  readonly motifSizes: readonly number[];
  /** Weights that are trained; null before the end. */
  readonly trainable: number | null;
  /** Whether there is an analysis.json. */
  readonly analysed: boolean;
  /** Compute time in seconds; null before the end. */
  readonly seconds: number | null;
  /** When a file of the run last changed, in milliseconds since 1970. */
  readonly updated: number;
  /** Stage and epoch of the newest line of the record; null for a finished run, and before. */
  readonly stage: string | null;
  readonly epoch: number | null;
  /** Epochs of that stage. */
  readonly epochs: number | null;
  readonly marks: RunMarks;
}

export interface RunList {
  /** The folder that is searched for runs. */
  readonly folder: string;
  /** Newest change first. */
  readonly runs: readonly RunSummary[];
  /** Whether there are more folders than are searched. */
  readonly truncated: boolean;
}

/** What the list of runs can show as a column or an axis, besides the fields of a RunSummary. */
export interface ColumnList {
  /** Figures that at least one run has. */
  readonly figures: readonly RunFigureName[];
  /** Settings of the runs; items of lists by their number. */
  readonly settings: readonly { readonly path: string; readonly differs: boolean }[];
}

/** Columns that may be asked for at a time. */
export const MOST_COLUMNS = 24;

/** Null where a run has none. */
export type ColumnValue = number | string | boolean | null;

/** Of each run the value of each column that was asked for: `figure.NAME` or `setting.PATH`. */
export interface ColumnValues {
  readonly runs: readonly (readonly [id: string, values: readonly ColumnValue[]])[];
  /** Runs whose settings were asked for and cannot be read. */
  readonly unread: readonly string[];
}

/** A run whose folder has been removed. */
export interface RunGone {
  readonly id: string;
}

/** A run in the folder of deleted runs. */
export interface DeletedRun {
  readonly key: string;
  /** Where it was, and will be again if it is restored. */
  readonly id: string;
}

export interface TrashList {
  /** Deleted last first. */
  readonly deleted: readonly DeletedRun[];
}

/** Body of POST /api/trash/restore and erase. */
export interface TrashKey {
  readonly key: string;
}
