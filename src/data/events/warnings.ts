/**
 * What a reader has to say about recordings beyond their events: warnings about files that can be
 * decoded, and the recordings that were skipped because they cannot.
 */

/** Something unusual in a file that can still be decoded, e.g. a clock that overflows. */
export interface DecodeWarning {
  /** File and byte, as far as the reader knows. */
  readonly where: string;
  readonly what: string;
}

/** Gets each warning as it arises. */
export type OnWarning = (warning: DecodeWarning) => void;

/** A recording that could not be decoded. */
export interface SkippedRecording {
  readonly id: string;
  readonly problem: string;
  /** File and byte, as far as the reader knows. */
  readonly where: string;
}

/** The warnings of a set: all counted, the first kept, as a damaged set may cause one per event. */
export interface WarningLog {
  readonly total: number;
  /** At most 100. */
  readonly first: readonly DecodeWarning[];
}

const MOST_KEPT = 100;

/** Counts warnings and keeps the first 100. */
export class WarningCounter implements WarningLog {
  readonly first: DecodeWarning[] = [];
  total = 0;

  readonly add: OnWarning = (warning) => {
    this.total += 1;
    if (this.first.length < MOST_KEPT) this.first.push(warning);
  };
}
