/** What was wrong with recordings: those that were left out, and what seemed odd in the others. */
import type { Oddity } from '../cameras/format.ts';

/** A recording that could not be decoded. */
export interface SkippedRecording {
  readonly id: string;
  readonly problem: string;
  /** File and byte offset, as far as the reader could tell. */
  readonly where: string;
}

/** What was odd, bounded: a damaged set may have an oddity an event. */
export interface OddityLog {
  readonly total: number;
  /** The first ones. */
  readonly first: readonly Oddity[];
}

/** Oddities that are kept word by word. */
export const KEPT_ODDITIES = 100;

/** Counts oddities and keeps the first. */
export class OddityCounter implements OddityLog {
  readonly first: Oddity[] = [];
  total = 0;

  readonly add = (oddity: Oddity): void => {
    this.total += 1;
    if (this.first.length < KEPT_ODDITIES) this.first.push(oddity);
  };
}
