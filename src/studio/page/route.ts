/**
 * Addresses of the views, so that each can be linked to. With a server they are paths; a host of plain
 * files knows no path but that of the page, so there the same address comes after `#`.
 */
import { useEffect, useState } from 'preact/hooks';
import type { StudySummary } from '../api/studies.ts';

/** A view and what its address says. */
export interface Route {
  readonly view:
    | 'runs'
    | 'run'
    | 'study'
    | 'sweep'
    | 'compare'
    | 'data'
    | 'start'
    | 'try'
    | 'unknown';
  /** Of the run, where the view is one. */
  readonly id: string;
  readonly query: URLSearchParams;
}

/** Reads an address: a path and, perhaps, a query. */
export function parseRoute(address: string): Route {
  const [path = '', search = ''] = address.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const parts = path.split('/').filter((part) => part !== '');
  const [first, ...rest] = parts;
  const at = (view: Route['view'], id = ''): Route => ({ view, id, query });
  if (first === undefined) return at('runs');
  if (first === 'run' && rest.length > 0) return at('run', rest.map(decode).join('/'));
  if (rest.length === 0 && (first === 'study' || first === 'sweep')) {
    return at(first, query.get('id') ?? '');
  }
  if (rest.length === 0 && isPlainView(first)) return at(first);
  return at('unknown');
}

/** Views of which the query says everything. */
const PLAIN_VIEWS = ['compare', 'data', 'start', 'try'] as const;
const isPlainView = (name: string): name is (typeof PLAIN_VIEWS)[number] =>
  (PLAIN_VIEWS as readonly string[]).includes(name);

/** Addresses come from anywhere: what cannot be decoded is taken literally. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a run's view; `query` says which part. */
export function runAddress(id: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  const path = id.split('/').map(encodeURIComponent).join('/');
  return `/run/${path}${search && `?${search}`}`;
}

/** Where a run is started; with the settings of another, if there is one. */
export function startAddress(from: string): string {
  return `/start?${new URLSearchParams({ from })}`;
}

export function studyAddress({ kind, id }: Pick<StudySummary, 'kind' | 'id'>): string {
  return `/${kind}?${new URLSearchParams({ id })}`;
}

export function compareAddress(ids: readonly string[]): string {
  return `/compare?${new URLSearchParams(ids.map((id) => ['run', id])).toString()}`;
}

/** What a link to an address says. */
export function href(address: string): string {
  return PLAIN_FILES ? `#${address}` : address;
}

function current(): string {
  if (PLAIN_FILES) return location.hash.slice(1) || '/';
  return location.pathname + location.search;
}

/** The present address with another word in its query; null leaves the word out. */
export function withQuery(name: string, value: string | null): string {
  const [path = '/', search = ''] = current().split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  if (value === null) query.delete(name);
  else query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

const CHANGED = 'studio:route';

/** Goes to an address; `replace` leaves no trace of the one before. */
export function go(address: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href(address));
  else history.pushState(null, '', href(address));
  dispatchEvent(new Event(CHANGED));
}

/** The present route; renders again when it changes. */
export function useRoute(): Route {
  const [address, setAddress] = useState(current);
  useEffect(() => {
    const look = () => setAddress(current());
    for (const event of [CHANGED, 'popstate', 'hashchange']) addEventListener(event, look);
    return () => {
      for (const event of [CHANGED, 'popstate', 'hashchange']) removeEventListener(event, look);
    };
  }, []);
  return parseRoute(address);
}

/** Lets links within the page change the view without reloading the page. */
export function catchLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  // Links of drawings have no target as text.
  if (link === null || link.hasAttribute('target') || link.hasAttribute('download')) return;
  const address = link.getAttribute('href') ?? '';
  const own = PLAIN_FILES ? address.startsWith('#/') : address.startsWith('/');
  if (!own) return;
  event.preventDefault();
  go(PLAIN_FILES ? address.slice(1) : address);
  scrollTo(0, 0);
}
