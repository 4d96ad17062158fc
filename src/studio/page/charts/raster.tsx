/** Spikes of a layer over time: a dot each, or a shade where more neurons than pixels lie on an edge. */
import { useEffect, useRef } from 'preact/hooks';
import { binSpikes, binStrength } from '../../../view/bins.ts';
import { counted } from '../../../view/format.ts';
import type { ColourName } from '../../../view/palette.ts';
import { colour, useTheme } from '../theme.ts';
import { sharpContext, useWidth } from './use-size.ts';

export interface RasterProps {
  readonly name: string;
  /** What a dot is. */
  readonly event?: string;
  readonly steps: number;
  /** [T + 1], and the neuron of each spike. */
  readonly offsets: ArrayLike<number>;
  readonly neurons: ArrayLike<number>;
  /** Neurons, or channels of an input. */
  readonly count: number;
  readonly height: number;
  readonly colour: ColourName;
  /** Names beside the rows, where there are few. */
  readonly names?: readonly string[];
  readonly chosen?: number | null;
  readonly choose?: (neuron: number) => void;
}

const RASTER_LEFT = 74;

/** The step of each spike. */
function timesOf(offsets: ArrayLike<number>, spikes: number): Uint32Array {
  const times = new Uint32Array(spikes);
  for (let t = 0; t + 1 < offsets.length; t++) times.fill(t, offsets[t]!, offsets[t + 1]!);
  return times;
}

function draw(canvas: HTMLCanvasElement, width: number, props: RasterProps): void {
  const { steps, offsets, neurons, count, height, names = [], chosen = null } = props;
  const context = sharpContext(canvas, width, height);
  const plot = width - RASTER_LEFT - 8;
  const [column, row] = [plot / steps, height / count];
  context.fillStyle = colour('sunken');
  context.fillRect(RASTER_LEFT, 0, plot, height);
  if (chosen !== null) {
    context.fillStyle = colour('line');
    context.fillRect(RASTER_LEFT, chosen * row - 2, plot, Math.max(5, row + 4));
  }
  context.fillStyle = colour(props.colour);
  const bins = binSpikes(
    { neurons: count, steps, times: timesOf(offsets, neurons.length), sources: neurons },
    { columns: Math.max(1, Math.floor(plot)), rows: Math.max(1, Math.floor(height)) },
  );
  const [wide, tall] = [bins.perColumn * column, bins.perRow * row];
  const [dotWidth, dotHeight] = [
    Math.max(1, Math.min(3, wide * 0.85)),
    Math.max(1, Math.min(tall * 0.8, 12)),
  ];
  for (let r = 0; r < bins.rows; r++) {
    for (let c = 0; c < bins.columns; c++) {
      const strength = binStrength(bins, r, c);
      if (strength === 0) continue;
      context.globalAlpha = strength;
      context.fillRect(
        RASTER_LEFT + c * wide,
        (r + 0.5) * tall - dotHeight / 2,
        dotWidth,
        dotHeight,
      );
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = colour('soft');
  context.font = `11px ${getComputedStyle(document.documentElement).fontFamily}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  if (names.length === count && row >= 11) {
    names.forEach((name, k) => {
      const shown = name.length > 10 ? `${name.slice(0, 9)}…` : name;
      context.fillText(shown, RASTER_LEFT - 6, (k + 0.5) * row);
    });
  } else {
    context.fillText('1', RASTER_LEFT - 6, 6);
    context.fillText(String(count), RASTER_LEFT - 6, height - 6);
  }
}

export function Raster(props: RasterProps) {
  const { name, event = 'spike', steps, neurons, count, height, chosen = null, choose } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useTheme();
  useEffect(() => {
    if (canvas.current && width > RASTER_LEFT + 20) draw(canvas.current, width, props);
  });
  const words = `${name}: ${counted(neurons.length, event)} of ${count} in ${counted(steps, 'step')}`;
  return (
    <figure>
      <figcaption class="row spread small">
        <h3>{name}</h3>
        <span class="soft number">{counted(neurons.length, event)}</span>
      </figcaption>
      <div class="chart" ref={box} style={{ minHeight: height }}>
        {choose ? (
          <canvas
            ref={canvas}
            tabIndex={0}
            role="slider"
            aria-label={`${words}. Neuron whose potential is shown`}
            aria-valuemin={1}
            aria-valuemax={count}
            aria-valuenow={(chosen ?? 0) + 1}
            style={{ cursor: 'crosshair' }}
            onClick={(event) => {
              const neuron = Math.floor((event.offsetY / height) * count);
              choose(Math.max(0, Math.min(count - 1, neuron)));
            }}
            onKeyDown={(event) => {
              const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
              if (step === undefined) return;
              event.preventDefault();
              choose(Math.max(0, Math.min(count - 1, (chosen ?? 0) + step)));
            }}
          />
        ) : (
          <canvas ref={canvas} role="img" aria-label={words} />
        )}
      </div>
    </figure>
  );
}
