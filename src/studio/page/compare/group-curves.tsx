/** A figure by epoch or by step of groups of runs: the mean of each, and a band of one standard deviation. */
import { useMemo, useState } from 'preact/hooks';
import { capital, percent, significant } from '../../../view/format.ts';
import { MEASURES } from '../../../view/names.ts';
import { stageLabel } from '../../../view/record-names.ts';
import { seriesStyle } from '../../../view/series.ts';
import type { Curve } from '../charts/curve.ts';
import { Curves } from '../charts/curves.tsx';
import { XSwitch } from '../charts/x-switch.tsx';
import { lacking, useXUnit, X_NAMES } from '../history/x-axis.ts';
import { Choices, Panel } from '../parts/panel.tsx';
import { bands, type ComparedStage, FIGURES, type Figure, type Group } from './groups.ts';

export function GroupCurves({ groups }: { readonly groups: readonly Group[] }) {
  const [figure, setFigure] = useState<Figure>('accuracy');
  const [asked, setAsked] = useState<ComparedStage | null>(null);
  const [wanted, choose] = useXUnit();
  const histories = groups.flatMap(({ runs }) => runs.map(({ history }) => history));
  // All of them by the same.
  const unit = lacking(wanted, histories) === null ? wanted : 'epoch';
  const {
    stage,
    x,
    bands: all,
  } = useMemo(() => {
    const training = bands(groups, figure, asked ?? 'training', unit);
    // Where no final training has begun, there is nothing else to see yet.
    if (asked !== null || training.x.length > 0) return { stage: asked ?? 'training', ...training };
    return { stage: 'search' as const, ...bands(groups, figure, 'search', unit) };
  }, [groups, figure, asked, unit]);
  const curves = all.flatMap((band, k): Curve[] => {
    const { name: colour, dash } = seriesStyle(k);
    return [
      { name: `${groups[k]!.name}, mean + std`, colour, values: band.high, edge: true },
      { name: `${groups[k]!.name}, mean − std`, colour, values: band.low, bandTo: 3 * k },
      { name: groups[k]!.name, colour, values: band.mean, dash },
    ];
  });
  const asPercent = figure.toLowerCase().includes('accuracy');
  return (
    <Panel
      title={`${capital(MEASURES[figure].label)} by ${unit}, mean ± std`}
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
            choose={setAsked}
          />
        </div>
      }
    >
      <XSwitch unit={wanted} choose={choose} runs={histories} />
      {x.length === 0 ? (
        <p class="soft">
          {stage === 'search'
            ? 'None of these runs has reported a search epoch.'
            : 'This figure is measured only where validation samples are set aside.'}
        </p>
      ) : (
        <Curves
          key={unit}
          label={`${capital(MEASURES[figure].label)} by ${unit}`}
          x={x}
          curves={curves}
          xName={X_NAMES[unit]}
          format={asPercent ? (value) => percent(value, 0) : significant}
          height={300}
        />
      )}
    </Panel>
  );
}
