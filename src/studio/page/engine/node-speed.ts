/**
 * How fast Node ran the very search that a tab runs, if it has been run there: found among the studio's
 * runs by the same data and the same settings, never estimated.
 */
import { isRecord } from '../../../core/json.ts';
import { type PlannedRun, stagePlan } from '../history/stage-plan.ts';
import { asProblem } from '../source/problem.ts';
import type { Source } from '../source/source.ts';

/** Whether `whole` has every setting of `part`, with the same value. */
export function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((value, k) => contains(whole[k], value))
    );
  }
  if (isRecord(part)) {
    return (
      isRecord(whole) && Object.entries(part).every(([key, value]) => contains(whole[key], value))
    );
  }
  return whole === part;
}

/** Runs that are compared at most. */
const MOST = 20;

/**
 * Samples per second that Node processed in the search of this record, test excluded; null if unknown.
 * @param record of the tab's search
 */
export async function nodeSpeed(
  source: Source,
  record: PlannedRun & { readonly data: { readonly name: string; readonly fingerprint: string } },
): Promise<number | null> {
  const { runs } = await source.runs();
  const candidates = runs.filter(
    ({ state, method, dataset }) =>
      state === 'finished' && method === 'search' && dataset === record.data.name,
  );
  for (const { id } of candidates.slice(0, MOST)) {
    const [other, summary] = await Promise.all([source.record(id), source.summary(id)]).catch(
      // A damaged run cannot be compared with.
      (error: unknown) => {
        if (asProblem(error).damaged) return [null, null];
        throw error;
      },
    );
    if (other === null || summary === null || !('timing' in summary)) continue;
    if (other.data.fingerprint !== record.data.fingerprint) continue;
    if (!contains(other.config, record.config)) continue;
    const { stages } = summary.timing;
    const sum = ['size', 'types', 'retrain'].reduce((all, name) => all + (stages[name] ?? 0), 0);
    if (sum > 0) return stagePlan(other).work / sum;
  }
  return null;
}
