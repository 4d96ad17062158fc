/** Seeds and methods that were started together: where each stands, one of them from near, and all in one figure. */

import { useState } from 'preact/hooks';
import { spread } from '../../../run/schema/statistics.ts';
import { count, duration, MISSING, percent, percentMeanStd } from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/method-names.ts';
import type { RunSettings } from '../../api/record.ts';
import type { RunSummary } from '../../api/runs.ts';
import { GroupCurves } from '../compare/group-curves.tsx';
import { GroupTable } from '../compare/group-table.tsx';
import { groupRuns } from '../compare/groups.ts';
import { useRuns } from '../history/hooks.ts';
import type { LiveRun } from '../history/live-run.ts';
import { shareOf } from '../history/stage-plan.ts';
import { useHistories } from '../history/use-histories.ts';
import { Lazy } from '../parts/lazy.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { StateLabel } from '../parts/run-state.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { href, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { useProgressTitle } from '../title.ts';
import { RunHead } from './run-head.tsx';
import { RunOverview } from './run-overview.tsx';

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

export function GroupView({
  live,
  record,
}: {
  readonly live: LiveRun;
  readonly record: RunSettings;
}) {
  const { runs } = useRuns();
  const members = (runs ?? [])
    .filter(({ group }) => group === live.id)
    .sort((a, b) => inOrder(a.id, b.id));
  const { runs: known, problems } = useHistories(members);
  const [chosen, setChosen] = useState<string | null>(null);
  const groups = groupRuns(known);
  const planned = plannedRuns(members, record);
  const done = members.filter(({ state }) => state === 'finished').length;
  const begun = known
    .filter(({ run }) => run.state === 'running')
    .reduce((sum, { history }) => sum + (shareOf(history) ?? 0), 0);
  useProgressTitle(live.run?.state === 'running' ? (done + begun) / planned : null);
  const shown =
    known.find(({ id }) => id === chosen) ??
    known.find(({ run }) => run.state === 'running') ??
    known[0];
  return (
    <>
      <RunHead live={live} />
      {[live.problem ?? [], live.damage, problems].flat().map((problem, k) => (
        <ProblemNotice key={k} problem={problem} />
      ))}
      <Facts members={members} record={record} />
      <Members members={members} />
      {shown && (
        <>
          <div class="row spread">
            <h2>{nameOf(shown.run)}</h2>
            {known.length > 1 && (
              <select
                aria-label="Run to show"
                value={shown.id}
                onChange={(event) => setChosen(event.currentTarget.value)}
              >
                {known.map(({ id, run }) => (
                  <option key={id} value={id}>
                    {nameOf(run)}
                  </option>
                ))}
              </select>
            )}
          </div>
          <RunOverview
            key={shown.id}
            history={shown.history}
            live={shown.run.state === 'running'}
          />
        </>
      )}
      {known.length > 1 && (
        <>
          <h2>All runs of the group</h2>
          <div class="grid">
            <GroupTable groups={groups} />
            <GroupCurves groups={groups} />
          </div>
        </>
      )}
      {source.canStart && (
        <>
          <Lazy
            load={products}
            props={{
              id: live.id,
              strategy: live.run?.strategy ?? null,
              finished: live.run?.state === 'finished',
            }}
            what="what can be made of the group"
          />
          <Lazy load={printed} props={{ id: live.id }} what="the log" />
        </>
      )}
    </>
  );
}

const products = async () => (await import('./products.tsx')).ProductsView;
const printed = async () => (await import('./log.tsx')).ProcessLogView;

const nameOf = (run: RunSummary) => `${runMethodLabel(run)}, seed ${run.seed ?? MISSING}`;

/** How many runs the group will have. */
function plannedRuns(members: readonly RunSummary[], { config }: RunSettings): number {
  return Math.max(members.length, config.seeds.length * (1 + config.compare.length));
}

function Facts({
  members,
  record,
}: {
  readonly members: readonly RunSummary[];
  readonly record: RunSettings;
}) {
  const planned = plannedRuns(members, record);
  const done = members.filter(({ state }) => state === 'finished').length;
  const own = members.filter(({ command, method }) =>
    record.task.command === 'search' ? method === 'search' : command === 'train',
  );
  const accuracies = own.flatMap(({ accuracy }) => accuracy ?? []);
  return (
    <section class="panel" aria-label="Figures">
      <dl class="facts">
        <div>
          <dt>Test accuracy</dt>
          <dd>{accuracies.length === 0 ? MISSING : percentMeanStd(spread(accuracies))}</dd>
        </div>
        <div>
          <dt>Runs</dt>
          <dd>
            {count(done)} of {count(planned)} done
          </dd>
        </div>
      </dl>
      <div
        class="progress"
        style={{ marginTop: '0.9rem' }}
        role="progressbar"
        aria-label="Share of the runs done"
        aria-valuemin={0}
        aria-valuemax={planned}
        aria-valuenow={done}
      >
        <span style={{ width: `${(100 * done) / planned}%` }} />
      </div>
    </section>
  );
}

function Members({ members }: { readonly members: readonly RunSummary[] }) {
  return (
    <Panel title="Runs" wide>
      {members.length === 0 ? (
        <p class="soft">The first run appears here as soon as its data are open.</p>
      ) : (
        <Scroll label="Table of runs">
          <table>
            <thead>
              <tr>
                <th scope="col">Method</th>
                <th scope="col" class="right">
                  Seed
                </th>
                <th scope="col">State</th>
                <th scope="col" class="right">
                  Accuracy
                </th>
                <th scope="col" class="right">
                  Motif
                </th>
                <th scope="col" class="right">
                  Time
                </th>
              </tr>
            </thead>
            <tbody>
              {members.map((run) => (
                <tr key={run.id}>
                  <td>
                    <a href={href(runAddress(run.id))} title={run.id}>
                      {runMethodLabel(run)}
                    </a>
                  </td>
                  <td class="right">{run.seed ?? MISSING}</td>
                  <td title={run.problem ?? undefined}>
                    <StateLabel run={run} />
                  </td>
                  <td class="right">{percent(run.accuracy)}</td>
                  <td class="right">{run.motifSizes.join(', ') || MISSING}</td>
                  <td class="right">{duration(run.seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
