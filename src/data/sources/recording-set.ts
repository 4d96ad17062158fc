/**
 * A data set as it lies on the disk: a list of recordings of which each can be decoded by itself.
 * Folders of sensor files, HDF5 files, audio folders and synthetic tasks all become this; the
 * pipeline turns it into samples and knows nothing of formats.
 */

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
  /** Who spoke or moved, where the set tells; splits may keep speakers apart. */
  readonly speaker: string | null;
}

/** Recordings of which each can be decoded by itself. */
export interface RecordingSet {
  /** Short name, e.g. `nmnist`. */
  readonly name: string;
  /** One sentence for reports: what was recorded and how; says so if the events are simulated. */
  readonly description: string;
  /** One name a class. */
  readonly classNames: readonly string[];
  readonly sensor: Sensor;
  /** In a fixed order that does not depend on the file system. */
  readonly recordings: readonly RecordingInfo[];
  /** What seemed odd while the set was listed. */
  readonly warnings: readonly DecodeWarning[];
  /**
   * Decodes one recording. Memory depends on the recording (or its file), not on the set.
   * @throws MotifsmithError `data` naming file and place
   */
  read(index: number, onWarning?: OnWarning): Promise<AddressEvents>;
  /** Lets go of open files. */
  close(): Promise<void>;
}
