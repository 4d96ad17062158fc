/**
 * What a kind of data set is to the rest: a way to know it by its file names, and a way to open it.
 * The registry lists all kinds; adding one means adding its file and one line there.
 */

import type { FileEntry, FileStore } from '../../formats/file-store.ts';
import type { EarOptions } from '../audio/ear.ts';
import type { DecodeOptions } from '../cameras/format.ts';
import type { RecordingSet } from './recording-set.ts';

/** Settings that some kinds of sets need; the others do not look at them. */
export interface SetOptions {
  /** How sound becomes spikes. */
  readonly ear: EarOptions;
  /** Sensor size for camera files that do not tell it; null: what they say or usually have. */
  readonly sensor: DecodeOptions['sensor'];
}

/** A kind of data set. */
export interface RecordingSetFormat {
  /** Short name, e.g. `dvs-gesture`; what `data.format` takes. */
  readonly id: string;
  /** One line for people. */
  readonly title: string;
  /** Whether these files look like such a set; by names and sizes alone, nothing is read. */
  matches(files: readonly FileEntry[]): boolean;
  /** Lists the recordings. @throws MotifsmithError `data` if the files are no such set */
  open(store: FileStore, options: SetOptions): Promise<RecordingSet>;
}
