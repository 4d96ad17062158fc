/**
 * How a layer's neurons spread over a value as time goes on: a column for each probe, dark where many
 * neurons are, and the mean as a line.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { Histogram } from '../../../training/records.ts';
import { significant } from '../../../view/format.ts';
import { mix, rgb } from '../../../view/palette.ts';
import { colour, useTheme } from '../theme.ts';
import { sharpContext, useWidth } from './use-size.ts';

export interface HeatMapProps {
  readonly name: string;
  readonly unit: string;
  readonly x: readonly number[];
  readonly histograms: readonly Histogram[];
  readonly xName: string;
  readonly height?: number;
}

const LEFT = 46;
const BOTTOM = 30;
const TOP = 8;

/** Range over all histograms, without the empty bins at its ends. */
function extent(histograms: readonly Histogram[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { from, to, counts } of histograms) {
    const width = (to - from) / counts.length;
    const first = counts.findIndex((n) => n > 0);
    const last = counts.findLastIndex((n) => n > 0);
    if (first < 0) continue;
    low = Math.min(low, from + first * width);
    high = Math.max(high, from + (last + 1) * width);
  }
  if (!(low <= high)) return [0, 1];
  return high - low > 1e-12 ? [low, high] : [low - 0.5, high + 0.5];
}

function draw(canvas: HTMLCanvasElement, width: number, height: number, props: HeatMapProps): void {
  const { x, histograms } = props;
  const context = sharpContext(canvas, width, height);
  const [low, high] = extent(histograms);
  const [plotWidth, plotHeight] = [width - LEFT - 6, height - TOP - BOTTOM];
  const y = (value: number) => TOP + plotHeight * (1 - (value - low) / (high - low));
  const [begin, end] = [x[0] ?? 0, x.at(-1) ?? 1];
  const column = plotWidth / Math.max(1, histograms.length);
  const [pale, deep] = [rgb(colour('heat-0')), rgb(colour('heat-1'))];
  context.fillStyle = colour('heat-0');
  context.fillRect(LEFT, TOP, plotWidth, plotHeight);
  histograms.forEach(({ from, to, counts }, k) => {
    const most = Math.max(...counts, 1);
    const bin = (to - from) / counts.length;
    counts.forEach((n, b) => {
      if (n === 0) return;
      const shade = mix(pale, deep, 0.12 + 0.88 * Math.sqrt(n / most));
      context.fillStyle = `rgb(${shade.join(' ')})`;
      const [bottom, top] = [y(from + b * bin), y(from + (b + 1) * bin)];
      const tall = Math.max(1.5, bottom - top + 0.6);
      context.fillRect(LEFT + k * column, Math.max(TOP, top), column + 0.6, tall);
    });
  });
  context.strokeStyle = colour('c5');
  context.lineWidth = 2;
  context.beginPath();
  histograms.forEach(({ mean }, k) => {
    context.lineTo(LEFT + (k + 0.5) * column, y(mean));
  });
  if (histograms.length === 1) context.lineTo(LEFT + column, y(histograms[0]!.mean));
  context.stroke();
  context.fillStyle = colour('soft');
  context.font = `12px ${getComputedStyle(document.documentElement).fontFamily}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const part of [0, 0.5, 1]) {
    context.fillText(
      significant(low + part * (high - low)),
      LEFT - 6,
      y(low + part * (high - low)),
    );
  }
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillText(significant(begin), LEFT, height - BOTTOM + 6);
  context.textAlign = 'center';
  context.fillText(props.xName, LEFT + plotWidth / 2, height - BOTTOM + 6);
  context.textAlign = 'right';
  context.fillText(significant(end), LEFT + plotWidth, height - BOTTOM + 6);
}

export function HeatMap(props: HeatMapProps) {
  const { name, unit, histograms, height = 180 } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useTheme();
  useEffect(() => {
    if (canvas.current && width > LEFT + 20) draw(canvas.current, width, height, props);
  });
  const [first, last] = [histograms[0], histograms.at(-1)];
  const words = `${name}: mean from ${significant(first?.mean)} to ${significant(last?.mean)} ${unit}`;
  return (
    <figure>
      <figcaption class="row spread small">
        <h3>{name}</h3>
        <span class="soft">
          mean <b class="number">{significant(last?.mean)}</b> {unit}
        </span>
      </figcaption>
      <div class="chart" ref={box} style={{ minHeight: height }}>
        <canvas ref={canvas} role="img" aria-label={words} />
      </div>
    </figure>
  );
}
