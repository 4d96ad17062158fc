/** The head of the page of a run or a group: its name, its state, and what can be done with it. */
import { useState } from 'preact/hooks';
import { runMethodLabel } from '../../../view/names.ts';
import type { RunSummary } from '../../api.ts';
import type { LiveRun } from '../history/live-run.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { StateLabel } from '../parts/run-state.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

export function RunHead({ live }: { readonly live: LiveRun }) {
  const { run, record } = live;
  const own = record?.kind === 'run' ? record : null;
  return (
    <div class="head">
      <div>
        <p class="small soft mono">{live.id}</p>
        <h1>
          {record?.name ?? run?.name}, {run ? runMethodLabel(run) : own?.method}
        </h1>
        <p class="lead">
          {record?.data.description}
          {own && ` Seed ${own.seed}.`}
        </p>
      </div>
      <div class="row">
        {run && <StateLabel run={run} />}
        {run && source.canStart && <Controls run={run} />}
      </div>
    </div>
  );
}

/** Stop and resume; the server's answer shows in the state, which the stream delivers. */
function Controls({ run }: { readonly run: RunSummary }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const what =
    run.state === 'running'
      ? 'stop'
      : run.state === 'stopped' || run.state === 'failed'
        ? 'resume'
        : null;
  if (what === null) return null;
  const waiting = asked === run.state;
  const act = () => {
    setProblem(null);
    setAsked(run.state);
    source[what](run.id).catch((error: unknown) => {
      setProblem(asProblem(error));
      setAsked(null);
    });
  };
  return (
    <>
      <button type="button" onClick={act} disabled={waiting}>
        {what === 'stop' ? (waiting ? 'Stopping …' : 'Stop') : waiting ? 'Resuming …' : 'Resume'}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
