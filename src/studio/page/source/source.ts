/**
 * Where the page has its runs from: the studio's server, or files that were made of its replies. The
 * views know only this.
 */
import type {
  MetricsPart,
  Preset,
  RunList,
  RunSummary,
  Sample,
  SampleList,
  Started,
  StartRequest,
} from '../../api.ts';
import type { Problem } from './problem.ts';

/** Whether a stream is open, or was lost and is being opened again. */
export type Connection = 'open' | 'lost';

export interface ListWatcher {
  run(run: RunSummary): void;
  gone(id: string): void;
  connection(state: Connection): void;
}

export interface RunWatcher {
  metrics(part: MetricsPart): void;
  state(run: RunSummary): void;
  /** The record begins anew: all that was read of it is void. */
  reset(): void;
  /** The run is not there any more: nothing follows. */
  problem(problem: Problem): void;
  connection(state: Connection): void;
}

/** All failures are of class `Problem`. */
export interface Source {
  /** Whether runs can be begun, stopped and resumed here. */
  readonly canStart: boolean;
  runs(): Promise<RunList>;
  /** @returns a function that ends the watching */
  watchRuns(watcher: ListWatcher): () => void;
  record(id: string): Promise<unknown>;
  summary(id: string): Promise<unknown>;
  architecture(id: string): Promise<unknown>;
  metrics(id: string, from: number): Promise<MetricsPart>;
  /** @param from byte of the record from which on it is not known yet */
  watchRun(id: string, from: number, watcher: RunWatcher): () => void;
  weights(id: string): Promise<Uint8Array>;
  samples(id: string, from: number): Promise<SampleList>;
  sample(id: string, index: number): Promise<Sample>;
  presets(): Promise<readonly Preset[]>;
  schema(): Promise<unknown>;
  start(request: StartRequest): Promise<Started>;
  stop(id: string): Promise<Started>;
  resume(id: string): Promise<Started>;
}
