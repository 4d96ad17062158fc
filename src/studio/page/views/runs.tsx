/**
 * The list of runs: filter, sort, choose some to compare. Only the rows in sight are in the document, so
 * that a thousand runs answer as quickly as ten.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { RunState, RunSummary } from '../../api.ts';
import { ago, count, duration, methodName, percent } from '../format.ts';
import { useRuns } from '../history/hooks.ts';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Choices } from '../parts/panel.tsx';
import { StateLabel } from '../parts/run-state.tsx';
import { compareAddress, href, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { chooseRuns, type RunsQuery, type SortKey, withoutGroups } from './runs-table.ts';

const ROW = 52;
const BEYOND = 8;

const COLUMNS: readonly (readonly [
  key: SortKey,
  title: string,
  column: string,
  right?: boolean,
])[] = [
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

const STATES: readonly (readonly [RunState | '', string])[] = [
  ['', 'All'],
  ['running', 'Running'],
  ['finished', 'Finished'],
  ['stopped', 'Stopped'],
  ['failed', 'Failed'],
];

const different = (values: readonly string[]) =>
  [...new Set(values)].filter((value) => value !== '').sort();

export function RunsView() {
  const { runs: all, folder, truncated, problem, connection } = useRuns();
  const [query, setQuery] = useState<RunsQuery>({
    words: '',
    state: '',
    method: '',
    dataset: '',
    sort: 'updated',
    descending: true,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const runs = useMemo(() => withoutGroups(all ?? []), [all]);
  const shown = useMemo(() => chooseRuns(runs, query), [runs, query]);
  const change = (part: Partial<RunsQuery>) => setQuery((before) => ({ ...before, ...part }));

  if (!all) return problem ? <ProblemNotice problem={problem} /> : <Waiting what="the runs" />;
  if (runs.length === 0) return <NoRuns folder={folder} />;
  return (
    <>
      <div class="head">
        <div>
          <h1>Runs</h1>
          <p class="lead" role="status">
            {shown.length === runs.length
              ? `${count(runs.length)} ${runs.length === 1 ? 'run' : 'runs'}`
              : `${count(shown.length)} of ${count(runs.length)} runs`}
            {folder !== '' && (
              <>
                {' in '}
                <code>{folder}</code>
              </>
            )}
            {truncated && ', the newest of more than can be listed'}
            {connection === 'lost' && ' · connection lost, trying again …'}
          </p>
        </div>
        <div class="row">
          {chosen.size > 0 && (
            <button type="button" class="plain" onClick={() => setChosen(new Set())}>
              Choose none
            </button>
          )}
          {chosen.size > 1 && (
            <a class="button primary" href={href(compareAddress([...chosen]))}>
              Compare {chosen.size} runs
            </a>
          )}
        </div>
      </div>
      <div class="row spread">
        <div class="row">
          <input
            type="search"
            placeholder="Find a run"
            aria-label="Find a run by id, data or method"
            value={query.words}
            onInput={(event) => change({ words: event.currentTarget.value })}
          />
          <Filter
            label="Method"
            values={different(runs.map(({ method }) => method))}
            value={query.method}
            name={methodName}
            choose={(method) => change({ method })}
          />
          <Filter
            label="Data"
            values={different(runs.map(({ dataset }) => dataset))}
            value={query.dataset}
            name={(name) => name}
            choose={(dataset) => change({ dataset })}
          />
        </div>
        <Choices
          label="State"
          options={STATES}
          value={query.state}
          choose={(state) => change({ state })}
        />
      </div>
      <Rows
        runs={shown}
        query={query}
        sort={(sort) =>
          change({
            sort,
            descending: query.sort === sort ? !query.descending : sort === 'accuracy',
          })
        }
        chosen={chosen}
        choose={(id, on) => {
          const next = new Set(chosen);
          if (on) next.add(id);
          else next.delete(id);
          setChosen(next);
        }}
      />
    </>
  );
}

function Filter({
  label,
  values,
  value,
  name,
  choose,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly name: (value: string) => string;
  readonly choose: (value: string) => void;
}) {
  if (values.length < 2) return null;
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{label}: all</option>
      {values.map((one) => (
        <option key={one} value={one}>
          {name(one)}
        </option>
      ))}
    </select>
  );
}

function Rows({
  runs,
  query,
  sort,
  chosen,
  choose,
}: {
  readonly runs: readonly RunSummary[];
  readonly query: RunsQuery;
  readonly sort: (key: SortKey) => void;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (id: string, on: boolean) => void;
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
              <span class="hidden">Chosen to compare</span>
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
            />
          ))}
          {last < runs.length && <tr style={{ height: (runs.length - last) * ROW }} />}
        </tbody>
      </table>
      {runs.length === 0 && (
        <p class="empty soft">No run fits these filters. Take one of them away.</p>
      )}
    </section>
  );
}

function Row({
  run,
  index,
  chosen,
  choose,
}: {
  readonly run: RunSummary;
  readonly index: number;
  readonly chosen: boolean;
  readonly choose: (id: string, on: boolean) => void;
}) {
  return (
    <tr class={`one${chosen ? ' chosen' : ''}`} aria-rowindex={index}>
      <td class="col-check">
        <input
          type="checkbox"
          aria-label={`Compare ${run.id}`}
          checked={chosen}
          onChange={(event) => choose(run.id, event.currentTarget.checked)}
        />
      </td>
      <td class="title">
        <a href={href(runAddress(run.id))} title={run.id}>
          {run.name}
        </a>
        <small>{run.id}</small>
      </td>
      <td class="col-state" title={run.problem ?? undefined}>
        <StateLabel run={run} />
      </td>
      <td class="col-data">{run.dataset}</td>
      <td class="col-method">{methodName(run.method)}</td>
      <td class="col-seed right">{run.seed ?? '–'}</td>
      <td class="col-accuracy right">{percent(run.accuracy)}</td>
      <td class="col-size right">{run.motifSizes.join(', ') || '–'}</td>
      <td class="col-weights right">{count(run.trainable)}</td>
      <td class="col-time right">{duration(run.seconds)}</td>
      <td class="col-updated right">{ago(run.updated)}</td>
    </tr>
  );
}

function NoRuns({ folder }: { readonly folder: string }) {
  return (
    <>
      <h1>Runs</h1>
      <Empty title="No runs yet">
        <p>
          {folder !== '' && (
            <>
              There is none in <code>{folder}</code>.{' '}
            </>
          )}
          A run appears here as soon as it is begun, from this page or by{' '}
          <code>motifsmith search demo</code> in a terminal.
        </p>
        <div class="row">
          {source.canStart && (
            <a class="button primary" href={href('/start')}>
              Start a run
            </a>
          )}
          <a class="button" href={href('/try')}>
            Try a search in this tab
          </a>
        </div>
      </Empty>
    </>
  );
}
