/** One run: its figures, its progress, its connections and its samples. */
import { useState } from 'preact/hooks';
import { count, counted, duration, MISSING, percent, rate } from '../../../view/format.ts';
import { stageLabel, stageTerm } from '../../../view/record-names.ts';
import { useLiveRun } from '../history/hooks.ts';
import type { LiveRun } from '../history/live-run.ts';
import { motifLayers } from '../history/motif-layers.ts';
import type { RunHistory } from '../history/run-history.ts';
import { shareOf } from '../history/stage-plan.ts';
import { Lazy } from '../parts/lazy.tsx';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { href, type Route, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { damagedLine, type Problem } from '../source/problem.ts';
import { useProgressTitle } from '../title.ts';
import { Gone } from './gone.tsx';
import { GroupView } from './group.tsx';
import { RunHead } from './run-head.tsx';
import { RunOverview } from './run-overview.tsx';

const PARTS = [
  ['overview', 'Progress'],
  ['connections', 'Connections'],
  ['samples', 'Samples'],
  ['settings', 'Settings'],
  ['log', 'Log'],
  ['products', 'Evaluate and export'],
] as const;

/** What there is to see of a run; a system of others has no connections or spikes that can be shown. */
const partsOf = ({ hasNetwork }: RunHistory) =>
  PARTS.filter(([name]) => {
    if (name === 'products') return source.canStart;
    return hasNetwork || (name !== 'connections' && name !== 'samples');
  });

const connections = async () => (await import('./connections.tsx')).ConnectionsView;
const settings = async () => (await import('./settings.tsx')).SettingsView;
const log = async () => (await import('./log.tsx')).LogView;
const products = async () => (await import('./products.tsx')).ProductsView;
const samples = async () => (await import('./samples.tsx')).SamplesView;

export function RunView({ route }: { readonly route: Route }) {
  // A run that has been restored is read afresh.
  const [round, setRound] = useState(0);
  return <OneRun key={round} route={route} again={() => setRound(round + 1)} />;
}

function OneRun({ route, again }: { readonly route: Route; readonly again: () => void }) {
  const live = useLiveRun(route.id);
  const part = route.query.get('part') ?? 'overview';
  const running = live.run?.state === 'running';
  // A group has several shares, and says itself what they come to.
  useProgressTitle(running && live.record?.kind === 'run' ? shareOf(live.history) : null);
  if (live.problem?.missing) return <Gone id={route.id} again={again} />;
  if (!live.history) {
    if (live.problem) return <NoRun problem={live.problem} />;
    if (live.run === null) return <Waiting what="the run" />;
    return (
      <>
        <RunHead live={live} />
        <Waiting what="its data, before the run starts" />
      </>
    );
  }
  if (live.record?.kind === 'group') return <GroupView live={live} record={live.record} />;
  return (
    <>
      <RunHead live={live} />
      {live.problem && <ProblemNotice problem={live.problem} />}
      <DamageNotices live={live} />
      {live.connection === 'lost' && (
        <p class="notice" role="status">
          The connection to this run was lost; trying to reconnect …
        </p>
      )}
      <RunFacts live={live} />
      <nav class="choices" aria-label="Parts of the run" style={{ justifySelf: 'start' }}>
        {partsOf(live.history).map(([name, words]) => (
          <a
            key={name}
            href={href(runAddress(route.id, name === 'overview' ? {} : { part: name }))}
            aria-current={part === name ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      {part === 'connections' ? (
        <Lazy load={connections} props={{ live }} what="the connections" />
      ) : part === 'samples' ? (
        <Lazy load={samples} props={{ live, query: route.query }} what="the samples" />
      ) : part === 'settings' ? (
        <Lazy load={settings} props={{ id: live.id, record: live.record }} what="the settings" />
      ) : part === 'log' ? (
        <Lazy
          load={log}
          props={{ id: live.id, record: live.record, live: running }}
          what="the log"
        />
      ) : part === 'products' ? (
        <Lazy
          load={products}
          props={{
            id: live.id,
            strategy: live.run?.strategy ?? null,
            finished: live.run?.state === 'finished',
          }}
          what="what can be made of the run"
        />
      ) : (
        <RunOverview history={live.history} live={running} />
      )}
    </>
  );
}

/** A run that ended before it had anything to show, mostly for want of its data. */
function NoRun({ problem }: { readonly problem: Problem }) {
  return (
    <>
      <h1>This run did not start</h1>
      <ProblemNotice problem={problem} />
      <div class="row">
        {source.canStart && (
          <a class="button primary" href={href('/start')}>
            Start another
          </a>
        )}
        <a class="button" href={href('/')}>
          Back to the runs
        </a>
      </div>
    </>
  );
}

/** Damage to files and lines of the run; everything else is shown all the same. */
const damageOf = ({ damage, history }: LiveRun): Problem[] => [
  ...damage,
  ...history!.damaged.map(damagedLine),
];

function DamageNotices({ live }: { readonly live: LiveRun }) {
  const { damaged, damagedLines } = live.history!;
  const more = damagedLines - damaged.length;
  return (
    <>
      {damageOf(live).map((problem, k) => (
        <ProblemNotice key={k} problem={problem} />
      ))}
      {more > 0 && <p class="notice">And {counted(more, 'more damaged line')}.</p>}
    </>
  );
}

function RunFacts({ live }: { readonly live: LiveRun }) {
  const { run, summary, history } = live;
  const { plan, x, stage, test } = history!;
  const known = summary !== null && 'census' in summary ? summary : null;
  const summarised = run?.motifSizes ?? known?.motifSizes ?? [];
  // A search that is still training what it has found has no summary yet.
  const found = history!.architecture && motifLayers(history!.architecture);
  const sizes = summarised.length > 0 ? summarised : (found ?? []).map(({ motif }) => motif.size);
  // Damage has a notice of its own.
  const noticed = damageOf(live).some(({ where }) => where && run?.problem?.includes(where));
  const problem = noticed ? null : (run?.problem ?? null);
  const running = run?.state === 'running';
  const pace = running ? live.pace : null;
  const share = shareOf(history);
  const trainable = known?.census.trainable ?? run?.trainable;
  return (
    <section class="panel" aria-label="Figures">
      <dl class="facts">
        <div>
          <dt>Test accuracy</dt>
          <dd>{percent(test?.accuracy ?? run?.accuracy)}</dd>
        </div>
        <div>
          <dt>Motif size</dt>
          <dd>{sizes.join(', ') || MISSING}</dd>
        </div>
        <div>
          <dt>Trained weights</dt>
          <dd>{count(trainable)}</dd>
        </div>
        {running ? (
          <>
            <div>
              <dt>Throughput</dt>
              <dd>{rate(pace?.rate, 'samples')}</dd>
            </div>
            <div>
              <dt>Time left</dt>
              <dd>{duration(pace?.left)}</dd>
            </div>
          </>
        ) : (
          <div>
            <dt>Compute time</dt>
            <dd>{duration(known?.timing.seconds ?? run?.seconds)}</dd>
          </div>
        )}
        {run?.state !== 'finished' && (
          <div>
            <dt>Stage</dt>
            <dd title={stage === null ? undefined : stageTerm(stage).description}>
              {stage === null ? MISSING : stageLabel(stage)}{' '}
              {running && plan.epochs > 0 && (
                <span class="small soft line">
                  epoch {Math.min(Math.ceil(x), plan.epochs)} of {plan.epochs}
                </span>
              )}
            </dd>
          </div>
        )}
      </dl>
      {running && share !== null && (
        <div
          class="progress"
          style={{ marginTop: '0.9rem' }}
          role="progressbar"
          aria-label="Share of the work done"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * share)}
        >
          <span style={{ width: `${100 * share}%` }} />
        </div>
      )}
      {problem !== null && <p class="notice problem">{problem}</p>}
    </section>
  );
}
