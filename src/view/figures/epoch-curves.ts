/** Figures over the epochs of a run: lines and bands on one time axis, with the ends of stages marked. */
import * as Plot from '@observablehq/plot';
import { stageTerm } from '../record-names.ts';
import type { SeriesStyle } from '../series.ts';
import { wholeTicks } from '../ticks.ts';
import { type Drawing, drawPlot, SOFT, WIDE } from './drawing.ts';

/** A stretch of epochs on the time axis. */
export interface StageSpan {
  readonly stage: string;
  /** Positions of the first and the last epoch. */
  readonly first: number;
  readonly last: number;
}

/** A value at an epoch, perhaps with a band around it. */
export interface EpochPoint {
  readonly position: number;
  readonly value: number;
  readonly low?: number | null;
  readonly high?: number | null;
}

export interface EpochSeries {
  readonly style: SeriesStyle;
  /** Lines are drawn in pieces, one a stage: a cut is not a slope. */
  readonly pieces: readonly (readonly EpochPoint[])[];
  /** Faint lines stand behind others, e.g. single seeds behind their mean. */
  readonly faint?: boolean;
}

export interface EpochCurvesOptions {
  readonly label: string;
  readonly series: readonly EpochSeries[];
  readonly stages: readonly StageSpan[];
  /** Values are fractions that are shown as percent. */
  readonly percent?: boolean;
  readonly domain?: readonly [number, number];
  readonly height?: number;
  /** Horizontal line at a value with a meaning. */
  readonly reference?: number;
  readonly xLabel?: string;
}

/** Splits values into one piece for each stage. */
export function byStage<Point extends { readonly position: number }>(
  points: readonly Point[],
  stages: readonly StageSpan[],
): Point[][] {
  return stages
    .map(({ first, last }) =>
      points.filter(({ position }) => position >= first && position <= last),
    )
    .filter((piece) => piece.length > 0);
}

/** Draws lines over epochs. */
export function drawEpochCurves(options: EpochCurvesOptions): Drawing {
  const { label, series, stages, percent = false, domain, height, reference, xLabel } = options;
  const scale = percent ? 100 : 1;
  const bands = series.flatMap(({ pieces, style }, s) =>
    pieces.flatMap((piece, k) =>
      piece.flatMap(({ position, low, high }) =>
        low == null || high == null
          ? []
          : [{ position, low: low * scale, high: high * scale, key: `${s}.${k}`, style }],
      ),
    ),
  );
  const first = stages[0]?.first ?? 1;
  const last = stages.at(-1)?.last ?? 1;
  return (width) =>
    drawPlot({
      width,
      height: (height ?? (width === WIDE ? 300 : 220)) + (stages.length > 1 ? 12 : 0),
      marginTop: stages.length > 1 ? 36 : 24,
      x: {
        label: xLabel ?? 'epoch →',
        domain: [Math.min(first - 0.5, first), last + 0.5],
        ticks: wholeTicks(last, width === WIDE ? 12 : 6),
        tickFormat: 'd',
      },
      y: {
        label: `↑ ${label}`,
        grid: true,
        ticks: 5,
        ...(domain ? { domain: domain.map((end) => end * scale) } : { nice: true }),
      },
      marks: [
        Plot.ruleX(
          stages.slice(1).map((stage) => stage.first - 0.5),
          { stroke: SOFT, strokeDasharray: '3 3' },
        ),
        ...(stages.length > 1 ? stages : []).map((stage) =>
          Plot.text([stage], {
            x: () => (stage.first + stage.last) / 2,
            frameAnchor: 'top',
            dy: -13,
            fill: SOFT,
            text: () => stageTitle(stage, last - first + 1, width),
          }),
        ),
        ...(reference === undefined
          ? []
          : [Plot.ruleY([reference * scale], { stroke: SOFT, strokeDasharray: '1 2' })]),
        Plot.areaY(bands, {
          x: 'position',
          y1: 'low',
          y2: 'high',
          z: 'key',
          fill: ({ style }: (typeof bands)[number]) => style.colour,
          fillOpacity: 0.2,
        }),
        ...series.flatMap(({ pieces, style, faint }) =>
          pieces.flatMap((piece) => [
            Plot.line(piece, {
              x: 'position',
              y: ({ value }) => value * scale,
              stroke: style.colour,
              strokeWidth: faint ? 1 : 1.8,
              strokeOpacity: faint ? 0.45 : 1,
              ...(style.dash ? { strokeDasharray: style.dash } : {}),
            }),
            // A stage of one epoch has no line.
            ...(piece.length === 1
              ? [
                  Plot.dot(piece, {
                    x: 'position',
                    y: ({ value }) => value * scale,
                    fill: style.colour,
                    r: 2.5,
                  }),
                ]
              : []),
          ]),
        ),
      ],
    });
}

/** Where a stage is too short for its name, the name is left out. */
function stageTitle({ stage, first, last }: StageSpan, epochs: number, width: number): string {
  const room = ((width - 60) * (last - first + 1)) / epochs;
  const { label, short } = stageTerm(stage);
  return [label, short].find((name) => name.length * 6 < room) ?? '';
}
