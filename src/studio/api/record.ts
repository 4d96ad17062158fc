/** What the files of a run hold, as the server sends them. */
import type { RunEvent } from '../../run/schema/events.ts';
import type { CheckedRunFile } from '../../run/schema/run-file.ts';
import type { GroupSummary, MemberSummary } from '../../run/schema/summary.ts';

/** `config.json`, with every setting checked; of an older version, new settings have their defaults. */
export type RunSettings = CheckedRunFile;

/** `summary.json` of a member, or of a group. */
export type SummaryFile = MemberSummary | GroupSummary;

/** A line of metrics.jsonl that holds no valid event. */
export interface DamagedLine {
  readonly event: 'damaged';
  readonly message: string;
  /** The file, the line and, if the event is known, the field. */
  readonly where: string;
  readonly remedy: string;
}

/** One line of metrics.jsonl. */
export type MetricsEvent = RunEvent | DamagedLine;

/** Consecutive lines of metrics.jsonl. */
export interface MetricsPart {
  readonly events: readonly MetricsEvent[];
  /** The byte after the last of them: `from` of the next part. */
  readonly next: number;
  /** Whether more complete lines follow already. */
  readonly more: boolean;
}

/** What the process of a run has printed; of a member, that of its group. */
export interface ProcessLog {
  /** Null if it was not started from a studio. */
  readonly text: string | null;
  /** Whether there was more before. */
  readonly cut: boolean;
}
