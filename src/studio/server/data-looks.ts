/**
 * Looks into data, each in a process of its own. A few stay open while somebody asks for them; one that nobody
 * has asked for a while ends, however much it still had to read.
 */
import type { DataPlace, DataRecording, DataReport } from '../api/data.ts';
import { AskedProcess } from './asked-process.ts';
import type { DataFolders } from './data-folders.ts';
import type { DataQuestion } from './data-messages.ts';
import type { Limits } from './limits.ts';

type Reader = AskedProcess<DataQuestion, DataReport | DataRecording>;

interface Open {
  readonly reader: Reader;
  /** Set while nobody waits for an answer. */
  forget?: NodeJS.Timeout;
}

export class DataLooks {
  readonly #folders: DataFolders;
  readonly #limits: Limits;
  /** By place, least recently used first. */
  readonly #open = new Map<string, Open>();

  constructor(folders: DataFolders, limits: Limits) {
    this.#folders = folders;
    this.#limits = limits;
  }

  /** What has been found so far; the first to ask begins the look. @throws as `DataFolders.check`; Refusal `busy` */
  async report(place: DataPlace): Promise<DataReport> {
    const report = (await this.#ask(place, null)) as DataReport;
    // What failed may succeed next time.
    if (report.state === 'failed') void this.#end(keyOf(place));
    return report;
  }

  /** @throws as `report`; Refusal `notFound`, MotifsmithError `data` if the recording is damaged */
  async recording(place: DataPlace, index: number): Promise<DataRecording> {
    return (await this.#ask(place, index)) as DataRecording;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((key) => this.#end(key)));
  }

  async #ask(place: DataPlace, recording: number | null): Promise<DataReport | DataRecording> {
    if ('path' in place) await this.#folders.check(place.path);
    const question = {
      ...{ place, recording, within: this.#folders.roots },
      most: this.#limits.drawnEvents,
    };
    const key = keyOf(place);
    const open = this.#opened(key);
    clearTimeout(open.forget);
    try {
      return await open.reader.ask(question, this.#limits.openDataMs);
    } finally {
      clearTimeout(open.forget);
      open.forget = setTimeout(() => {
        if (this.#open.get(key) === open) void this.#end(key);
      }, this.#limits.forgetDataMs);
      open.forget.unref();
    }
  }

  #opened(key: string): Open {
    const open = this.#open.get(key) ?? this.#begin(key);
    this.#open.delete(key);
    this.#open.set(key, open);
    const surplus = [...this.#open.keys()].slice(0, -this.#limits.openData);
    for (const old of surplus) void this.#end(old);
    return open;
  }

  #begin(key: string): Open {
    const reader: Reader = new AskedProcess('data-reader');
    void reader.ended.then(() => {
      if (this.#open.get(key)?.reader === reader) void this.#end(key);
    });
    return { reader };
  }

  async #end(key: string): Promise<void> {
    const open = this.#open.get(key);
    if (open === undefined) return;
    clearTimeout(open.forget);
    this.#open.delete(key);
    await open.reader.end();
  }
}

const keyOf = (place: DataPlace): string =>
  JSON.stringify('path' in place ? ['path', place.path] : ['task', place.task]);
