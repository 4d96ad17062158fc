/**
 * A kind of data set on a disk: a way to recognise it by its file names, and a way to open it.
 * `registry.ts` lists all kinds; a new one is a file of its own and a line there.
 */

import type { FileEntry, FileStore } from '../../formats/file-store.ts';
import type { EarOptions } from '../audio/ear.ts';
import type { FormatOptions } from '../cameras/format.ts';
import type { ReadingOptions } from '../events/reading.ts';
import type { RecordingSet } from './recording-set.ts';

/** Settings that some kinds of sets need and the others ignore. */
export interface SetOptions extends Partial<ReadingOptions> {
  /** How sound becomes spikes. */
  readonly ear: EarOptions;
  /** Sensor size for camera files that do not give it; null: the usual size of their format. */
  readonly sensor: FormatOptions['sensor'];
}

/** A kind of data set. */
export interface RecordingSetFormat {
  /** Short name, e.g. `dvs-gesture`; what `data.format` takes. */
  readonly id: string;
  /** One line for a list of formats. */
  readonly title: string;
  /** Whether these files look like such a set; by names and sizes alone, nothing is read. */
  matches(files: readonly FileEntry[]): boolean;
  /** Whether they may be such a set if they are of no other kind. */
  mayMatch?(files: readonly FileEntry[]): boolean;
  /** Lists the recordings. @throws MotifsmithError `data` if the files are not such a set */
  open(store: FileStore, options: SetOptions): Promise<RecordingSet>;
}
