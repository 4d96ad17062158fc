/** The list of runs: filter, sort, choose some to compare; a thousand answer as quickly as ten. */
import { useMemo, useState } from 'preact/hooks';
import { count, counted } from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/names.ts';
import type { RunState } from '../../api.ts';
import { useRuns } from '../history/hooks.ts';
import { usePolled } from '../history/polled.ts';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Choices } from '../parts/panel.tsx';
import { compareAddress, go, href, type Route } from '../route.ts';
import { source } from '../source/index.ts';
import { Rows } from './runs-rows.tsx';
import {
  chooseRuns,
  ofStudies,
  queryAddress,
  type RunsQuery,
  readQuery,
  withoutGroups,
} from './runs-table.ts';
import { Studies } from './studies.tsx';

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
  const { runs: all, folder, truncated, problem, connection } = useRuns();
  const query = readQuery(route.query);
  const { value: studies } = usePolled(source.studies, STUDIES_MS);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { runs, inStudies } = useMemo(() => {
    const every = withoutGroups(all ?? []);
    const own = new Set(ofStudies(every, studies?.studies.map(({ id }) => id) ?? []));
    const listed = query.studies ? every : every.filter((run) => !own.has(run));
    return { runs: listed, inStudies: own.size };
  }, [all, studies, query.studies]);
  const shown = useMemo(() => chooseRuns(runs, query), [runs, queryAddress(query)]);
  const change = (part: Partial<RunsQuery>) =>
    go(queryAddress({ ...query, ...part }), { replace: true });

  if (!all) return problem ? <ProblemNotice problem={problem} /> : <Waiting what="the runs" />;
  if (runs.length + inStudies === 0) {
    return (
      <>
        <Studies studies={studies?.studies ?? []} />
        <NoRuns folder={folder} />
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
        <div class="row">
          {chosen.size > 0 && (
            <button type="button" class="plain" onClick={() => setChosen(new Set())}>
              Clear selection
            </button>
          )}
          {chosen.size > 1 && (
            <a class="button primary" href={href(compareAddress([...chosen]))}>
              Compare {chosen.size} runs
            </a>
          )}
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
        </div>
        {inStudies > 0 && (
          <label class="row small">
            <input
              type="checkbox"
              checked={query.studies}
              onChange={(event) => change({ studies: event.currentTarget.checked })}
            />
            with {counted(inStudies, 'run')} of studies
          </label>
        )}
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
  choose,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly value: string;
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
          {one}
        </option>
      ))}
    </select>
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
