/** The list of runs: filter, sort, choose columns, choose some to compare; a thousand answer as quickly as ten. */
import { useMemo, useState } from 'preact/hooks';
import { count, counted } from '../../../view/format.ts';
import { useRuns } from '../history/hooks.ts';
import { usePolled } from '../history/polled.ts';
import { Lazy } from '../parts/lazy.tsx';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { go, href, type Route } from '../route.ts';
import { columnOf, isAsked, shownColumns, USUAL_KEYS } from '../runs/columns.ts';
import { Filters } from '../runs/filters.tsx';
import { type Plot, queryAddress, type RunsQuery, readQuery } from '../runs/query.ts';
import { apart, chooseRuns, sortRows, together } from '../runs/rows.ts';
import { ofStudies, withoutGroups } from '../runs/runs-table.ts';
import { Selection } from '../runs/selection.tsx';
import { RunsTable } from '../runs/table.tsx';
import { useColumnValues } from '../runs/use-values.ts';
import { source } from '../source/index.ts';
import type { Problem } from '../source/problem.ts';
import { Studies } from './studies.tsx';
import { TrashView } from './trash.tsx';

const STUDIES_MS = 10_000;
/** Columns whose largest values are looked for first. */
const LARGEST_FIRST: ReadonlySet<string> = new Set(['accuracy', 'starred', 'updated']);

/** Until other axes are chosen. */
const FIRST_PLOT: Plot = { x: 'trainable', y: 'accuracy', log: '' };

const loadPlot = async () => (await import('../runs/plot.tsx')).default;
const loadPicker = async () => (await import('../runs/picker.tsx')).default;

export function RunsView({ route }: { readonly route: Route }) {
  const { runs: all, folder, truncated, problem: missing, connection } = useRuns();
  const query = readQuery(route.query);
  const { value: studies } = usePolled(source.studies, STUDIES_MS);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [picking, setPicking] = useState(false);
  const { runs, inStudies, archived } = useMemo(() => {
    const every = withoutGroups(all ?? []);
    const put = every.filter(({ marks }) => marks.archived === query.archived);
    const own = new Set(ofStudies(put, studies?.studies.map(({ id }) => id) ?? []));
    const listed = query.studies ? put : put.filter((run) => !own.has(run));
    const archived = query.archived ? put.length : every.length - put.length;
    return { runs: listed, inStudies: own.size, archived };
  }, [all, studies, query.studies, query.archived]);
  const address = queryAddress(query);
  const keys = query.columns ?? USUAL_KEYS;
  const { plot } = query;
  const named = [...keys, query.sort, ...(plot === null ? [] : [plot.x, plot.y])];
  const asked = useColumnValues([...new Set(named)].filter(isAsked), all);
  const columns = useMemo(() => shownColumns(keys, asked.values), [address, asked.values]);
  // Another order or another column leaves the same runs.
  const order = { sort: '', columns: null, plot: null, together: false, descending: false };
  const filter = queryAddress({ ...query, ...order });
  const shown = useMemo(() => chooseRuns(runs, query), [runs, filter]);
  const rows = useMemo(() => {
    const by = columnOf(query.sort, asked.values) ?? columnOf('updated', asked.values)!;
    return sortRows(query.together ? together(shown) : apart(shown), by, query.descending);
  }, [shown, address, asked.values]);
  const change = (part: Partial<RunsQuery>) =>
    go(queryAddress({ ...query, ...part }), { replace: true });

  if (!all) return missing ? <ProblemNotice problem={missing} /> : <Waiting what="the runs" />;
  if (all.length === 0) {
    return (
      <>
        <Studies studies={studies?.studies ?? []} />
        <NoRuns folder={folder} />
        <TrashView changes={all.length} />
      </>
    );
  }
  return (
    <>
      <div class="head">
        <div>
          <h1>Runs</h1>
          <p class="lead" role="status">
            {shown.length === runs.length
              ? counted(runs.length, 'run')
              : `${count(shown.length)} of ${count(runs.length)} runs`}
            {query.together && ` in ${counted(rows.length, 'row')}`}
            {folder !== '' && (
              <>
                {' in '}
                <code>{folder}</code>
              </>
            )}
            {truncated && ', the newest only: there are more than can be listed'}
            {asked.waiting && ' · reading the columns …'}
            {connection === 'lost' && ' · connection lost, trying again …'}
          </p>
        </div>
        <div class="row">
          <button type="button" aria-expanded={picking} onClick={() => setPicking(!picking)}>
            Columns
          </button>
          <button
            type="button"
            aria-expanded={plot !== null}
            onClick={() => change({ plot: plot === null ? FIRST_PLOT : null })}
          >
            Plot
          </button>
        </div>
      </div>
      <Studies studies={studies?.studies ?? []} />
      <Filters {...{ runs, query, change, inStudies, archived }} />
      {picking && (
        <Lazy
          load={loadPicker}
          props={{ keys, change: (next) => change({ columns: next }) }}
          id="columns"
          what="the columns"
        />
      )}
      {plot !== null && (
        <Lazy
          load={loadPlot}
          props={{
            runs: shown,
            asked: asked.values,
            plot,
            change: (next) => change({ plot: next }),
          }}
          id="plot"
          what="the plot"
        />
      )}
      <Selection all={all} chosen={chosen} clear={() => setChosen(new Set())} />
      {problem && <ProblemNotice problem={problem} />}
      {asked.problem && <ProblemNotice problem={asked.problem} />}
      {asked.unread.length > 0 && (
        <p class="notice">The settings of these runs cannot be read: {asked.unread.join(', ')}.</p>
      )}
      <RunsTable
        rows={rows}
        columns={columns}
        query={query}
        sort={(sort) =>
          change({
            sort,
            descending: query.sort === sort ? !query.descending : LARGEST_FIRST.has(sort),
          })
        }
        chosen={chosen}
        choose={(ids, on) => {
          const next = new Set(chosen);
          for (const id of ids) {
            if (on) next.add(id);
            else next.delete(id);
          }
          setChosen(next);
        }}
        failed={setProblem}
      />
      <TrashView changes={all.length} />
    </>
  );
}

function NoRuns({ folder }: { readonly folder: string }) {
  return (
    <>
      <h1>Runs</h1>
      <Empty title="No runs yet" heading="h2">
        <p>
          {folder !== '' && (
            <>
              There is none in <code>{folder}</code>.{' '}
            </>
          )}
          A run appears here as soon as it is started, from this page or with{' '}
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
