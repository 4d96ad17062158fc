/** By what the list of runs is narrowed down; each filter is there only where there is something to choose. */
import { count, counted } from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/method-names.ts';
import type { RunState, RunSummary } from '../../api/runs.ts';
import { Choices } from '../parts/panel.tsx';
import type { RunsQuery } from './query.ts';

const STATES: readonly (readonly [RunState | '', string])[] = [
  ['', 'All'],
  ['running', 'Running'],
  ['finished', 'Finished'],
  ['stopped', 'Stopped'],
  ['failed', 'Failed'],
];

const different = (values: readonly string[]) =>
  [...new Set(values)].filter((value) => value !== '').sort();

export function Filters({
  runs,
  query,
  change,
  inStudies,
  archived,
}: {
  readonly runs: readonly RunSummary[];
  readonly query: RunsQuery;
  readonly change: (part: Partial<RunsQuery>) => void;
  /** Runs of studies, and runs in the archive. */
  readonly inStudies: number;
  readonly archived: number;
}) {
  return (
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
          set={(put) => change({ archived: put })}
        />
        <Check
          words={`with ${counted(inStudies, 'run')} of studies and sweeps`}
          on={query.studies}
          there={inStudies > 0}
          set={(studies) => change({ studies })}
        />
        <Check
          words="seeds in one row"
          on={query.together}
          there={runs.length > 1}
          set={(together) => change({ together })}
        />
      </div>
      <Choices
        label="State"
        options={STATES}
        value={query.state}
        choose={(state) => change({ state })}
      />
    </div>
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
