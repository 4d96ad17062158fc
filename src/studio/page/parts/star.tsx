/** The star of a run, which is set by pressing it. */
import type { RunSummary } from '../../api/runs.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import { StarIcon } from './icons.tsx';

export function Star({
  run,
  failed,
}: {
  readonly run: Pick<RunSummary, 'id' | 'marks'>;
  readonly failed: (problem: Problem | null) => void;
}) {
  const { starred, revision } = run.marks;
  if (!source.canStart) return null;
  const toggle = () => {
    failed(null);
    // The stream brings what it is now.
    source
      .changeNotes(run.id, { revision, change: { starred: !starred } })
      .catch((error: unknown) => failed(asProblem(error)));
  };
  return (
    <button
      type="button"
      class="plain icon star"
      aria-pressed={starred}
      aria-label={`Star ${run.id}`}
      title={starred ? 'Take the star away' : 'Star'}
      onClick={toggle}
    >
      <StarIcon on={starred} />
    </button>
  );
}
