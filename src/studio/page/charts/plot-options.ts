/** How uPlot draws curves: axes, bands, marks of stages, and what the pointer does. */
import type uPlot from 'uplot';
import { padded, WHOLE_STEPS } from '../../../view/ticks.ts';
import { colour } from '../theme.ts';
import type { Curve, CurvesProps, Mark } from './curve.ts';

/** Nothing is drawn of an edge itself. */
export const isEdge = ({ edge, bandTo }: Curve) => edge === true || bandTo !== undefined;

export interface PlotState {
  readonly marks: { readonly current: readonly Mark[] };
  readonly log: boolean;
  /** The part of x that is shown; null for all of it. */
  readonly part: { readonly current: readonly [number, number] | null };
  /** The point under the pointer, or null when it has left. */
  readonly point: (index: number | null) => void;
  /** A part of x was drawn over, or all of it is wanted again. */
  readonly zoom: (part: readonly [number, number] | null) => void;
}

export function plotOptions(props: CurvesProps, width: number, state: PlotState): uPlot.Options {
  const { curves, xName, format, range, until, height = 230 } = props;
  const { log } = state;
  const [soft, line] = [colour('soft'), colour('line')];
  const font = `12px ${getComputedStyle(document.documentElement).fontFamily}`;
  const axis = { stroke: soft, font, ticks: { stroke: line, size: 5 }, grid: { stroke: line } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          state.zoom(null);
          return null;
        },
      },
      points: { size: 6 },
      y: false,
      // Charts of one run share the place of the cursor.
      sync: { key: xName, scales: ['x', null] },
    },
    padding: [16, 12, 0, 0],
    scales: {
      x: {
        time: false,
        range: (_, min, max) =>
          state.part.current
            ? [...state.part.current]
            : [Math.min(min, 0), Math.max(max, until ?? max, 1e-9)],
      },
      y: {
        distr: log ? 3 : 1,
        ...(log ? {} : { range: range ? () => [...range] : (_, min, max) => padded([min, max]) }),
      },
    },
    axes: [
      {
        ...axis,
        ...(xName === 'epochs' ? { incrs: [...WHOLE_STEPS] } : {}),
        grid: { show: false },
        label: xName,
        labelSize: 20,
        labelFont: font,
        size: 34,
      },
      {
        ...axis,
        size: 54,
        values: (_, splits) => splits.map((value) => (value === null ? '' : format(value))),
      },
    ],
    series: [
      {},
      ...curves.map((curve): uPlot.Series => {
        const stroke = colour(curve.colour);
        return {
          label: curve.name,
          stroke: isEdge(curve) ? 'transparent' : curve.faint ? `${stroke}44` : stroke,
          width: curve.width ?? (curve.faint ? 1 : 2),
          ...(curve.dash ? { dash: curve.dash.split(' ').map(Number) } : {}),
          points: { show: curve.values.length < 2 && !isEdge(curve), size: 6, fill: stroke },
        };
      }),
    ],
    bands: curves.flatMap(({ bandTo, colour: name }, k) =>
      bandTo === undefined
        ? []
        : [{ series: [bandTo + 1, k + 1] as [number, number], fill: `${colour(name)}26` }],
    ),
    hooks: {
      draw: [(plot) => drawMarks(plot, state.marks.current, font)],
      setCursor: [(plot) => state.point(plot.cursor.left! < 0 ? null : (plot.cursor.idx ?? null))],
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide === 0) return;
          const part = [plot.posToVal(left, 'x'), plot.posToVal(left + wide, 'x')] as const;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          // A chart that follows another one may have nothing there.
          if (plot.data[0].some((x) => x >= part[0] && x <= part[1])) state.zoom(part);
        },
      ],
    },
  };
}

/** A line where each stage begins, with its name above where there is room. */
function drawMarks(plot: uPlot, marks: readonly Mark[], font: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour('soft');
  ctx.fillStyle = colour('ink');
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  ctx.font = `${11 * devicePixelRatio}px ${font.slice(5)}`;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  let free = Number.NEGATIVE_INFINITY;
  for (const { x, text } of marks) {
    const at = Math.round(plot.valToPos(x, 'x', true));
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    const { width: long } = ctx.measureText(text);
    const start = Math.min(at, bbox.left + bbox.width - long);
    if (start > free) {
      ctx.fillText(text, start, bbox.top - 5 * devicePixelRatio);
      free = start + long + 8 * devicePixelRatio;
    }
  }
  ctx.restore();
}
