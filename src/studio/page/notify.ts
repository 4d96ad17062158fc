/** Tells the reader through the system when a run ends, while the page is open anywhere. */
import { percent } from '../../view/format.ts';
import type { RunSummary } from '../api/runs.ts';
import { go, runAddress } from './route.ts';
import { ofStudies } from './runs/runs-table.ts';
import { source } from './source/index.ts';

/** Watches for runs that end. @returns a function that stops it */
export function notifyOfEnds(): () => void {
  const states = new Map<string, RunSummary['state']>();
  const stopped = new AbortController();
  const see = (run: RunSummary): void => {
    const before = states.get(run.id);
    states.set(run.id, run.state);
    // A member ends with its group, or makes room for the next.
    if (before === 'running' && run.state !== 'running' && run.kind !== 'member')
      void tell(run, stopped.signal);
  };
  const look = () =>
    source.runs().then(
      ({ runs }) => runs.forEach(see),
      // The stream says when the server is there again.
      () => {},
    );
  void look();
  let lost = false;
  const unwatch = source.watchRuns({
    run: see,
    gone: (id) => states.delete(id),
    connection: (state) => {
      // Changes in between are not sent again.
      if (state === 'open' && lost) void look();
      lost = state === 'lost';
    },
  });
  return () => {
    stopped.abort();
    unwatch();
  };
}

async function tell(run: RunSummary, stopped: AbortSignal): Promise<void> {
  const { studies } = await source.studies().catch(() => ({ studies: [] }));
  // A study has hundreds of runs, which nobody waits for one by one.
  if (
    stopped.aborted ||
    ofStudies(
      [run],
      studies.map(({ id }) => id),
    ).length > 0
  )
    return;
  const { id, marks, state, accuracy, problem } = run;
  const more = state === 'finished' ? `test accuracy ${percent(accuracy)}` : problem;
  // One notification a run, however many tabs are open.
  const shown = new Notification(marks.title || id, {
    body: more === null ? state : `${state}: ${more}`,
    tag: `motifsmith ${id}`,
  });
  shown.onclick = () => {
    window.focus();
    go(runAddress(id));
    shown.close();
  };
}
