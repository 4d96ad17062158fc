/**
 * Trials as lines across the axes of their settings and their accuracy. Drag along an axis to look only at the lines
 * that pass there; the sliders below do the same by keys.
 */
import { useRef } from 'preact/hooks';
import { cssColour } from '../../../view/palette.ts';
import { coordinate } from '../../../view/svg.ts';
import type { SweepTrial } from '../../api/sweeps.ts';
import { useWidth } from '../charts/use-size.ts';
import { type Axis, isWithin, type Limits } from './axes.ts';

const HEIGHT = 290;
const TOP = 40;
const BOTTOM = 20;
/** Room of an axis, at least. */
const LEAST = 96;
/** How far from an axis it can be grasped. */
const REACH = 14;
/** A drag that is shorter is a click, which takes the limits away. */
const CLICK = 0.015;

const INNER = HEIGHT - TOP - BOTTOM;
const down = (place: number) => TOP + INNER * (1 - place);

interface Props {
  readonly axes: readonly Axis[];
  readonly trials: readonly SweepTrial[];
  readonly best: number | null;
  readonly limits: Limits;
  readonly limit: (key: string, to: readonly [number, number] | null) => void;
}

export function ParallelCoordinates({ axes, trials, best, limits, limit }: Props) {
  const [box, room] = useWidth<HTMLDivElement>();
  const width = Math.max(room, LEAST * axes.length);
  const across = (k: number) => (width * (k + 0.5)) / axes.length;
  const drawn = trials.filter((trial) => axes.every((axis) => axis.place(trial) !== null));
  const inside = drawn.filter((trial) => isWithin(trial, axes, limits));
  const outside = drawn.filter((trial) => !inside.includes(trial));
  const line = (trial: SweepTrial) =>
    axes
      .map((axis, k) => `${coordinate(across(k))},${coordinate(down(axis.place(trial)!))}`)
      .join(' ');
  const isBest = ({ trial }: SweepTrial) => trial === best;
  return (
    <div ref={box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls by keys */}
      <section class="scroll chart" aria-label="Parallel coordinates" tabIndex={0}>
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          style="max-width: none"
        >
          <title>
            {`Each trial is a line across ${axes.map(({ name }) => name).join(', ')}. The table has the same figures.`}
          </title>
          <g fill="none">
            {[...outside, ...inside].map((trial) => {
              const on = inside.includes(trial);
              return (
                <polyline
                  key={trial.trial}
                  points={line(trial)}
                  stroke={cssColour(!on ? 'line' : isBest(trial) ? 'c2' : 'c1')}
                  stroke-width={on && isBest(trial) ? 3 : 1.3}
                  stroke-opacity={on && !isBest(trial) ? 0.75 : 1}
                />
              );
            })}
          </g>
          {axes.map((axis, k) => (
            <AxisMark key={axis.key} axis={axis} x={across(k)} limits={limits} limit={limit} />
          ))}
        </svg>
      </section>
    </div>
  );
}

function AxisMark({
  axis,
  x,
  limits,
  limit,
}: { readonly axis: Axis; readonly x: number } & Pick<Props, 'limits' | 'limit'>) {
  const from = useRef<number | null>(null);
  const own = limits[axis.key];
  const placeOf = (event: PointerEvent) => {
    const { top } = (event.currentTarget as SVGElement).ownerSVGElement!.getBoundingClientRect();
    return Math.min(1, Math.max(0, 1 - (event.clientY - top - TOP) / INNER));
  };
  const drag = (event: PointerEvent) => {
    if (from.current === null) return;
    const to = placeOf(event);
    limit(
      axis.key,
      Math.abs(to - from.current) < CLICK
        ? null
        : [Math.min(from.current, to), Math.max(from.current, to)],
    );
  };
  return (
    <g>
      <text x={x} y={14} text-anchor="middle" font-weight="600">
        {axis.label.length > 12 ? `${axis.label.slice(0, 11)}…` : axis.label}
        <title>{axis.name}</title>
      </text>
      <line x1={x} x2={x} y1={TOP} y2={TOP + INNER} stroke={cssColour('strong-line')} />
      {own && (
        <rect
          x={x - 6}
          width={12}
          y={down(own[1])}
          height={down(own[0]) - down(own[1])}
          fill={cssColour('accent')}
          fill-opacity={0.25}
          stroke={cssColour('accent')}
        />
      )}
      {axis.ticks.map(({ place, text }) => (
        <text key={text} class="soft-text over-lines" x={x + 7} y={coordinate(down(place) + 4)}>
          {text.length > 12 ? `${text.slice(0, 11)}…` : text}
        </text>
      ))}
      <rect
        x={x - REACH}
        width={2 * REACH}
        y={TOP - 8}
        height={INNER + 16}
        fill="transparent"
        style="cursor: crosshair; touch-action: none"
        data-axis={axis.key}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = placeOf(event);
        }}
        onPointerMove={drag}
        onPointerUp={(event) => {
          drag(event);
          from.current = null;
        }}
        onPointerCancel={() => {
          from.current = null;
        }}
      />
    </g>
  );
}

/** Two sliders for each axis. */
export function LimitSliders({ axes, limits, limit }: Pick<Props, 'axes' | 'limits' | 'limit'>) {
  return (
    <details>
      <summary>Limits by sliders</summary>
      <div class="fields">
        {axes.map((axis) => {
          const [from, to] = limits[axis.key] ?? [0, 1];
          const set = (low: number, high: number) =>
            limit(axis.key, low <= 0 && high >= 1 ? null : [low, high]);
          return (
            <fieldset key={axis.key}>
              <legend class="small">{axis.name}</legend>
              <Slider
                name={`${axis.name}, from`}
                value={from}
                text={axis.textAt(from)}
                set={(value) => set(value, Math.max(value, to))}
              />
              <Slider
                name={`${axis.name}, to`}
                value={to}
                text={axis.textAt(to)}
                set={(value) => set(Math.min(value, from), value)}
              />
            </fieldset>
          );
        })}
      </div>
    </details>
  );
}

function Slider({
  name,
  value,
  text,
  set,
}: {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly set: (value: number) => void;
}) {
  return (
    <div class="row small">
      <input
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={value}
        aria-label={name}
        aria-valuetext={text}
        onInput={(event) => set(event.currentTarget.valueAsNumber)}
      />
      <output>{text}</output>
    </div>
  );
}
