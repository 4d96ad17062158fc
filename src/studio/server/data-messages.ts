/** What the server asks a process that looks into data. */
import type { DataPlace } from '../api/data.ts';

export interface DataQuestion {
  readonly place: DataPlace;
  /** Resolved folders that links may lead into. */
  readonly within: readonly string[];
  /** A recording that is to be drawn; null for what has been found so far. */
  readonly recording: number | null;
  /** Events in an answer at most. */
  readonly most: number;
}
