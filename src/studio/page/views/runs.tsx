/** The list of runs: filter, sort, choose some to compare; a thousand answer as quickly as ten. */
import { useMemo, useState } from 'preact/hooks';
import { count, counted } from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/names.ts';
import type { RunState } from '../../api.ts';
import { useRuns } from '../history/hooks.ts';
import { usePolled } from '../history/polled.ts';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Choices } from '../parts/panel.tsx';
import { go, href, type Route } from '../route.ts';
import { source } from '../source/index.ts';
import type { Problem } from '../source/problem.ts';
import { Rows } from './runs-rows.tsx';
import {
  chooseRuns,
  ofStudies,
  queryAddress,
  type RunsQuery,
  readQuery,
  withoutGroups,
} from './runs-table.ts';
import { Selection } from './selection.tsx';
import { Studies } from './studies.tsx';
import { TrashView } from './trash.tsx';

const STUDIES_MS = 10_000;

const STATES: readonly (readonly [RunState | '', string])[] = [
  ['', 'All'],
  ['running', 'Running'],
  ['finished', 'Finished'],
  ['stopped', 'Stopped'],
  ['failed', 'Failed'],
];

const different = (values: readonly string[]) =>
  [...new Set(values)].filter((value) => value !== '').sort();

export function RunsView({ route }: { readonly route: Route }) {
  const { runs: all, folder, truncated, problem: missing, connection } = useRuns();
  const query = readQuery(route.query);
  const { value: studies } = usePolled(source.studies, STUDIES_MS);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const { runs, inStudies, archived } = useMemo(() => {
    const every = withoutGroups(all ?? []);
    const put = every.filter(({ marks }) => marks.archived === query.archived);
    const own = new Set(ofStudies(put, studies?.studies.map(({ id }) => id) ?? []));
    const listed = query.studies ? put : put.filter((run) => !own.has(run));
    const archived = query.archived ? put.length : every.length - put.length;
    return { runs: listed, inStudies: own.size, archived };
  }, [all, studies, query.studies, query.archived]);
  const shown = useMemo(() => chooseRuns(runs, query), [runs, queryAddress(query)]);
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
            {folder !== '' && (
              <>
                {' in '}
                <code>{folder}</code>
              </>
            )}
            {truncated && ', the newest only: there are more than can be listed'}
            {connection === 'lost' && ' · connection lost, trying again …'}
          </p>
        </div>
      </div>
      <Studies studies={studies?.studies ?? []} />
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
            values={different(runs.map(runMethodLabel))}
            value={query.method}
            choose={(method) => change({ method })}
          />
          <Filter
            label="Data"
            values={different(runs.map(({ dataset }) => dataset))}
            value={query.dataset}
            choose={(dataset) => change({ dataset })}
          />
          <Filter
            label="Tag"
            least={1}
            values={different([...runs.flatMap(({ marks }) => marks.tags), query.tag])}
            value={query.tag}
            choose={(tag) => change({ tag })}
          />
          <Check
            words="starred"
            on={query.starred}
            there={runs.some(({ marks }) => marks.starred)}
            set={(starred) => change({ starred })}
          />
          <Check
            words={`archived (${count(archived)})`}
            on={query.archived}
            there={archived > 0}
            set={(archived) => change({ archived })}
          />
        </div>
        {inStudies > 0 && (
          <label class="row small">
            <input
              type="checkbox"
              checked={query.studies}
              onChange={(event) => change({ studies: event.currentTarget.checked })}
            />
            with {counted(inStudies, 'run')} of studies and sweeps
          </label>
        )}
        <Choices
          label="State"
          options={STATES}
          value={query.state}
          choose={(state) => change({ state })}
        />
      </div>
      <Selection all={all} chosen={chosen} clear={() => setChosen(new Set())} />
      {problem && <ProblemNotice problem={problem} />}
      <Rows
        runs={shown}
        query={query}
        sort={(sort) =>
          change({
            sort,
            descending:
              query.sort === sort ? !query.descending : sort === 'accuracy' || sort === 'starred',
          })
        }
        chosen={chosen}
        choose={(id, on) => {
          const next = new Set(chosen);
          if (on) next.add(id);
          else next.delete(id);
          setChosen(next);
        }}
        failed={setProblem}
      />
      <TrashView changes={all.length} />
    </>
  );
}

function Filter({
  label,
  values,
  value,
  choose,
  least = 2,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly choose: (value: string) => void;
  /** Values from which on there is something to choose. */
  readonly least?: number;
}) {
  if (values.length < least) return null;
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{label}: all</option>
      {values.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}

/** Asks for some of the runs, where there are some, or where it has been asked for. */
function Check({
  words,
  on,
  there,
  set,
}: {
  readonly words: string;
  readonly on: boolean;
  readonly there: boolean;
  readonly set: (on: boolean) => void;
}) {
  if (!there && !on) return null;
  return (
    <label class="row small">
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
      {words}
    </label>
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
