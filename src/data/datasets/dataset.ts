/** A labelled set of event recordings, split and cut into steps, to be read sample by sample. */

import type { Preprocessing } from '../events/preprocessing.ts';
import type { SampleSource } from '../events/sample-source.ts';
import type { SkippedRecording, WarningLog } from '../events/warnings.ts';

/** A data set ready for training: two sources of samples and what is known about them. */
export interface Dataset {
  /** Short name, e.g. `ti46-alpha`. */
  readonly name: string;
  /** One sentence for reports: what was recorded and how; says so if the events are simulated. */
  readonly description: string;
  /** Input channels. */
  readonly inputs: number;
  /** One name per class, and so per output neuron. */
  readonly classNames: readonly string[];
  /** Length of a step in milliseconds. */
  readonly stepMs: number;
  readonly train: SampleSource;
  readonly test: SampleSource;
  /** `sha256:` and the hash of all events, labels and splits, in order, in hexadecimal. */
  readonly fingerprint: string;
  /** The same of all recordings undivided, where they are divided into folds: it tells whether folds are of one set. */
  readonly setFingerprint?: string;
  /** Damaged recordings that were skipped on request. */
  readonly skipped: readonly SkippedRecording[];
  /** What was noticed in files that could be decoded. */
  readonly warnings: WarningLog;
  /** How recordings became samples; left out where the samples were made in another way. */
  readonly preprocessing?: Preprocessing;
  /** Closes any open files; samples cannot be read afterwards. */
  close(): void;
}
