/** A sweep: its trials as they come in, where the good ones lie, and what matters. */
import { useCallback, useState } from 'preact/hooks';
import { count, counted, MISSING, percent, percentMeanStd } from '../../../view/format.ts';
import type { SweepReport } from '../../api/sweeps.ts';
import { usePolled } from '../history/polled.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Choices, Panel } from '../parts/panel.tsx';
import { StudyHead } from '../parts/study-head.tsx';
import type { Route } from '../route.ts';
import { source } from '../source/index.ts';
import { isWithin, type Limits, sweepAxes } from '../sweep/axes.ts';
import { LimitSliders, ParallelCoordinates } from '../sweep/parallel.tsx';
import { Scatter } from '../sweep/scatter.tsx';
import { TrialTable } from '../sweep/trial-table.tsx';

const POLL_MS = 3000;

export function SweepView({ route: { id } }: { readonly route: Route }) {
  const load = useCallback(() => source.sweep(id), [id]);
  const { value: sweep, problem } = usePolled(load, POLL_MS);
  if (sweep === null) {
    return problem ? <ProblemNotice problem={problem} /> : <Waiting what="the sweep" />;
  }
  return (
    <>
      <StudyHead study={sweep} problem={problem}>
        Sweep, {sweep.strategy}: {counted(sweep.plannedTrials, 'trial')},{' '}
        {counted(sweep.plannedRuns, 'run')}
        {sweep.tuningSamples !== null &&
          `, scored on ${count(sweep.tuningSamples)} training samples held out; the test samples are out of their reach`}
        {sweep.id !== '' && ','}
      </StudyHead>
      <Best sweep={sweep} />
      <Trials sweep={sweep} />
      <Importance sweep={sweep} />
    </>
  );
}

function Best({ sweep: { best, trials } }: { readonly sweep: SweepReport }) {
  if (best === null) return null;
  const found = trials.find(({ trial, rung }) => trial === best.trial && rung === best.rung);
  return (
    <Panel title="Best so far" wide>
      <p>
        Trial {best.trial}
        {found?.accuracy && `, ${percentMeanStd(found.accuracy)}`}
      </p>
      <p>
        <code>{best.set}</code>
      </p>
      <p class="small soft">
        The best of many is better by chance on the samples that it was chosen by. The folder has
        all settings in <code>best.yaml</code>, with the test samples in their place.
      </p>
    </Panel>
  );
}

function Trials({ sweep }: { readonly sweep: SweepReport }) {
  const [rung, setRung] = useState(1);
  const [limits, setLimits] = useState<Limits>({});
  const trials = sweep.trials.filter((one) => one.rung === rung);
  const { settings, accuracy, figures } = sweepAxes(sweep, trials);
  const axes = [...settings, accuracy];
  const inside = trials.filter((trial) => isWithin(trial, axes, limits));
  const best = bestOf(trials);
  const rungs = [...new Set(sweep.trials.map((one) => one.rung))];
  const limit = (key: string, to: readonly [number, number] | null) =>
    setLimits(({ [key]: _, ...rest }) => (to === null ? rest : { ...rest, [key]: to }));
  const isLimited = Object.keys(limits).length > 0;
  return (
    <>
      <Panel
        title="Trials"
        wide
        aside={
          rungs.length > 1 && (
            <Choices
              label="Rung of the halving"
              options={rungs.map((one) => [one, `Rung ${one}`] as const)}
              value={rung}
              choose={setRung}
            />
          )
        }
      >
        <p class="small soft" role="status">
          {isLimited
            ? `${count(inside.length)} of ${counted(trials.length, 'trial')} within the limits. `
            : `${counted(trials.length, 'trial')}. Drag along an axis to set limits. `}
          {isLimited && (
            <button type="button" class="plain" onClick={() => setLimits({})}>
              Take the limits away
            </button>
          )}
        </p>
        <ParallelCoordinates {...{ axes, trials, best, limits, limit }} />
        <LimitSliders {...{ axes, limits, limit }} />
      </Panel>
      <Panel title="One by another" wide>
        <Scatter {...{ settings, trials, best, limits }} figures={[accuracy, ...figures]} />
      </Panel>
      <Panel title="Table" wide>
        <TrialTable {...{ settings, accuracy, figures }} trials={inside} />
      </Panel>
    </>
  );
}

/** Of those that have an accuracy, the first of the best. */
function bestOf(trials: SweepReport['trials']): number | null {
  const done = trials.filter(({ accuracy }) => accuracy !== null);
  if (done.length === 0) return null;
  return done.reduce((a, b) => (b.accuracy!.mean > a.accuracy!.mean ? b : a)).trial;
}

function Importance({ sweep: { importance, rungs } }: { readonly sweep: SweepReport }) {
  if (importance.every(({ share }) => share === null)) return null;
  const sorted = [...importance].sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
  return (
    <Panel title="What matters" wide>
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col" style="width: 50%">
              Share of the variance
            </th>
            <th scope="col" class="right">
              Trials
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ path, share, trials }) => (
            <tr key={path}>
              <th scope="row" style="overflow-wrap: anywhere">
                {path}
              </th>
              <td>
                {share === null ? (
                  MISSING
                ) : (
                  <>
                    <div class="share-bar" aria-hidden="true">
                      <span style={{ width: `${100 * share}%` }} />
                    </div>
                    {percent(share, 0)}
                  </>
                )}
              </td>
              <td class="right">{count(trials)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small soft">
        ε²: how much of the differences in accuracy goes with the values of each setting alone,
        beyond chance{rungs > 1 ? ', in the first rung' : ''}; ranges in quarters. Settings that
        matter only together do not show.
      </p>
    </Panel>
  );
}
