/**
 * What the studio's server and its page say to each other: the replies as types, and the few words
 * that both must spell alike. Documents and events are those of `run`, checked by the server.
 *
 * | method and path                             | reply                                    |
 * | ------------------------------------------- | ---------------------------------------- |
 * | GET /api/runs                               | RunList                                  |
 * | GET /api/stream                             | events: `run` RunSummary, `gone` RunGone |
 * | GET /api/columns                            | ColumnList                               |
 * | GET /api/columns/values?column=C&column=…   | ColumnValues                             |
 * | GET /api/runs/ID/record                     | config.json                              |
 * | GET /api/runs/ID/summary                    | summary.json                             |
 * | GET /api/runs/ID/architecture               | architecture.json                        |
 * | GET /api/runs/ID/analysis                   | analysis.json                            |
 * | GET /api/runs/ID/metrics?from=BYTE          | MetricsPart                              |
 * | GET /api/runs/ID/stream?from=BYTE           | events: `metrics` MetricsPart, `state` RunSummary, `reset` |
 * | GET /api/runs/ID/weights                    | bytes of weights.safetensors             |
 * | GET /api/runs/ID/notes                      | RunNotes                                 |
 * | GET /api/runs/ID/samples?split=S&from=K     | SampleList                               |
 * | GET /api/runs/ID/sample?split=S&index=K     | Sample                                   |
 * | GET /api/studies                            | StudyList                                |
 * | GET /api/study?id=ID                        | StudyReport                              |
 * | GET /api/study/results?id=ID                | StudyResultsReply                        |
 * | GET /api/study/products?id=ID               | ProductList                              |
 * | GET /api/study/product?id=ID&what=W         | its file                                 |
 * | POST /api/study/make?id=ID      MakeRequest | 202 ProductList                          |
 * | GET /api/folders?path=P                     | FolderList                               |
 * | GET /api/data?path=P, or ?task=T            | DataReport                               |
 * | GET /api/recording?path=P&index=K, or ?task=T | DataRecording                          |
 * | GET /api/sweep?id=ID                        | SweepReport                              |
 * | GET /api/presets                            | Preset[]                                 |
 * | GET /api/schema                             | JSON Schema of the `config` of a request |
 * | POST /api/session               (a code)     | Entered                                  |
 * | POST /api/estimate              StartRequest | Estimate                                |
 * | POST /api/runs                  StartRequest | 201 Started                             |
 * | POST /api/runs/ID/stop                      | 202 Started                              |
 * | POST /api/runs/ID/resume                    | 202 Started                              |
 * | POST /api/runs/ID/notes         NotesChange | RunNotes                                 |
 * | POST /api/runs/ID/delete                    | DeletedRun                               |
 * | POST /api/runs/ID/make          MakeRequest | 202 ProductList                          |
 * | GET /api/runs/ID/products                   | ProductList                              |
 * | GET /api/runs/ID/log                        | ProcessLog                               |
 * | GET /api/runs/ID/product?what=W             | its file                                 |
 * | GET /api/trash                              | TrashList                                |
 * | POST /api/trash/restore            TrashKey | Started                                  |
 * | POST /api/trash/erase              TrashKey | TrashList                                |
 *
 * The types of what is said about data are in `data-api.ts`.
 *
 * ID is the path of a run's folder relative to the runs folder, its parts joined by `/`; each part
 * encoded for a URL (`encodeURIComponent`), the `/` as they are or as `%2F`. That of a study is likewise the path of its
 * folder; empty if the runs folder is the study itself.
 */

import type { RunEvent } from '../run/schema/events.ts';
import type { CheckedRunFile } from '../run/schema/run-file.ts';
import type { GroupSummary, MemberSummary } from '../run/schema/summary.ts';
import type { CellState } from '../view/cell-states.ts';
import type { LegendEntry } from '../view/legend-key.tsx';
import type { RunFigureName } from '../view/run-figures.ts';

/**
 * Header of every request to the API; its value is the token of the page's address, `#token=…`. Not a
 * cookie: browsers send those to every port of this machine, and so to servers of its other users.
 */
export const TOKEN_HEADER = 'X-Motifsmith-Token';

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

/** What can be made of a finished run: an evaluation, a report, and what `motifsmith export` writes. */
export const PRODUCTS = [
  ...(['evaluation', 'report', 'nir', 'safetensors', 'npz', 'onnx'] as const),
  ...(['pytorch', 'tensorboard'] as const),
] as const;
export type ProductName = (typeof PRODUCTS)[number];

/** Body of POST /api/runs/ID/make. */
export interface MakeRequest {
  readonly what: ProductName;
  /** Reader of a NIR file, one of the `targets` of a ProductList. */
  readonly target?: string;
  /** Whether a NIR file is written even if its reader will compute something else. */
  readonly allowLossy?: boolean;
}

/** Something that was made of a run, or is being made. */
export interface Product {
  readonly what: ProductName;
  readonly state: 'working' | 'made' | 'failed';
  /** What the file is called when it is taken out, and its bytes; null unless it is made. */
  readonly file: string | null;
  readonly bytes: number | null;
  /** What the command says of it. */
  readonly document: EvaluationDocument | ExportDocument | null;
  /** Why it failed. */
  readonly problem: ApiError['error'] | null;
}

/** Of `motifsmith evaluate`, what the page shows. */
export interface EvaluationDocument {
  readonly format: 'motifsmith-evaluation';
  readonly members: readonly {
    readonly method: string;
    readonly seed: number;
    readonly samples: number;
    readonly accuracy: number;
    readonly loss: number;
    readonly recordedTestAccuracy: number;
  }[];
}

/** Of `motifsmith export`; a NIR file has a report of what is lost. */
export interface ExportDocument {
  readonly format: 'motifsmith-export' | 'motifsmith-page';
  readonly report?: {
    readonly losses: readonly {
      readonly severity: string;
      readonly subject: string;
      readonly detail: string;
    }[];
    readonly measured: string | null;
    readonly advice: readonly string[];
  } | null;
  /** What a report does without. */
  readonly notes?: readonly string[];
}

export interface ProductList {
  readonly products: readonly Product[];
  /** Readers that NIR files are made for. */
  readonly targets: readonly string[];
}

/** What the process of a run has printed; of a member, that of its group. */
export interface ProcessLog {
  /** Null if it was not started from a studio. */
  readonly text: string | null;
  /** Whether there was more before. */
  readonly cut: boolean;
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

/** A run whose folder has been removed. */
export interface RunGone {
  readonly id: string;
}

/** `config.json`, with every setting checked; of an older version, new settings have their defaults. */
export type RunSettings = CheckedRunFile;

/** `summary.json` of a member, or of a group. */
export type SummaryFile = MemberSummary | GroupSummary;

/** A line of metrics.jsonl that holds no valid event. */
export interface DamagedLine {
  readonly event: 'damaged';
  readonly message: string;
  /** The file, the line and, if the event is known, the field. */
  readonly where: string;
  readonly remedy: string;
}

/** One line of metrics.jsonl. */
export type MetricsEvent = RunEvent | DamagedLine;

/** Consecutive lines of metrics.jsonl. */
export interface MetricsPart {
  readonly events: readonly MetricsEvent[];
  /** The byte after the last of them: `from` of the next part. */
  readonly next: number;
  /** Whether more complete lines follow already. */
  readonly more: boolean;
}

export type SplitName = 'test' | 'train' | 'validation';

export interface SampleList {
  readonly samples: readonly {
    readonly index: number;
    readonly label: number;
    readonly steps: number;
  }[];
  /** Samples in the split; a reply holds a few hundred of them, from sample `from` on. */
  readonly total: number;
  readonly classNames: readonly string[];
  readonly inputs: number;
  /** Length of a step, ms. */
  readonly stepMs: number;
}

/** Events by step: those of step t are `channels[offsets[t] … offsets[t + 1])`. */
export interface Sample {
  readonly label: number;
  /** T */
  readonly steps: number;
  /** [T + 1] */
  readonly offsets: readonly number[];
  /** [events] ascending within a step; one that is listed twice occurred twice. */
  readonly channels: readonly number[];
}

/** A sample of a run's data. */
export interface RunSample extends Sample {
  /** Name of its recording in the data set; null if it is none. */
  readonly recording: string | null;
  /** Whether it was a sound file, which `sound` sends. */
  readonly hasSound: boolean;
}

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

/** The token, for a one-time code that was sent in its place. */
export interface Entered {
  readonly token: string;
}

/** The run that was started, stopped or resumed; for a member, its group. */
export interface Started {
  readonly id: string;
}

/** Body of every reply from status 400 on. */
export interface ApiError {
  readonly error: {
    /** A kind of MotifsmithError (`usage`, `artifact`, …), or of the server's own refusals. */
    readonly kind: string;
    readonly message: string;
    readonly where: string | null;
    readonly remedy: string | null;
  };
}
