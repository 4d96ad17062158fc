/** The page's side of a search in this tab. */
import type { EngineName } from '../../../engine/engine.ts';
import type { SearchEvent } from '../../../search/events.ts';
import type { Sample } from '../../api/samples.ts';
import { RunHistory } from '../history/run-history.ts';
import { Problem } from '../source/problem.ts';
import type { TabResult, TabTask, tabRecord } from './tab-search.ts';

/** What a tab can compute on. */
export type TabEngine = Exclude<EngineName, 'reference'>;

export interface SearchRequest {
  readonly engine: TabEngine;
  readonly task: TabTask;
  readonly seed: number;
  readonly threads: number;
  /** Address of the folder with the digits. */
  readonly mnist: string;
}

export type SearchMessage =
  | {
      readonly kind: 'begin';
      readonly record: ReturnType<typeof tabRecord>;
      readonly samples: readonly Sample[];
    }
  | {
      readonly kind: 'progress';
      readonly events: readonly SearchEvent[];
      readonly work: number;
      readonly seconds: number;
    }
  | ({ readonly kind: 'end' } & TabResult)
  | {
      readonly kind: 'problem';
      readonly stopped: boolean;
      readonly message: string;
      readonly where: string | undefined;
      readonly remedy: string | undefined;
    };

const NOTICE_MS = 100;

/** A search, running or ended; notifies its watchers at most ten times a second. */
export class TabSearch {
  readonly request: SearchRequest;
  state: 'preparing' | 'running' | 'finished' | 'stopped' | 'failed' = 'preparing';
  record: ReturnType<typeof tabRecord> | null = null;
  /** One of each of the first classes. */
  samples: readonly Sample[] = [];
  history: RunHistory | null = null;
  result: TabResult | null = null;
  problem: Problem | null = null;
  /** Gradient passes of a sample, and the seconds that they took. */
  work = 0;
  seconds = 0;
  readonly #worker: Worker;
  readonly #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(request: SearchRequest) {
    this.request = request;
    this.#worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<SearchMessage>) => this.#receive(data);
    this.#worker.onerror = ({ message }) => {
      this.state = 'failed';
      this.problem = new Problem(`The search stopped: ${message || 'it could not be loaded'}.`, {
        remedy: 'Reload the page; the browser must support WebAssembly with SIMD.',
      });
      this.#notice();
    };
    this.#worker.postMessage(request);
  }

  /** Samples a second so far; null while it has hardly begun. */
  get speed(): number | null {
    return this.seconds > 0.2 ? this.work / this.seconds : null;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Stops the search after the current batch. */
  stop(): void {
    this.#worker.postMessage('stop');
  }

  /** Ends it at once and discards it. */
  close(): void {
    clearTimeout(this.#timer);
    this.#watchers.clear();
    this.#worker.terminate();
  }

  #receive(message: SearchMessage): void {
    switch (message.kind) {
      case 'begin':
        this.state = 'running';
        this.record = message.record;
        this.samples = message.samples;
        this.history = new RunHistory(message.record);
        break;
      case 'progress':
        this.history!.add(message.events);
        this.work = message.work;
        this.seconds = message.seconds;
        break;
      case 'end': {
        const { accuracy, weights } = message;
        this.state = 'finished';
        this.result = { accuracy, weights };
        break;
      }
      case 'problem':
        this.state = message.stopped ? 'stopped' : 'failed';
        this.problem = message.stopped ? null : new Problem(message.message, message);
        break;
    }
    this.#notice();
  }

  #notice(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const watcher of this.#watchers) watcher();
    }, NOTICE_MS);
  }
}
