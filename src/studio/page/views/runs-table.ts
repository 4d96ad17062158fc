/** Which runs are shown and in what order: plain functions, so that they are quick and can be tested. */
import { runMethodLabel } from '../../../view/names.ts';
import type { RunState, RunSummary } from '../../api.ts';

const SORT_KEYS = [
  'name',
  'state',
  'dataset',
  'method',
  'seed',
  'accuracy',
  'motif',
  'trainable',
  'seconds',
  'updated',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

const STATES: readonly RunState[] = ['running', 'finished', 'stopped', 'failed'];

export interface RunsQuery {
  /** Words that must all occur in id, name, data or method. */
  readonly words: string;
  readonly state: RunState | '';
  /** What the method is called. */
  readonly method: string;
  readonly dataset: string;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** Whether the runs of studies are listed too. */
  readonly studies: boolean;
}

/** What an address asks for: a list that was filtered can be linked to and gone back to. */
export function readQuery(address: URLSearchParams): RunsQuery {
  const text = (name: string) => address.get(name) ?? '';
  const sort = SORT_KEYS.find((key) => key === address.get('sort')) ?? 'updated';
  return {
    words: text('words'),
    state: STATES.find((state) => state === address.get('state')) ?? '',
    method: text('method'),
    dataset: text('data'),
    sort,
    descending: address.get('order') !== 'ascending',
    studies: address.has('studies'),
  };
}

/** The address of a list; what is as usual is left out. */
export function queryAddress(query: RunsQuery): string {
  const { words, state, method, dataset, sort, descending, studies } = query;
  const all = {
    words,
    state,
    method,
    data: dataset,
    sort: sort === 'updated' ? '' : sort,
    order: descending ? '' : 'ascending',
    studies: studies ? 'shown' : '',
  };
  const search = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''));
  return search.size === 0 ? '/' : `/?${search}`;
}

/** Runs that are cells of a study, which has a page of its own; a folder that is a study itself has only these. */
export function ofStudies(runs: readonly RunSummary[], studies: readonly string[]): RunSummary[] {
  const folders = studies.filter((id) => id !== '').map((id) => `${id}/`);
  return runs.filter(({ id }) => folders.some((folder) => id.startsWith(folder)));
}

const VALUES: Readonly<Record<SortKey, (run: RunSummary) => string | number | null>> = {
  name: ({ id }) => id,
  state: ({ state }) => state,
  dataset: ({ dataset }) => dataset,
  method: runMethodLabel,
  seed: ({ seed }) => seed,
  accuracy: ({ accuracy }) => accuracy,
  motif: ({ motifSizes }) => motifSizes[0] ?? null,
  trainable: ({ trainable }) => trainable,
  seconds: ({ seconds }) => seconds,
  updated: ({ updated }) => updated,
};

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/** Groups are shown only while they have no members. */
export function withoutGroups(runs: readonly RunSummary[]): RunSummary[] {
  const filled = new Set(runs.flatMap(({ group }) => (group === null ? [] : [group])));
  return runs.filter(({ kind, id }) => kind !== 'group' || !filled.has(id));
}

/** The runs that a query asks for, sorted; runs without a value come last in either direction. */
export function chooseRuns(runs: readonly RunSummary[], query: RunsQuery): RunSummary[] {
  const words = query.words.toLowerCase().split(/\s+/).filter(Boolean);
  const value = VALUES[query.sort];
  const sign = query.descending ? -1 : 1;
  return runs
    .filter((run) => {
      const { id, name, state, dataset } = run;
      const method = runMethodLabel(run);
      return (
        (query.state === '' || state === query.state) &&
        (query.method === '' || method === query.method) &&
        (query.dataset === '' || dataset === query.dataset) &&
        words.every((word) => `${id} ${name} ${dataset} ${method}`.toLowerCase().includes(word))
      );
    })
    .map((run) => ({ run, key: value(run) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      if (typeof a.key === 'number') return sign * (a.key - (b.key as number));
      return sign * inOrder(a.key, b.key as string);
    })
    .map(({ run }) => run);
}
