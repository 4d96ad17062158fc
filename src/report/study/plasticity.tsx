/** The search with and without intrinsic plasticity. */
import type { JSX } from 'preact';
import type { Band, DatasetResults, PlasticityCurves } from '../../study/results.ts';
import { SOFT } from '../../view/figures/drawing.ts';
import {
  byStage,
  drawEpochCurves,
  type EpochPoint,
  type EpochSeries,
  type StageSpan,
} from '../../view/figures/epoch-curves.ts';
import { counted } from '../../view/format.ts';
import { MEASURES } from '../../view/names.ts';
import { EVENTS } from '../../view/record-names.ts';
import { type SeriesStyle, seriesStyle } from '../../view/series.ts';
import { Figure } from '../page/Figure.tsx';

/** Colours of the paper's figures 8 and 9: with plasticity warm, without it cool. */
const ON: SeriesStyle = { ...seriesStyle(1), dash: undefined };
const OFF: SeriesStyle = { ...seriesStyle(0), dash: '6 3' };

const isSearch = ({ stage }: { readonly stage: string }): boolean =>
  stage === 'size' || stage === 'types';

/** The stages of the search on one axis. */
function spansOf({ stages }: PlasticityCurves): StageSpan[] {
  let before = 0;
  return stages.filter(isSearch).map(({ stage, epochs }) => {
    const span = { stage, first: before + 1, last: before + (epochs.at(-1) ?? 0) };
    before = span.last;
    return span;
  });
}

function seriesOf(
  curves: PlasticityCurves,
  style: SeriesStyle,
  pick: (stage: PlasticityCurves['stages'][number]) => Band,
): EpochSeries {
  const spans = spansOf(curves);
  const points = curves.stages.filter(isSearch).flatMap((stage, s) => {
    const { mean, std } = pick(stage);
    return stage.epochs.flatMap((epoch, k): EpochPoint[] => {
      const value = mean[k];
      if (value === undefined) return [];
      const spread = std[k] ?? null;
      const position = spans[s]!.first + epoch - 1;
      return [
        spread === null
          ? { position, value }
          : { position, value, low: value - spread, high: value + spread },
      ];
    });
  });
  return { style, pieces: byStage(points, spans) };
}

export function PlasticitySection({ dataset }: { readonly dataset: DatasetResults }): JSX.Element {
  const { plasticity, name } = dataset;
  if (plasticity === null) {
    return (
      <p>
        The study has no finished pair of searches with and without intrinsic plasticity (methods
        hrmas and hrmas-no-ip).
      </p>
    );
  }
  const { on, off } = plasticity;
  const stages = [spansOf(on), spansOf(off)].sort(
    (a, b) => (b.at(-1)?.last ?? 0) - (a.at(-1)?.last ?? 0),
  )[0]!;
  const series = (pick: (stage: PlasticityCurves['stages'][number]) => Band) => [
    seriesOf(off, OFF, pick),
    seriesOf(on, ON, pick),
  ];
  return (
    <Figure
      id={`figure-plasticity-${name}`}
      legend={[
        { label: `${on.label} (plasticity on)`, colour: ON.colour, kind: 'line' },
        { label: `${off.label} (off)`, colour: OFF.colour, kind: 'line', dash: OFF.dash },
        { label: EVENTS.cut.label, colour: SOFT, kind: 'rule', dash: '3 3' },
      ]}
      panels={[
        {
          title: 'Validation loss during the search',
          alt: `Validation loss by epoch of the search, with and without intrinsic plasticity, mean and standard deviation over ${counted(on.seeds.length, 'run')} and ${counted(off.seeds.length, 'run')}.`,
          full: true,
          draw: drawEpochCurves({
            label: MEASURES.validationLoss.label,
            stages,
            series: series((stage) => stage),
          }),
        },
        {
          title: 'Validation accuracy during the search',
          alt: `Validation accuracy by epoch of the search, with and without intrinsic plasticity, mean and standard deviation over ${counted(on.seeds.length, 'run')} and ${counted(off.seeds.length, 'run')}.`,
          full: true,
          draw: drawEpochCurves({
            label: `${MEASURES.validationAccuracy.label} (%)`,
            percent: true,
            stages,
            series: series((stage) => stage.accuracy),
          }),
        },
      ]}
    >
      The search on {name} with and without intrinsic plasticity, as figures 8 and 9 of Zhang, Geng
      and Li (2024): lines are means over {counted(on.seeds.length, 'run')}
      {on.seeds.length === off.seeds.length ? '' : ` and ${counted(off.seeds.length, 'run')}`},
      bands one standard deviation. Shown are the batches of the validation half, which the
      architecture learns from; the search never sees the test samples.
    </Figure>
  );
}
