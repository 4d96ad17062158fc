import type { Architecture } from '../../model/architecture-schema.ts';
import type { RunRecord } from '../../run/run-record.ts';
import type { Member } from '../../run/schema/plan.ts';
import type { MemberSummary } from '../../run/schema/summary.ts';

/** What a card is made from. */
export interface ModelCardSource {
  readonly record: RunRecord;
  readonly member: Member;
  readonly summary: MemberSummary;
  readonly architecture: Architecture;
  /** As the Hub calls it, e.g. `apache-2.0`. */
  readonly license: string;
}
