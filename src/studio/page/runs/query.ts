/** What the list of runs is asked for, and its address. */
import { MOST_COLUMNS, type RunState } from '../../api/runs.ts';

const STATES: readonly RunState[] = ['running', 'finished', 'stopped', 'failed'];

export interface RunsQuery {
  /** Words that must all occur in id, name, data, method or tags. */
  readonly words: string;
  readonly state: RunState | '';
  /** What the method is called. */
  readonly method: string;
  readonly dataset: string;
  /** Key of a column. */
  readonly sort: string;
  readonly descending: boolean;
  /** Keys of the columns in order; null for the usual ones. */
  readonly columns: readonly string[] | null;
  /** Whether runs that differ in their seed alone are one row. */
  readonly together: boolean;
  /** Whether the runs of studies are listed too. */
  readonly studies: boolean;
  readonly tag: string;
  /** Whether only starred runs are listed. */
  readonly starred: boolean;
  /** Whether the runs in the archive are listed, in place of the others. */
  readonly archived: boolean;
  /** How the runs are drawn; null if they are not. */
  readonly plot: Plot | null;
}

/** Runs as points. */
export interface Plot {
  /** Keys of columns. */
  readonly x: string;
  readonly y: string;
  /** The names of the logarithmic axes: `x`, `y`, `xy`. */
  readonly log: string;
}

const USUAL_SORT = 'updated';

/** What an address asks for: a list that was filtered can be linked to and gone back to. */
export function readQuery(address: URLSearchParams): RunsQuery {
  const text = (name: string) => address.get(name) ?? '';
  const [x, y] = [text('x'), text('y')];
  return {
    words: text('words'),
    state: STATES.find((state) => state === address.get('state')) ?? '',
    method: text('method'),
    dataset: text('data'),
    sort: text('sort') || USUAL_SORT,
    descending: address.get('order') !== 'ascending',
    columns: address.has('column')
      ? [...new Set(address.getAll('column'))].slice(0, MOST_COLUMNS)
      : null,
    together: address.has('together'),
    studies: address.has('studies'),
    tag: text('tag'),
    starred: address.has('starred'),
    archived: address.has('archived'),
    plot: x !== '' && y !== '' ? { x, y, log: text('log') } : null,
  };
}

/** The address of a list; what is as usual is left out. */
export function queryAddress(query: RunsQuery): string {
  const { words, state, method, dataset, sort, descending, tag, columns, plot } = query;
  const all = {
    words,
    state,
    method,
    data: dataset,
    sort: sort === USUAL_SORT ? '' : sort,
    order: descending ? '' : 'ascending',
    together: query.together ? 'seeds' : '',
    studies: query.studies ? 'shown' : '',
    tag,
    starred: query.starred ? 'only' : '',
    archived: query.archived ? 'only' : '',
    x: plot?.x ?? '',
    y: plot?.y ?? '',
    log: plot?.log ?? '',
  };
  const search = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''));
  for (const column of columns ?? []) search.append('column', column);
  return search.size === 0 ? '/' : `/?${search}`;
}
