/** What a camera saw: pictures of event counts, one after another in time. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import {
  type AddressEvents,
  channelCount,
  type Sensor,
} from '../../../data/events/address-events.ts';
import {
  cellColour,
  type Panel as Picture,
  panelsOf,
  usualCount,
} from '../../../view/figures/recording-panels.ts';
import { rgb } from '../../../view/palette.ts';
import type { Sample } from '../../api/samples.ts';
import { sharpContext, useWidth } from '../charts/use-size.ts';
import { colour, useTheme } from '../theme.ts';

const SLICES = 6;
const GAP = 6;
/** Largest side of a picture, in pixels of the screen. */
const MOST = 256;

/** The events of a sample, with a step as the unit of time. */
function addressEvents({ offsets, channels }: Sample, sensor: Sensor): AddressEvents {
  const { width, height } = sensor;
  const times = new Float64Array(channels.length);
  for (let t = 0; t + 1 < offsets.length; t++) times.fill(t, offsets[t]!, offsets[t + 1]!);
  return {
    sensor,
    times,
    x: Uint16Array.from(channels, (c) => c % width),
    y: Uint16Array.from(channels, (c) => Math.floor(c / width) % height),
    polarity: Uint8Array.from(channels, (c) => Math.floor(c / (width * height))),
  };
}

function draw(canvas: HTMLCanvasElement, width: number, pictures: readonly Picture[]): void {
  const { width: columns, height: rows } = pictures[0]!;
  const side = pictureWidth(width, pictures.length);
  const cell = side / columns;
  const context = sharpContext(canvas, width, Math.ceil(rows * cell));
  const full = usualCount(pictures);
  const inks = { empty: rgb(colour('sunken')), on: rgb(colour('c2')), off: rgb(colour('c1')) };
  pictures.forEach((picture, p) => {
    const left = p * (side + GAP);
    context.fillStyle = colour('sunken');
    context.fillRect(left, 0, side, rows * cell);
    for (let i = 0; i < columns * rows; i++) {
      if (picture.on[i]! + picture.off[i]! === 0) continue;
      context.fillStyle = `rgb(${cellColour(picture, i, inks, full).join(' ')})`;
      context.fillRect(left + (i % columns) * cell, Math.floor(i / columns) * cell, cell, cell);
    }
  });
}

const pictureWidth = (width: number, pictures: number): number =>
  Math.min(MOST, (width - (pictures - 1) * GAP) / pictures);

export function Frames({
  title,
  sample,
  sensor,
  stepMs,
}: {
  readonly title: string;
  readonly sample: Sample;
  readonly sensor: Sensor;
  readonly stepMs: number;
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const pictures = useMemo(
    () =>
      panelsOf(addressEvents(sample, sensor), {
        slices: SLICES,
        columns: 0,
        most: { width: MOST, height: MOST },
      }),
    [sample, sensor],
  );
  useEffect(() => {
    if (canvas.current && width > SLICES * GAP) draw(canvas.current, width, pictures);
  }, [pictures, width, theme]);
  const length = Math.round(sample.steps * stepMs);
  const height = Math.ceil(
    (pictureWidth(Math.max(width, 1), pictures.length) * pictures[0]!.height) / pictures[0]!.width,
  );
  return (
    <figure>
      <figcaption class="row spread small">
        <h3>{title}</h3>
        <span class="soft">
          {sensor.polarities === 2 && 'orange: brighter, blue: darker; '}
          {pictures.length} parts of {length} ms
        </span>
      </figcaption>
      <div class="chart" ref={box} style={{ minHeight: Math.max(0, height) }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${title}: ${pictures.length} pictures of the events, from 0 to ${length} ms`}
        />
      </div>
    </figure>
  );
}

/** Whether the inputs of a network are the pixels of a camera. */
export const isCamera = (sensor: Sensor | null, inputs: number): sensor is Sensor =>
  sensor !== null && sensor.height > 1 && channelCount(sensor) === inputs;
