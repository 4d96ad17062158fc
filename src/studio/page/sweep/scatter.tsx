/** Any figure of the trials against any setting, or another figure. */
import { useMemo, useState } from 'preact/hooks';
import type { SweepTrial } from '../../api/sweeps.ts';
import { AxisSelect } from '../charts/axis-select.tsx';
import { ScatterChart } from '../charts/scatter.tsx';
import { href, runAddress } from '../route.ts';
import { type Axis, isWithin, type Limits } from './axes.ts';

export function Scatter({
  settings,
  figures,
  trials,
  best,
  limits,
}: {
  readonly settings: readonly Axis[];
  readonly figures: readonly Axis[];
  readonly trials: readonly SweepTrial[];
  readonly best: number | null;
  readonly limits: Limits;
}) {
  const all = [...settings, ...figures];
  const [xKey, setX] = useState(settings[0]!.key);
  const [yKey, setY] = useState(figures[0]!.key);
  const find = (key: string) => all.find((axis) => axis.key === key) ?? all[0]!;
  const [x, y] = [find(xKey), find(yKey)];
  const groups = [
    { title: 'Settings', axes: settings },
    { title: 'Figures', axes: figures },
  ];
  const points = useMemo(
    () => ({
      items: trials,
      noun: 'trial',
      name: ({ trial }: SweepTrial) => `trial ${trial}`,
      address: ({ runs }: SweepTrial) => (runs[0] === undefined ? null : href(runAddress(runs[0]))),
      look: (trial: SweepTrial) => {
        if (!isWithin(trial, all, limits)) return 'faint' as const;
        return trial.trial === best ? ('best' as const) : ('usual' as const);
      },
    }),
    [trials, best, limits],
  );
  return (
    <>
      <div class="row">
        <AxisSelect label="Across" groups={groups} value={x.key} choose={setX} />
        <AxisSelect label="Up" groups={groups} value={y.key} choose={setY} />
      </div>
      <ScatterChart {...{ x, y, points }} />
    </>
  );
}
