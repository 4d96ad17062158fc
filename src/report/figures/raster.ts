/** Spikes over time as a picture, and membrane potentials as lines. */
import * as Plot from '@observablehq/plot';
import type { Raster, Trace } from '../run/recording.ts';
import { type Drawing, drawPlot, FIRST, SECOND, SOFT } from './drawing.ts';
import { drawPicture, PIXEL_EXC, picture } from './png.ts';

/** Most pixels of a raster each way; more steps or neurons share one. */
const MOST_COLUMNS = 560;
const MOST_ROWS = 240;

/** Output neurons up to this number are named by their classes. */
const MOST_CLASSES = 12;

export interface RasterScale {
  /** T shown. */
  readonly steps: number;
  /** Length of a step. */
  readonly stepMs: number;
  readonly classNames: readonly string[];
}

export function drawRaster(
  { name, neurons, times, sources }: Raster,
  { steps, stepMs, classNames }: RasterScale,
): Drawing {
  const [perColumn, perRow] = [Math.ceil(steps / MOST_COLUMNS), Math.ceil(neurons / MOST_ROWS)];
  const columns = Math.ceil(steps / perColumn);
  const rows = Math.ceil(neurons / perRow);
  const counts = new Uint32Array(columns * rows);
  let most = 1;
  times.forEach((t, k) => {
    const row = rows - 1 - Math.floor(sources[k]! / perRow);
    const at = row * columns + Math.floor(t / perColumn);
    counts[at]! += 1;
    most = Math.max(most, counts[at]!);
  });
  const image = picture(columns, rows, (row, column) => {
    const count = counts[row * columns + column]!;
    return count === 0 ? null : { colour: PIXEL_EXC, strength: 0.5 + (0.5 * count) / most };
  });
  const named = name === 'output' && neurons <= MOST_CLASSES;
  const label = name === 'input' ? 'input channel' : `${name.replace(' layer', '')} neuron`;
  return (width) =>
    drawPicture(
      image,
      {
        x: { label: 'time (ms)', from: 0, to: columns * perColumn * stepMs },
        y: { label: named ? 'class' : label, from: 0, to: rows * perRow },
        upwards: true,
        height: name === 'output' && !named ? 130 : 200,
        yNames: named ? classNames.slice(0, neurons).map((each) => each.slice(0, 6)) : null,
      },
      width,
    );
}

/** @param threshold Vth, drawn as a line */
export function drawTrace(
  { potential, spikes }: Trace,
  stepMs: number,
  threshold: number,
): Drawing {
  const points = potential.map((value, t) => ({ time: t * stepMs, value }));
  const [low, high] = [Math.min(0, ...potential), Math.max(threshold, ...potential)];
  const top = high + 0.22 * (high - low);
  return (width) =>
    drawPlot({
      width,
      height: 130,
      x: { label: 'time (ms) →', domain: [0, potential.length * stepMs], ticks: 5 },
      y: { label: '↑ membrane potential', domain: [low, top], ticks: 4 },
      marks: [
        Plot.ruleY([threshold], { stroke: SOFT, strokeDasharray: '3 3' }),
        Plot.line(points, { x: 'time', y: 'value', stroke: FIRST, strokeWidth: 1.1 }),
        Plot.ruleX(
          spikes.map((t) => t * stepMs),
          { y1: high + 0.06 * (high - low), y2: top, stroke: SECOND, strokeWidth: 1.4 },
        ),
      ],
    });
}
