/** A study: how far it is, what it has found so far, and which of its cells wait, are at work, failed or are done. */
import { useCallback } from 'preact/hooks';
import { counted, duration, MISSING } from '../../../view/format.ts';
import type { StudyCell } from '../../api/studies.ts';
import { usePolled } from '../history/polled.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProductRows } from '../parts/product-rows.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { StudyHead } from '../parts/study-head.tsx';
import { CellStateLabel } from '../parts/study-progress.tsx';
import { href, type Route, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { StudyResults } from './study-results.tsx';

const POLL_MS = 3000;

export function StudyView({ route: { id } }: { readonly route: Route }) {
  const load = useCallback(() => source.study(id), [id]);
  const { value: study, problem } = usePolled(load, POLL_MS);
  if (study === null) {
    return problem ? <ProblemNotice problem={problem} /> : <Waiting what="the study" />;
  }
  const done = study.states.filter((state) => state === 'finished').length;
  return (
    <>
      <StudyHead study={study} problem={problem}>
        {counted(study.cells.length, 'cell')}
      </StudyHead>
      <StudyResults id={id} done={done} />
      {done > 0 && source.canStart && (
        <Panel title="Report" wide>
          <ProductRows
            maker={source.studyProducts}
            id={id}
            what={['report']}
            noun="study"
            strategy={null}
          />
        </Panel>
      )}
      <details class="panel" open={study.states.some((state) => state !== 'finished')}>
        <summary>{counted(study.cells.length, 'cell')}</summary>
        <Scroll label="Cells">
          <table>
            <thead>
              <tr>
                <th scope="col">Data</th>
                <th scope="col">Method</th>
                <th scope="col" class="right">
                  Seed
                </th>
                <th scope="col">State</th>
                <th scope="col">Process</th>
                <th scope="col" class="right">
                  Compute time
                </th>
              </tr>
            </thead>
            <tbody>
              {study.cells.map((cell) => (
                <Cell key={cell.id} cell={cell} />
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </>
  );
}

function Cell({ cell }: { readonly cell: StudyCell }) {
  const { run, dataset, method, seed, fold, state, worker, seconds, problem } = cell;
  return (
    <tr>
      <td>{dataset}</td>
      <td>{run === null ? method : <a href={href(runAddress(run))}>{method}</a>}</td>
      <td class="right">{fold === null ? seed : `${seed}, fold ${fold}`}</td>
      <td>
        <CellStateLabel state={state} />
        {problem !== null && <p class="small soft">{problem}</p>}
      </td>
      <td>{worker ?? MISSING}</td>
      <td class="right">{duration(seconds)}</td>
    </tr>
  );
}
