/**
 * Curves over a common x, drawn by uPlot on a canvas, quick enough to be drawn anew ten times a second.
 * The legend is text with the newest values; a label says the same to those who do not see the curves.
 */
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { MISSING } from '../../../view/format.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import { type ColourName, cssColour } from '../../../view/palette.ts';
import { padded, WHOLE_STEPS } from '../../../view/ticks.ts';
import { colour, useTheme } from '../theme.ts';
import { useWidth } from './use-size.ts';

export interface Curve {
  readonly name: string;
  readonly colour: ColourName;
  readonly values: readonly (number | null)[];
  /** A cloud of raw values behind the curve of their mean; not in the legend. */
  readonly faint?: boolean;
  /** As SVG has it; a solid line without it. */
  readonly dash?: string | undefined;
  /** The lower edge of a band: not drawn itself; filled up to the curve of this number. */
  readonly bandTo?: number;
  /** The upper edge of a band. */
  readonly edge?: boolean;
  readonly width?: number;
}

/** A line across the curves at a moment, and what happened there. */
export interface Mark {
  readonly x: number;
  readonly text: string;
}

export interface CurvesProps {
  /** What is shown, for the reader of a screen. */
  readonly label: string;
  readonly x: readonly number[];
  readonly curves: readonly Curve[];
  readonly marks?: readonly Mark[];
  readonly xName: string;
  readonly format: (value: number) => string;
  /** Range of y, where it is known. */
  readonly range?: readonly [number, number];
  /** Where x ends, if later than the last point. */
  readonly until?: number;
  readonly height?: number;
}

function options(props: CurvesProps, width: number, marks: { current: readonly Mark[] }) {
  const { curves, xName, format, range, until, height = 230 } = props;
  const [ink, soft, line] = [colour('ink'), colour('soft'), colour('line')];
  const font = `12px ${getComputedStyle(document.documentElement).fontFamily}`;
  const axis = { stroke: soft, font, ticks: { stroke: line, size: 5 }, grid: { stroke: line } };
  const plot: uPlot.Options = {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, points: { show: false }, y: false },
    padding: [16, 12, 0, 0],
    scales: {
      x: {
        time: false,
        range: (_, min, max) => [Math.min(min, 0), Math.max(max, until ?? max, 1e-9)],
      },
      y: { range: range ? () => [...range] : (_, min, max) => padded([min, max]) },
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
      { ...axis, size: 54, values: (_, splits) => splits.map(format) },
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
      draw: [
        (plotted) => {
          const { ctx, bbox } = plotted;
          ctx.save();
          ctx.strokeStyle = soft;
          ctx.fillStyle = ink;
          ctx.textAlign = 'left';
          ctx.textBaseline = 'alphabetic';
          ctx.font = `${11 * devicePixelRatio}px ${font.slice(5)}`;
          ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
          let free = Number.NEGATIVE_INFINITY;
          for (const { x, text } of marks.current) {
            const at = Math.round(plotted.valToPos(x, 'x', true));
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
        },
      ],
    },
  };
  return plot;
}

const isEdge = ({ edge, bandTo }: Curve) => edge === true || bandTo !== undefined;

const lastKnown = (values: readonly (number | null)[]) =>
  values.findLast((value) => value !== null) ?? null;

export function Curves(props: CurvesProps) {
  const { label, x, curves, marks = [], format } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const shownMarks = useRef(marks);
  shownMarks.current = marks;
  const theme = useTheme();
  const form = curves.map(({ name, faint, dash }) => `${name}${faint}${dash}`).join();
  const few = x.length < 2;
  const data = [x, ...curves.map(({ values }) => values)] as unknown as uPlot.AlignedData;

  // Where data alone have changed, the plot stays.
  useEffect(() => {
    if (width === 0 || !box.current) return;
    const made = new uPlot(options(props, width, shownMarks), data, box.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [width, theme, form, few, props.until, props.height, label]);

  useEffect(() => {
    plot.current?.setData(data);
  });

  const shown = curves.filter((curve) => !curve.faint && !isEdge(curve));
  const newest = shown.map(({ name, values }) => {
    const value = lastKnown(values);
    return { name, text: value === null ? MISSING : format(value) };
  });
  return (
    <div>
      <ul class="legend">
        {shown.map(({ name, colour: own, dash }, k) => (
          <li key={name}>
            <LegendKey kind="line" colour={cssColour(own)} dash={dash} />
            {name} <b>{newest[k]!.text}</b>
          </li>
        ))}
      </ul>
      <div
        class="chart"
        ref={box}
        role="img"
        aria-label={`${label}. ${newest.map(({ name, text }) => `${name}: ${text}`).join('; ')}`}
        style={{ minHeight: props.height ?? 230 }}
      />
    </div>
  );
}
