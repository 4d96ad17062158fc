/**
 * Where the page gets its runs from: the studio's server, or files made of its replies. The views know
 * only this. The server has checked every document and every line against the schemas of `run`, so
 * that the page needs their types alone.
 */
import type { Analysis } from '../../../analysis/analysis.ts';
import type { Architecture } from '../../../model/architecture-schema.ts';
import type { DataPlace, DataRecording, DataReport, FolderList } from '../../api/data.ts';
import type { MakeRequest, ProductList, ProductName } from '../../api/products.ts';
import type { MetricsPart, ProcessLog, RunSettings, SummaryFile } from '../../api/record.ts';
import type {
  ColumnList,
  ColumnValues,
  DeletedRun,
  NotesChange,
  RunList,
  RunNotes,
  RunSummary,
  TrashList,
} from '../../api/runs.ts';
import type { RunSample, SampleList } from '../../api/samples.ts';
import type { Estimate, Preset, Started, StartRequest } from '../../api/start.ts';
import type { StudyList, StudyReport, StudyResultsReply } from '../../api/studies.ts';
import type { SweepReport } from '../../api/sweeps.ts';
import type { Problem } from './problem.ts';

/** Whether a stream is open, or was lost and is being opened again. */
export type Connection = 'open' | 'lost';

interface ListWatcher {
  run(run: RunSummary): void;
  gone(id: string): void;
  connection(state: Connection): void;
}

interface RunWatcher {
  metrics(part: MetricsPart): void;
  state(run: RunSummary): void;
  /** The record starts over: discard all that was read of it. */
  reset(): void;
  /** The run no longer exists: nothing follows. */
  problem(problem: Problem): void;
  connection(state: Connection): void;
}

/** Makes something of runs, or of studies. */
export interface Maker {
  list(id: string): Promise<ProductList>;
  make(id: string, asked: MakeRequest): Promise<ProductList>;
  take(id: string, what: ProductName): Promise<Blob>;
}

/** All failures are of class `Problem`. */
export interface Source {
  /** Whether runs can be started, written about and deleted here. */
  readonly canStart: boolean;
  runs(): Promise<RunList>;
  /** @returns a function that stops watching */
  watchRuns(watcher: ListWatcher): () => void;
  /** Columns that can be chosen, besides what every run has. */
  columns(): Promise<ColumnList>;
  columnValues(columns: readonly string[]): Promise<ColumnValues>;
  studies(): Promise<StudyList>;
  study(id: string): Promise<StudyReport>;
  sweep(id: string): Promise<SweepReport>;
  studyResults(id: string): Promise<StudyResultsReply>;
  readonly studyProducts: Maker;
  record(id: string): Promise<RunSettings>;
  summary(id: string): Promise<SummaryFile>;
  architecture(id: string): Promise<Architecture>;
  analysis(id: string): Promise<Analysis>;
  metrics(id: string, from: number): Promise<MetricsPart>;
  /** @param from first byte of the record that is not known yet */
  watchRun(id: string, from: number, watcher: RunWatcher): () => void;
  weights(id: string): Promise<Uint8Array>;
  samples(id: string, from: number): Promise<SampleList>;
  sample(id: string, index: number): Promise<RunSample>;
  /** The sound that a sample was made from. */
  sound(id: string, index: number): Promise<Blob>;
  presets(): Promise<readonly Preset[]>;
  schema(): Promise<unknown>;
  /** @param path null for the folders in which data may be looked for */
  folders(path: string | null): Promise<FolderList>;
  /** What has been found so far; the first to ask begins the look. */
  data(place: DataPlace): Promise<DataReport>;
  recording(place: DataPlace, index: number): Promise<DataRecording>;
  /** What a run would take, as far as it is known; the first to ask has it measured. */
  estimate(request: StartRequest): Promise<Estimate>;
  start(request: StartRequest): Promise<Started>;
  stop(id: string): Promise<Started>;
  resume(id: string): Promise<Started>;
  notes(id: string): Promise<RunNotes>;
  changeNotes(id: string, change: NotesChange): Promise<RunNotes>;
  log(id: string): Promise<ProcessLog>;
  readonly runProducts: Maker;
  /** Moves a run to the deleted ones, from where it can be restored or erased for good. */
  remove(id: string): Promise<DeletedRun>;
  trash(): Promise<TrashList>;
  restore(key: string): Promise<Started>;
  erase(key: string): Promise<TrashList>;
}
