/** The studies and sweeps in the runs folder, above the list of runs; nothing if there is none. */
import { counted } from '../../../view/format.ts';
import type { StudySummary } from '../../api/studies.ts';
import { Panel } from '../parts/panel.tsx';
import { StudyProgress } from '../parts/study-progress.tsx';
import { href, studyAddress } from '../route.ts';

export function Studies({ studies }: { readonly studies: readonly StudySummary[] }) {
  if (studies.length === 0) return null;
  return (
    <Panel title="Studies and sweeps" wide>
      <ul class="studies">
        {studies.map((study) => (
          <li key={`${study.kind} ${study.id}`}>
            <a href={href(studyAddress(study))} title={study.id}>
              {study.name}
            </a>
            {study.problem === null ? (
              <>
                <span class="soft small">
                  {study.kind === 'sweep'
                    ? `sweep, ${counted(study.states.length, 'run')}`
                    : counted(study.states.length, 'cell')}
                </span>
                <StudyProgress study={study} />
              </>
            ) : (
              <p class="small problem">{study.problem}</p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
