/** Which runs are shown and in what order: plain functions, so that they are quick and can be tested. */
import { runMethodLabel } from '../../../view/names.ts';
import type { RunState, RunSummary } from '../../api.ts';
import { Problem } from '../source/problem.ts';

const SORT_KEYS = [
  'starred',
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
  /** Words that must all occur in id, name, data, method or tags. */
  readonly words: string;
  readonly state: RunState | '';
  /** What the method is called. */
  readonly method: string;
  readonly dataset: string;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** Whether the runs of studies are listed too. */
  readonly studies: boolean;
  readonly tag: string;
  /** Whether only starred runs are listed. */
  readonly starred: boolean;
  /** Whether the runs in the archive are listed, in place of the others. */
  readonly archived: boolean;
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
    tag: text('tag'),
    starred: address.has('starred'),
    archived: address.has('archived'),
  };
}

/** The address of a list; what is as usual is left out. */
export function queryAddress(query: RunsQuery): string {
  const { words, state, method, dataset, sort, descending, studies, tag, starred, archived } =
    query;
  const all = {
    words,
    state,
    method,
    data: dataset,
    sort: sort === 'updated' ? '' : sort,
    order: descending ? '' : 'ascending',
    studies: studies ? 'shown' : '',
    tag,
    starred: starred ? 'only' : '',
    archived: archived ? 'only' : '',
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
  starred: ({ marks }) => Number(marks.starred),
  name: ({ id, marks }) => marks.title || id,
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

/**
 * Groups are shown only while they have no members, which have their tags, their place in the archive and, without
 * one of their own, their name.
 */
export function withoutGroups(runs: readonly RunSummary[]): RunSummary[] {
  const filled = new Set(runs.flatMap(({ group }) => (group === null ? [] : [group])));
  const groups = new Map(runs.filter(({ id }) => filled.has(id)).map((run) => [run.id, run.marks]));
  return runs
    .filter(({ kind, id }) => kind !== 'group' || !filled.has(id))
    .map((run) => {
      const group = run.group === null ? undefined : groups.get(run.group);
      if (group === undefined || group.revision === 0) return run;
      const { marks } = run;
      const tags = [...new Set([...group.tags, ...marks.tags])];
      const [title, archived] = [marks.title || group.title, marks.archived || group.archived];
      return { ...run, marks: { ...marks, tags, title, archived } };
    });
}

const text = ({ id, name, dataset, marks }: RunSummary, method: string) =>
  `${id} ${name} ${dataset} ${method} ${marks.title} ${marks.tags.join(' ')}`.toLowerCase();

/** The runs that a query asks for, sorted; runs without a value come last in either direction. */
export function chooseRuns(runs: readonly RunSummary[], query: RunsQuery): RunSummary[] {
  const words = query.words.toLowerCase().split(/\s+/).filter(Boolean);
  const value = VALUES[query.sort];
  const sign = query.descending ? -1 : 1;
  return runs
    .filter((run) => {
      const { state, dataset, marks } = run;
      const method = runMethodLabel(run);
      return (
        (query.state === '' || state === query.state) &&
        (query.method === '' || method === query.method) &&
        (query.dataset === '' || dataset === query.dataset) &&
        (query.tag === '' || marks.tags.includes(query.tag)) &&
        (!query.starred || marks.starred) &&
        words.every((word) => text(run, method).includes(word))
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

/**
 * What is deleted for a selection: runs, and of members their groups.
 * @throws Problem if not all members of a group are selected
 */
export function deletable(all: readonly RunSummary[], chosen: ReadonlySet<string>): string[] {
  const ids = new Set<string>();
  for (const { id, group } of all) {
    if (!chosen.has(id)) continue;
    ids.add(group ?? id);
    if (group === null || all.every((run) => run.group !== group || chosen.has(run.id))) continue;
    throw new Problem(`${id} is a part of ${group}.`, {
      remedy: 'Select all runs of the group, or delete it on its own page.',
    });
  }
  return [...ids];
}
