/**
 * What a reader has to say about recordings beyond their events: warnings about files that can be
 * decoded, their irregularities, and the recordings that were skipped because they cannot.
 */
import { type Irregularity, IrregularityTally, type IrregularityTotal } from './irregularities.ts';

/** Something unusual in a file that can still be decoded, e.g. a clock that overflows. */
export interface DecodeWarning {
  /** File and byte, as far as the reader knows. */
  readonly where: string;
  readonly what: string;
}

/** Gets each warning as it arises, and each kind of irregularity once a recording. */
export type OnWarning = (warning: DecodeWarning | Irregularity) => void;

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
  /** By kind; they are not among the warnings. */
  readonly irregularities: readonly IrregularityTotal[];
}

/** Nothing to say. */
export const NO_WARNINGS: WarningLog = { total: 0, first: [], irregularities: [] };

const MOST_KEPT = 100;

/** Counts warnings and keeps the first 100; counts irregularities by kind. */
export class WarningCounter {
  readonly #first: DecodeWarning[] = [];
  readonly #irregularities = new IrregularityTally();
  #total = 0;

  readonly add: OnWarning = (warning) => {
    if ('kind' in warning) {
      this.#irregularities.add(warning);
      return;
    }
    this.#total += 1;
    if (this.#first.length < MOST_KEPT) this.#first.push(warning);
  };

  get log(): WarningLog {
    return {
      total: this.#total,
      first: this.#first,
      irregularities: this.#irregularities.totals,
    };
  }
}

/** A log with further warnings, which come first. */
export const withWarnings = (log: WarningLog, more: readonly DecodeWarning[]): WarningLog => ({
  ...log,
  total: log.total + more.length,
  first: [...more, ...log.first].slice(0, MOST_KEPT),
});

/** A log with further warnings, which come last. */
export const furtherWarnings = (log: WarningLog, more: readonly DecodeWarning[]): WarningLog => ({
  ...log,
  total: log.total + more.length,
  first: [...log.first, ...more].slice(0, MOST_KEPT),
});
