/** The rows of the list of runs. Only those in sight are in the document. */
import { useRef, useState } from 'preact/hooks';
import { ago, count, duration, MISSING, percent } from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/names.ts';
import type { RunSummary } from '../../api.ts';
import { StateLabel } from '../parts/run-state.tsx';
import { Star } from '../parts/star.tsx';
import { Tags } from '../parts/tags.tsx';
import { href, runAddress } from '../route.ts';
import type { Problem } from '../source/problem.ts';
import type { RunsQuery, SortKey } from './runs-table.ts';

const ROW = 52;
const BEYOND = 8;

const COLUMNS: readonly (readonly [
  key: SortKey,
  title: string,
  column: string,
  right?: boolean,
])[] = [
  ['starred', 'Star', 'col-star'],
  ['name', 'Run', 'title'],
  ['state', 'State', 'col-state'],
  ['dataset', 'Data', 'col-data'],
  ['method', 'Method', 'col-method'],
  ['seed', 'Seed', 'col-seed', true],
  ['accuracy', 'Accuracy', 'col-accuracy', true],
  ['motif', 'Motif', 'col-size', true],
  ['trainable', 'Weights', 'col-weights', true],
  ['seconds', 'Time', 'col-time', true],
  ['updated', 'Changed', 'col-updated', true],
];

export function Rows({
  runs,
  query,
  sort,
  chosen,
  choose,
  failed,
}: {
  readonly runs: readonly RunSummary[];
  readonly query: RunsQuery;
  readonly sort: (key: SortKey) => void;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (id: string, on: boolean) => void;
  readonly failed: (problem: Problem | null) => void;
}) {
  const box = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const height = Math.max(600, typeof innerHeight === 'number' ? innerHeight : 0);
  const first = Math.max(0, Math.min(runs.length - 1, Math.floor(top / ROW)) - BEYOND);
  const last = Math.min(runs.length, Math.ceil((top + height) / ROW) + BEYOND);
  return (
    // A region that scrolls must be reachable by keyboard.
    <section
      class="panel runs"
      aria-label="Runs"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls by keys
      tabIndex={0}
      ref={box}
      onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / ROW) * ROW)}
    >
      <table aria-rowcount={runs.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th class="col-check" scope="col">
              <span class="hidden">Selected</span>
            </th>
            {COLUMNS.map(([key, title, column, right]) => (
              <th
                key={key}
                scope="col"
                class={`${column}${right ? ' right' : ''}`}
                aria-sort={
                  query.sort !== key ? undefined : query.descending ? 'descending' : 'ascending'
                }
              >
                <button type="button" onClick={() => sort(key)}>
                  {title}
                  <span aria-hidden="true">
                    {query.sort !== key ? '' : query.descending ? '↓' : '↑'}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr style={{ height: first * ROW }} />}
          {runs.slice(first, last).map((run, k) => (
            <Row
              key={run.id}
              run={run}
              index={first + k + 2}
              chosen={chosen.has(run.id)}
              choose={choose}
              failed={failed}
            />
          ))}
          {last < runs.length && <tr style={{ height: (runs.length - last) * ROW }} />}
        </tbody>
      </table>
      {runs.length === 0 && (
        <p class="empty soft">No run matches these filters. Remove one of them.</p>
      )}
    </section>
  );
}

function Row({
  run,
  index,
  chosen,
  choose,
  failed,
}: {
  readonly run: RunSummary;
  readonly index: number;
  readonly chosen: boolean;
  readonly choose: (id: string, on: boolean) => void;
  readonly failed: (problem: Problem | null) => void;
}) {
  return (
    <tr class={`one${chosen ? ' chosen' : ''}`} aria-rowindex={index}>
      <td class="col-check">
        <input
          type="checkbox"
          aria-label={`Select ${run.id}`}
          checked={chosen}
          onChange={(event) => choose(run.id, event.currentTarget.checked)}
        />
      </td>
      <td class="col-star">
        <Star run={run} failed={failed} />
      </td>
      <td class="title">
        <span class="named">
          <a href={href(runAddress(run.id))} title={run.id}>
            <bdi>{run.marks.title || run.name}</bdi>
          </a>
          <Tags tags={run.marks.tags} />
        </span>
        <small>{run.id}</small>
      </td>
      <td class="col-state" title={run.problem ?? undefined}>
        <StateLabel run={run} />
      </td>
      <td class="col-data">{run.dataset}</td>
      <td class="col-method">{runMethodLabel(run)}</td>
      <td class="col-seed right">{run.seed ?? MISSING}</td>
      <td class="col-accuracy right">{percent(run.accuracy)}</td>
      <td class="col-size right">{run.motifSizes.join(', ') || MISSING}</td>
      <td class="col-weights right">{count(run.trainable)}</td>
      <td class="col-time right">{duration(run.seconds)}</td>
      <td class="col-updated right">{ago(run.updated, Date.now())}</td>
    </tr>
  );
}
