/**
 * A data set before it is decoded: a list of recordings, each of which can be decoded by itself.
 * Folders of sensor files, HDF5 files, folders of sound, spike trains and synthetic tasks all become
 * this; what follows turns it into samples and knows nothing of formats.
 */
import type { MotifsmithError } from '../../core/errors.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import type { DecodeWarning, OnWarning } from '../events/warnings.ts';

/** A part of a data set. */
export type Split = 'train' | 'test';

/** What is known of a recording before it is decoded. */
export interface RecordingInfo {
  /** Unique within the set and the same on every machine, e.g. `Train/0/00002.bin`. */
  readonly id: string;
  /** Class, 0 … classes − 1. */
  readonly label: number;
  /** The split that the set itself prescribes; null if it has none. */
  readonly split: Split | null;
  /** Who spoke or moved, if the set says so; splits can keep speakers apart. */
  readonly speaker: string | null;
  /** Path within the set of the sound file that it is; left out for anything else. */
  readonly sound?: string;
}

/** A part of a set that cannot be read, and may hold any number of recordings, e.g. the folder of a class. */
export interface UnreadablePart {
  /** Where it is within the set. */
  readonly id: string;
  readonly error: MotifsmithError;
}

/** All that is known of a set without decoding it. */
export interface RecordingSetDescription {
  /** Short name, e.g. `nmnist`. */
  readonly name: string;
  /** One sentence for reports: what was recorded and how; says so if the events are simulated. */
  readonly description: string;
  /** One name per class. */
  readonly classNames: readonly string[];
  readonly sensor: Sensor;
  /** In a fixed order that does not depend on the file system. */
  readonly recordings: readonly RecordingInfo[];
}

/** Recordings, each of which can be decoded by itself. */
export interface RecordingSet extends RecordingSetDescription {
  /** What was noticed while the set was listed. */
  readonly warnings: readonly DecodeWarning[];
  /** Each counts as a damaged recording; none if left out. */
  readonly unreadable?: readonly UnreadablePart[];
  /**
   * Decodes one recording. Memory depends on the recording (or its file), not on the set.
   * @throws MotifsmithError `data` naming file and place
   */
  read(index: number, onWarning?: OnWarning): Promise<AddressEvents>;
  /** Closes any open files. */
  close(): Promise<void>;
}
