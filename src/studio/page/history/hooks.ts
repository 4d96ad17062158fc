/** Live runs and the live list of runs, for components. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RunSummary } from '../../api/runs.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import type { Connection } from '../source/source.ts';
import { LiveRun } from './live-run.ts';

/** Renders again after each change; the number counts the changes. */
export function useWatched(subject: { watch(watcher: () => void): () => void }): number {
  const [count, setCount] = useState(0);
  useEffect(() => subject.watch(() => setCount((value) => value + 1)), [subject]);
  return count;
}

/** A run that is followed while the component is mounted. */
export function useLiveRun(id: string): LiveRun {
  const run = useMemo(() => new LiveRun(source, id), [id]);
  useEffect(() => () => run.close(), [run]);
  useWatched(run);
  return run;
}

export interface RunsState {
  readonly runs: readonly RunSummary[] | null;
  readonly folder: string;
  readonly truncated: boolean;
  readonly problem: Problem | null;
  readonly connection: Connection;
}

const RETRY_MS = 3000;

/** The list of runs, as it changes. */
export function useRuns(): RunsState {
  const [state, setState] = useState<RunsState>({
    runs: null,
    folder: '',
    truncated: false,
    problem: null,
    connection: 'open',
  });
  useEffect(() => {
    let closed = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lost = false;
    const load = () =>
      source.runs().then(
        (list) => {
          if (!closed) setState((before) => ({ ...before, ...list, problem: null }));
        },
        (error: unknown) => {
          if (closed) return;
          setState((before) => ({ ...before, problem: asProblem(error) }));
          timer = setTimeout(load, RETRY_MS);
        },
      );
    load();
    const changes = new Map<string, RunSummary | null>();
    let pending = false;
    // Many runs may change at once: the list is updated once for all of them.
    const later = (id: string, run: RunSummary | null) => {
      changes.set(id, run);
      if (pending) return;
      pending = true;
      setTimeout(() => {
        pending = false;
        const batch = new Map(changes);
        changes.clear();
        if (!closed) setState((before) => withChanges(before, batch));
      }, 100);
    };
    const unwatch = source.watchRuns({
      run: (run) => later(run.id, run),
      gone: (id) => later(id, null),
      connection: (connection) => {
        // Changes in between are not sent again.
        if (connection === 'open' && lost) load();
        lost = connection === 'lost';
        setState((before) =>
          before.connection === connection ? before : { ...before, connection },
        );
      },
    });
    return () => {
      closed = true;
      clearTimeout(timer);
      unwatch();
    };
  }, []);
  return state;
}

function withChanges(state: RunsState, changes: ReadonlyMap<string, RunSummary | null>): RunsState {
  if (!state.runs) return state;
  const known = new Set(state.runs.map(({ id }) => id));
  const kept = state.runs.flatMap((run) => {
    const change = changes.get(run.id);
    return change === null ? [] : [change ?? run];
  });
  const added = [...changes].flatMap(([id, run]) => (run && !known.has(id) ? [run] : []));
  return { ...state, runs: [...added, ...kept] };
}
