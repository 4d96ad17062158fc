/** Which runs are shown and in what order: plain functions, so that they are quick and can be tested. */
import { runMethodLabel } from '../../../view/names.ts';
import type { RunState, RunSummary } from '../../api.ts';

export type SortKey =
  | 'name'
  | 'state'
  | 'dataset'
  | 'method'
  | 'seed'
  | 'accuracy'
  | 'motif'
  | 'trainable'
  | 'seconds'
  | 'updated';

export interface RunsQuery {
  /** Words that must all occur in id, name, data or method. */
  readonly words: string;
  readonly state: RunState | '';
  /** What the method is called. */
  readonly method: string;
  readonly dataset: string;
  readonly sort: SortKey;
  readonly descending: boolean;
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
