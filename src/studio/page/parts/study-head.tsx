/** The beginning of the page of a study or a sweep: its name, what it is, and how far it is. */
import type { ComponentChildren } from 'preact';
import type { StudySummary } from '../../api/studies.ts';
import type { Problem } from '../source/problem.ts';
import { ProblemNotice } from './notice.tsx';
import { StudyProgress } from './study-progress.tsx';

export function StudyHead({
  study,
  problem,
  children,
}: {
  readonly study: StudySummary;
  readonly problem: Problem | null;
  /** What it is; its folder is named after it. */
  readonly children: ComponentChildren;
}) {
  return (
    <>
      <div class="head">
        <div>
          <h1>{study.name}</h1>
          <p class="lead">
            {children}
            {study.id !== '' && (
              <>
                {' in '}
                <code>{study.id}</code>
              </>
            )}
          </p>
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      <section class="panel" aria-label="Progress">
        <StudyProgress study={study} />
      </section>
    </>
  );
}
