/** A look into data: what is in them, recording after recording, and which settings would fit. */
import { checkConfig } from '../../config/load.ts';
import type { RawConfig } from '../../config/merge.ts';
import { demo } from '../../config/presets/demo.ts';
import { type Inspection, inspectSet } from '../../data/inspect/inspect-set.ts';
import type { RecordingSet } from '../../data/sources/recording-set.ts';
import { locate } from '../../data/store/locate.ts';
import { decidedBefore, openToLook } from '../../proposal/data-to-look-at.ts';
import type { Proposal } from '../../proposal/rules.ts';
import type { DataPlace, DataRecording, DataReport } from '../api/data.ts';
import { findingsOf } from './data-findings.ts';
import { drawnRecording } from './data-recording.ts';
import { errorReply, Refusal } from './refusal.ts';

/** The digits that come with the package, which is no synthetic task. */
const DIGITS = 'mnist-saccade';

/** Milliseconds of reading after which questions are answered. */
const PAUSE_MS = 50;

interface Opened {
  readonly kind: 'set' | 'file';
  readonly format: string;
  readonly set: RecordingSet;
  readonly plausible: Parameters<typeof inspectSet>[1];
  /** What the place decides of the settings. */
  readonly decided: readonly Proposal[];
  /** Settings that are known to fit; null to let rules propose some. */
  readonly known: RawConfig | null;
}

export class DataLook {
  readonly #place: DataPlace;
  #opened: Opened | null = null;
  #progress: readonly [done: number, total: number] = [0, 0];
  #soFar: (() => Inspection) | null = null;
  #problem: DataReport['problem'] = null;
  #finished = false;

  /** @param within resolved folders that links may lead into */
  constructor(place: DataPlace, within: readonly string[]) {
    this.#place = place;
    void this.#look(within).catch((error: unknown) => {
      const { status, body } = errorReply(error);
      if (status === 500) console.error(error);
      this.#problem = body.error;
    });
  }

  get report(): DataReport {
    const [done, total] = this.#progress;
    const problem = this.#problem;
    const opened = this.#opened;
    // Of a set of which nothing has been read yet, there is nothing to say either.
    const soFar = done > 0 || this.#finished ? this.#soFar : null;
    const state = problem
      ? 'failed'
      : this.#finished
        ? 'finished'
        : opened === null
          ? 'opening'
          : 'reading';
    const found = opened && soFar ? findingsOf(opened, soFar(), placeName(this.#place)) : null;
    return { state, done, total, found, problem };
  }

  /** @throws Refusal `notFound`, `busy` while the data are being opened; MotifsmithError `data` if it is damaged */
  async recording(index: number, most: number): Promise<DataRecording> {
    const opened = this.#opened;
    if (opened === null) {
      throw new Refusal('busy', 'The data are still being opened.', { remedy: 'Ask again soon.' });
    }
    const { set } = opened;
    const info = set.recordings[index];
    if (info === undefined) {
      throw new Refusal('notFound', `There are ${set.recordings.length} recordings.`, {
        where: 'query index',
        remedy: `Give 0 … ${set.recordings.length - 1}.`,
      });
    }
    const { id, label, split } = info;
    const drawn = drawnRecording(await set.read(index), most);
    return { index, id, class: set.classNames[label] ?? null, split, ...drawn };
  }

  async #look(within: readonly string[]): Promise<void> {
    const opened = await open(this.#place, within);
    this.#opened = opened;
    let paused = performance.now();
    const found = await inspectSet(opened.set, {
      ...opened.plausible,
      onProgress: (done, total, soFar) => {
        this.#progress = [done, total];
        this.#soFar = soFar;
        if (performance.now() - paused < PAUSE_MS) return;
        return new Promise((resolve) =>
          setImmediate(() => {
            paused = performance.now();
            resolve();
          }),
        );
      },
    });
    this.#soFar = () => found;
    this.#finished = true;
  }
}

const placeName = (place: DataPlace): string => ('path' in place ? place.path : place.task);

async function open(place: DataPlace, within: readonly string[]): Promise<Opened> {
  if ('path' in place) {
    const { source, given, settings } = await openToLook(place.path, {}, within);
    const decided = decidedBefore(place.path, source, given);
    return { ...source, plausible: { plausible: settings.plausible }, decided, known: null };
  }
  const { task } = place;
  const data = task === DIGITS ? demo.data! : { source: 'synthetic', task };
  const located = await locate(checkConfig({ data }, []).data);
  const set = await located.openSet();
  const decided = [
    { path: 'data.source', value: 'synthetic' },
    { path: 'data.task', value: task },
  ];
  return {
    ...{ kind: 'set', format: task === DIGITS ? DIGITS : 'synthetic', set, decided },
    plausible: {},
    known: task === DIGITS ? (demo as RawConfig) : null,
  };
}
