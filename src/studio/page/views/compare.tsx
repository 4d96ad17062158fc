/** Runs side by side: curves with their spread over seeds, figures with intervals, two motifs. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { meanOf } from '../../../core/math.ts';
import {
  capital,
  count,
  interval,
  MISSING,
  percent,
  percentMeanStd,
  points,
  pValue,
  significant,
} from '../../../view/format.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import { MEASURES, stageLabel } from '../../../view/names.ts';
import { type SeriesStyle, seriesStyle } from '../../../view/series.ts';
import { type Curve, Curves } from '../charts/curves.tsx';
import { FrontPanel } from '../compare/front.tsx';
import {
  bands,
  type ComparedRun,
  type ComparedStage,
  difference,
  FIGURES,
  type Figure,
  type Group,
  groupFigures,
  groupRuns,
} from '../compare/groups.ts';
import { type LoadedRuns, loadRuns, MOST_RUNS } from '../compare/load.ts';
import { MotifDifference } from '../compare/motif-difference.tsx';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Choices, Panel } from '../parts/panel.tsx';
import { href, type Route, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

export function CompareView({ route }: { readonly route: Route }) {
  const ids = [...new Set(route.query.getAll('run'))];
  const key = JSON.stringify(ids);
  const [loaded, setLoaded] = useState<(LoadedRuns & { readonly key: string }) | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let left = false;
    setProblem(null);
    loadRuns(source, JSON.parse(key) as string[]).then(
      (found) => {
        if (!left) setLoaded({ key, ...found });
      },
      (error: unknown) => {
        if (!left) setProblem(asProblem(error));
      },
    );
    return () => {
      left = true;
    };
  }, [key]);
  if (problem) return <ProblemNotice problem={problem} />;
  if (loaded?.key !== key) return <Waiting what={`${ids.length} runs`} />;
  if (loaded.runs.length === 0) {
    return (
      <Empty title="Nothing to compare">
        <p>Tick two or more runs in the list, then press Compare.</p>
        <a class="button primary" href={href('/')}>
          Back to the runs
        </a>
      </Empty>
    );
  }
  return (
    <>
      <div>
        <h1>
          {loaded.runs.length} {loaded.runs.length === 1 ? 'run' : 'runs'} compared
        </h1>
        {ids.length > MOST_RUNS && <p class="lead">Only the first {MOST_RUNS} are shown.</p>}
      </div>
      {loaded.missing.length > 0 && (
        <p class="notice">No longer there: {loaded.missing.join(', ')}.</p>
      )}
      {loaded.problems.map((one, k) => (
        <ProblemNotice key={k} problem={one} />
      ))}
      <Comparison runs={loaded.runs} />
    </>
  );
}

function Comparison({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const groups = useMemo(() => groupRuns(runs), [runs]);
  return (
    <div class="grid">
      <GroupTable groups={groups} />
      <GroupCurves groups={groups} />
      <FrontPanel runs={runs} />
      <MotifDifference runs={runs} />
    </div>
  );
}

function GroupTable({ groups }: { readonly groups: readonly Group[] }) {
  const [reference, setReference] = useState(0);
  const base = groups[Math.min(reference, groups.length - 1)]!;
  return (
    <Panel
      title="Test accuracy"
      wide
      aside={
        groups.length > 1 && (
          <label class="row small">
            Differences from
            <select
              value={reference}
              onChange={(event) => setReference(Number(event.currentTarget.value))}
            >
              {groups.map(({ key, name }, k) => (
                <option key={key} value={k}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="scroll" tabIndex={0} aria-label="Table of test accuracies">
        <table>
          <thead>
            <tr>
              {[
                'Method',
                'Runs',
                'Mean ± std',
                '95 % interval (%)',
                'Best',
                'Difference (points)',
                'p',
                'Motif',
                'Weights',
              ].map((title, k) => (
                <th key={title} scope="col" class={k === 0 ? '' : 'right'}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group, k) => (
              <GroupRow key={group.key} group={group} style={seriesStyle(k)} base={base} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="small soft" style={{ marginTop: '0.6rem' }}>
        Sample standard deviation; bootstrap interval over runs; differences over the seeds in
        common, with Student’s t interval and the p of a paired t-test, not corrected for multiple
        comparisons.
      </p>
      <details>
        <summary class="small">All runs</summary>
        <ul class="small">
          {groups.flatMap(({ runs }) =>
            runs.map(({ id, run }) => (
              <li key={id}>
                <a href={href(runAddress(id))}>{id}</a>, seed {run.seed ?? MISSING}:{' '}
                {percent(run.accuracy)}
              </li>
            )),
          )}
        </ul>
      </details>
    </Panel>
  );
}

function GroupRow({
  group,
  style,
  base,
}: {
  readonly group: Group;
  readonly style: SeriesStyle;
  readonly base: Group;
}) {
  const { runs, mean, std, best, interval: range } = groupFigures(group);
  const compared = group === base ? null : difference(group, base);
  const sizes = [...new Set(group.runs.flatMap(({ run }) => run.motifSizes))].sort((a, b) => a - b);
  const weights = group.runs.flatMap(({ run }) => (run.trainable === null ? [] : [run.trainable]));
  return (
    <tr>
      <th scope="row">
        <span class="row" style={{ flexWrap: 'nowrap' }}>
          <LegendKey kind="line" colour={style.colour} dash={style.dash} />
          <span style={{ color: 'var(--ink)' }}>{group.name}</span>
        </span>
      </th>
      <td class="right">{runs}</td>
      <td class="right nowrap">
        <b>{mean === null ? MISSING : percentMeanStd({ mean, std })}</b>
      </td>
      <td class="right nowrap">{interval(range)}</td>
      <td class="right nowrap">{percent(best)}</td>
      <td class="right nowrap">
        {points(compared?.difference)}
        {compared?.interval && ` ${interval(compared.interval, points)}`}
      </td>
      <td class="right">{pValue(compared?.tTest?.p)}</td>
      <td class="right">{sizes.join(', ') || MISSING}</td>
      <td class="right">{count(meanOf(weights))}</td>
    </tr>
  );
}

function GroupCurves({ groups }: { readonly groups: readonly Group[] }) {
  const [figure, setFigure] = useState<Figure>('accuracy');
  const [stage, setStage] = useState<ComparedStage>('training');
  const { x, bands: all } = useMemo(() => bands(groups, figure, stage), [groups, figure, stage]);
  const curves = all.flatMap((band, k): Curve[] => {
    const { name: colour, dash } = seriesStyle(k);
    return [
      { name: 'high', colour, values: band.high, edge: true },
      { name: 'low', colour, values: band.low, bandTo: 3 * k },
      { name: groups[k]!.name, colour, values: band.mean, dash },
    ];
  });
  const asPercent = figure.toLowerCase().includes('accuracy');
  return (
    <Panel
      title={`${capital(MEASURES[figure].label)} by epoch, mean ± std`}
      wide
      aside={
        <div class="row">
          <select
            aria-label="Figure"
            value={figure}
            onChange={(event) => setFigure(event.currentTarget.value as Figure)}
          >
            {FIGURES.map((one) => (
              <option key={one} value={one}>
                {capital(MEASURES[one].label)}
              </option>
            ))}
          </select>
          <Choices
            label="Stage"
            options={[
              ['training', capital(stageLabel('retrain'))],
              ['search', 'Search'],
            ]}
            value={stage}
            choose={setStage}
          />
        </div>
      }
    >
      {x.length === 0 ? (
        <p class="soft">
          {stage === 'search'
            ? 'None of these runs has reported a search epoch.'
            : 'This figure is measured only where validation samples are set aside.'}
        </p>
      ) : (
        <Curves
          label={`${capital(MEASURES[figure].label)} by epoch`}
          x={x}
          curves={curves}
          xName="epochs"
          format={asPercent ? (value) => percent(value, 0) : significant}
          height={300}
        />
      )}
    </Panel>
  );
}
