/** Curves as files: the points as CSV, the figure as PNG and as SVG with all of its colours. */
import type uPlot from 'uplot';
import { csvText } from '../../../view/csv.ts';
import { colour } from '../theme.ts';
import type { CurvesProps } from './curve.ts';
import { isEdge } from './plot-options.ts';

/** One column for x and one for each curve, edges of bands included; nothing where a value was not measured. */
export function curvesCsv({ x, xName, curves }: CurvesProps): string {
  return csvText(
    [xName, ...curves.map(({ name }) => name)],
    x.map((value, k) => [value, ...curves.map(({ values }) => values[k])]),
  );
}

/** The figure as it is on the screen, on the colour of its surface. */
export async function curvesPng(plot: uPlot): Promise<Blob> {
  const { canvas } = plot.ctx;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const ctx = copy.getContext('2d')!;
  ctx.fillStyle = colour('surface');
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  return new Promise((resolve, reject) =>
    copy.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large.')))),
  );
}

/** Drawn anew, since a canvas has no shapes. The library is fetched when somebody asks for it. */
export async function curvesSvg(props: CurvesProps, log: boolean): Promise<string> {
  const Plot = await import('@observablehq/plot');
  const { x, curves, marks = [], xName, label, format } = props;
  const points = (values: readonly (number | null)[]) =>
    x.map((at, k) => ({ at, value: values[k] ?? Number.NaN }));
  const figure = Plot.plot({
    width: 640,
    height: 320,
    marginLeft: 56,
    marginTop: 40,
    style: { background: colour('surface'), color: colour('ink'), fontFamily: 'sans-serif' },
    x: { label: `${xName} →`, domain: [0, Math.max(...x, props.until ?? 0)] },
    y: {
      label: `↑ ${label}`,
      grid: true,
      tickFormat: format,
      ...(log ? { type: 'log' } : { nice: true }),
    },
    marks: [
      Plot.ruleX(marks, { x: 'x', stroke: colour('soft'), strokeDasharray: '4 3' }),
      Plot.text(marks, {
        x: 'x',
        text: 'text',
        frameAnchor: 'top',
        textAnchor: 'start',
        dy: -12,
        fill: colour('soft'),
      }),
      ...curves.flatMap((curve, k) => {
        const stroke = colour(curve.colour);
        if (curve.bandTo !== undefined) {
          const upper = curves[curve.bandTo]!.values;
          const band = x.map((at, i) => ({ at, low: curve.values[i], high: upper[i] }));
          return [
            Plot.areaY(band, { x: 'at', y1: 'low', y2: 'high', fill: stroke, fillOpacity: 0.15 }),
          ];
        }
        if (isEdge(curve)) return [];
        const options = {
          x: 'at',
          y: 'value',
          stroke,
          strokeWidth: curve.faint ? 1 : 1.8,
          strokeOpacity: curve.faint ? 0.3 : 1,
        };
        const line = Plot.line(points(curve.values), {
          ...options,
          ...(curve.dash ? { strokeDasharray: curve.dash } : {}),
        });
        const last = points(curve.values).findLast(({ value }) => !Number.isNaN(value));
        if (curve.faint || last === undefined) return [line];
        return [
          line,
          Plot.text([last], {
            x: 'at',
            y: 'value',
            text: () => curve.name,
            textAnchor: 'end',
            dy: -8 - 2 * (k % 2),
            fill: stroke,
          }),
        ];
      }),
    ],
  });
  const svg = figure.querySelector('svg') ?? figure;
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}

/** Hands a file to the browser's downloads. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
