/** The table of runs, with the columns that were chosen. Only the rows in sight are in the document. */
import { useRef, useState } from 'preact/hooks';
import { counted } from '../../../view/format.ts';
import type { RunState, RunSummary } from '../../api/runs.ts';
import { StateLabel } from '../parts/run-state.tsx';
import { Star } from '../parts/star.tsx';
import { Tags } from '../parts/tags.tsx';
import { compareAddress, href, runAddress } from '../route.ts';
import type { Problem } from '../source/problem.ts';
import { type Column, cellOf } from './columns.ts';
import type { RunsQuery } from './query.ts';
import type { RunsRow } from './rows.ts';

const ROW = 52;
const BEYOND = 8;
/** By how much wider the accuracy is where it is a mean and a deviation. */
const TOGETHER = 42;

interface Shared {
  readonly columns: readonly Column[];
  readonly chosen: ReadonlySet<string>;
  readonly choose: (ids: readonly string[], on: boolean) => void;
  readonly failed: (problem: Problem | null) => void;
}

export function RunsTable({
  rows,
  query,
  sort,
  ...shared
}: Shared & {
  readonly rows: readonly RunsRow[];
  readonly query: RunsQuery;
  readonly sort: (key: string) => void;
}) {
  const box = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const { columns } = shared;
  const height = Math.max(600, typeof innerHeight === 'number' ? innerHeight : 0);
  const first = Math.max(0, Math.min(rows.length - 1, Math.floor(top / ROW)) - BEYOND);
  const last = Math.min(rows.length, Math.ceil((top + height) / ROW) + BEYOND);
  // What somebody has chosen does not give way on a narrow page: the table scrolls.
  const own = query.columns !== null;
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const head = { query, sort };
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
      <table
        aria-rowcount={rows.length + 1}
        class={`${own ? 'own' : ''}${query.together ? ' together' : ''}`}
        style={
          own
            ? { minWidth: `calc(${width + (query.together ? TOGETHER : 0)}px + var(--named))` }
            : undefined
        }
      >
        <thead>
          <tr aria-rowindex={1}>
            <th class="col-check" scope="col">
              <span class="hidden">Selected</span>
            </th>
            <Head {...head} column={{ key: 'starred', title: 'Star', css: 'col-star' }} />
            <Head {...head} column={{ key: 'name', title: 'Run', css: 'title' }} />
            {columns.map((column) => (
              <Head key={column.key} {...head} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr style={{ height: first * ROW }} />}
          {rows.slice(first, last).map((row, k) => (
            <Row key={row.key} row={row} index={first + k + 2} {...shared} />
          ))}
          {last < rows.length && <tr style={{ height: (rows.length - last) * ROW }} />}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p class="empty soft">No run matches these filters. Remove one of them.</p>
      )}
    </section>
  );
}

function Head({
  column: { key, title, name, css, right, width },
  query,
  sort,
}: {
  readonly column: Pick<Column, 'key' | 'title'> & Partial<Column>;
  readonly query: RunsQuery;
  readonly sort: (key: string) => void;
}) {
  const direction = query.descending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      class={`${css ?? ''}${right ? ' right' : ''}`}
      style={css === undefined ? { width } : undefined}
      aria-sort={query.sort === key ? direction : undefined}
    >
      <button type="button" title={name} onClick={() => sort(key)}>
        <span class="words">{title}</span>
        {query.sort === key && <span aria-hidden="true">{query.descending ? '↓' : '↑'}</span>}
      </button>
    </th>
  );
}

function Row({
  row: { runs },
  index,
  columns,
  chosen,
  choose,
  failed,
}: Shared & { readonly row: RunsRow; readonly index: number }) {
  const run = runs[0]!;
  const isOne = runs.length === 1;
  const isChosen = runs.every(({ id }) => chosen.has(id));
  const ids = runs.map(({ id }) => id);
  const name = isOne ? run.id : `${counted(runs.length, 'run')} of ${run.group ?? run.name}`;
  return (
    <tr class={`one${isChosen ? ' chosen' : ''}`} aria-rowindex={index}>
      <td class="col-check">
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={isChosen}
          onChange={(event) => choose(ids, event.currentTarget.checked)}
        />
      </td>
      <td class="col-star">{isOne && <Star run={run} failed={failed} />}</td>
      <td class="title">
        <span class="named">
          <a href={href(addressOf(runs))} title={run.id}>
            <bdi>{run.marks.title || run.name}</bdi>
          </a>
          <Tags tags={run.marks.tags} />
        </span>
        <small>{name}</small>
      </td>
      {columns.map((column) => (
        <td key={column.key} class={`${column.css ?? ''}${column.right ? ' right' : ''}`}>
          <Cell column={column} runs={runs} />
        </td>
      ))}
    </tr>
  );
}

/** Of several runs, the page of their group, or them side by side. */
function addressOf(runs: readonly RunSummary[]): string {
  const [{ id, group }] = runs as [RunSummary];
  if (runs.length === 1) return runAddress(id);
  if (group !== null) return runAddress(group);
  return compareAddress(runs.map((run) => run.id));
}

function Cell({ column, runs }: { readonly column: Column; readonly runs: readonly RunSummary[] }) {
  if (column.key === 'state') return <State runs={runs} />;
  const { text } = cellOf(column, runs);
  return <span title={text.length > 12 ? text : undefined}>{text}</span>;
}

const STATES: readonly RunState[] = ['running', 'finished', 'stopped', 'failed'];

function State({ runs }: { readonly runs: readonly RunSummary[] }) {
  const [run] = runs as [RunSummary];
  const states = STATES.flatMap((state) => {
    const amount = runs.filter((one) => one.state === state).length;
    return amount === 0 ? [] : [`${amount} ${state}`];
  });
  return (
    <span title={run.problem ?? undefined}>
      {runs.length > 1 && states.length > 1 ? states.join(', ') : <StateLabel run={run} />}
    </span>
  );
}
