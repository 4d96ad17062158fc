/** Spikes over time as a picture, and membrane potentials as lines. */
import * as Plot from '@observablehq/plot';
import { binSpikes, binStrength } from '../bins.ts';
import { type Drawing, drawPlot, FIRST, SECOND, SOFT } from './drawing.ts';
import { drawPicture, PIXEL_EXC, picture } from './picture.ts';

/** Most pixels of a raster each way. */
const ROOM = { columns: 560, rows: 240 };

/** Output neurons up to this number are named by their classes. */
const MOST_CLASSES = 12;

/** Spikes of one layer, in any order of steps. */
export interface Raster {
  readonly name: string;
  readonly neurons: number;
  /** [spikes] */
  readonly times: readonly number[];
  readonly sources: readonly number[];
}

/** Membrane potential of a neuron after reset, and when it spiked. */
export interface Trace {
  readonly name: string;
  /** [T] */
  readonly potential: readonly number[];
  readonly spikes: readonly number[];
  /** Vth, drawn as a line; null for a leaky integrator. */
  readonly threshold: number | null;
}

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
  const bins = binSpikes({ neurons, steps, times, sources }, ROOM);
  const { columns, rows, perColumn, perRow } = bins;
  const image = picture(columns, rows, (row, column) => {
    const strength = binStrength(bins, rows - 1 - row, column);
    return strength === 0 ? null : { colour: PIXEL_EXC, strength };
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

export function drawTrace({ potential, spikes, threshold }: Trace, stepMs: number): Drawing {
  const points = potential.map((value, t) => ({ time: t * stepMs, value }));
  const [low, high] = [Math.min(0, ...potential), Math.max(threshold ?? 0, ...potential)];
  const top = high + 0.22 * (high - low);
  return (width) =>
    drawPlot({
      width,
      height: 130,
      x: { label: 'time (ms) →', domain: [0, potential.length * stepMs], ticks: 5 },
      y: { label: '↑ membrane potential', domain: [low, top], ticks: 4 },
      marks: [
        Plot.ruleY(threshold === null ? [] : [threshold], { stroke: SOFT, strokeDasharray: '3 3' }),
        Plot.line(points, { x: 'time', y: 'value', stroke: FIRST, strokeWidth: 1.1 }),
        Plot.ruleX(
          spikes.map((t) => t * stepMs),
          { y1: high + 0.06 * (high - low), y2: top, stroke: SECOND, strokeWidth: 1.4 },
        ),
      ],
    });
}
