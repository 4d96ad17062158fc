/** Runs side by side: curves with their spread over seeds, figures with intervals, two motifs. */

import { useEffect, useMemo, useState } from 'preact/hooks';
import { FrontPanel } from '../compare/front.tsx';
import { GroupCurves } from '../compare/group-curves.tsx';
import { GroupTable } from '../compare/group-table.tsx';
import { type ComparedRun, groupRuns } from '../compare/groups.ts';
import { type LoadedRuns, loadRuns, MOST_RUNS } from '../compare/load.ts';
import { MotifDifference } from '../compare/motif-difference.tsx';
import { SettingsDifference } from '../compare/settings-difference.tsx';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { href, type Route } from '../route.ts';
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

/** Accuracies on different data have nothing to do with each other, so each data set has a part of its own. */
function Comparison({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const groups = useMemo(() => groupRuns(runs), [runs]);
  const datasets = [...new Set(groups.map(({ dataset }) => dataset))];
  return (
    <>
      {datasets.map((dataset) => {
        const own = groups.filter((group) => group.dataset === dataset);
        return (
          <section key={dataset} class="grid" aria-label={`Runs on ${dataset}`}>
            {datasets.length > 1 && <h2 class="wide">{dataset}</h2>}
            <GroupTable groups={own} />
            <GroupCurves groups={own} />
            <FrontPanel runs={own.flatMap((group) => group.runs)} />
          </section>
        );
      })}
      <div class="grid">
        <SettingsDifference groups={groups} />
        <MotifDifference runs={runs} />
      </div>
    </>
  );
}
