/** The head of the page of a run or a group: its name, its state, and what can be done with it. */
import { useState } from 'preact/hooks';
import { runMethodLabel } from '../../../view/method-names.ts';
import type { RunSummary } from '../../api/runs.ts';
import type { LiveRun } from '../history/live-run.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { StateLabel } from '../parts/run-state.tsx';
import { Star } from '../parts/star.tsx';
import { go } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import { RunNotesView } from './run-notes.tsx';

export function RunHead({ live }: { readonly live: LiveRun }) {
  const { run, record } = live;
  const own = record?.kind === 'run' ? record : null;
  const [problem, setProblem] = useState<Problem | null>(null);
  const name = `${record?.name ?? run?.name}, ${run ? runMethodLabel(run) : own?.method}`;
  const title = run?.marks.title ?? '';
  return (
    <>
      <div class="head">
        <div>
          <p class="small soft mono">{live.id}</p>
          <h1>
            <bdi>{title || name}</bdi>
          </h1>
          <p class="lead">
            {title !== '' && `${name}. `}
            {record?.data.description}
            {own && ` Seed ${own.seed}.`}
          </p>
        </div>
        <div class="row">
          {run && <StateLabel run={run} />}
          {run && source.canStart && (
            <>
              <Controls run={run} failed={setProblem} />
              <Keeping run={run} failed={setProblem} />
              <Star run={run} failed={setProblem} />
            </>
          )}
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      {run && <RunNotesView key={run.id} run={run} />}
    </>
  );
}

interface ControlProps {
  readonly run: RunSummary;
  readonly failed: (problem: Problem | null) => void;
}

/** Stop and resume; the server's answer shows in the state, which the stream delivers. */
function Controls({ run, failed }: ControlProps) {
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
    failed(null);
    setAsked(run.state);
    source[what](run.id).catch((error: unknown) => {
      failed(asProblem(error));
      setAsked(null);
    });
  };
  return (
    <button type="button" onClick={act} disabled={waiting}>
      {what === 'stop' ? (waiting ? 'Stopping …' : 'Stop') : waiting ? 'Resuming …' : 'Resume'}
    </button>
  );
}

/** Archive and delete; a member is deleted with its group. */
function Keeping({ run, failed }: ControlProps) {
  const { id, marks, state, group } = run;
  const archive = () => {
    failed(null);
    source
      .changeNotes(id, { revision: marks.revision, change: { archived: !marks.archived } })
      .catch((error: unknown) => failed(asProblem(error)));
  };
  const remove = () => {
    failed(null);
    source.remove(id).then(
      () => go('/'),
      (error: unknown) => failed(asProblem(error)),
    );
  };
  return (
    <>
      <button type="button" onClick={archive}>
        {marks.archived ? 'Take out of the archive' : 'Archive'}
      </button>
      {state !== 'running' && group === null && (
        <button type="button" onClick={remove}>
          Delete
        </button>
      )}
    </>
  );
}
