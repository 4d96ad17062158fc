/** Any figure of the trials against any setting, or another figure. */
import { useState } from 'preact/hooks';
import { cssColour } from '../../../view/palette.ts';
import { coordinate } from '../../../view/svg.ts';
import type { SweepTrial } from '../../api.ts';
import { useWidth } from '../charts/use-size.ts';
import { type Axis, isWithin, type Limits } from './axes.ts';

const HEIGHT = 280;
const [LEFT, RIGHT, TOP, BOTTOM] = [66, 24, 26, 44];

export function Scatter({
  settings,
  figures,
  trials,
  best,
  limits,
}: {
  readonly settings: readonly Axis[];
  readonly figures: readonly Axis[];
  readonly trials: readonly SweepTrial[];
  readonly best: number | null;
  readonly limits: Limits;
}) {
  const all = [...settings, ...figures];
  const [xKey, setX] = useState(settings[0]!.key);
  const [yKey, setY] = useState(figures[0]!.key);
  const find = (key: string) => all.find((axis) => axis.key === key) ?? all[0]!;
  const [x, y] = [find(xKey), find(yKey)];
  return (
    <>
      <div class="row">
        <Select label="Across" axes={all} value={x.key} choose={setX} />
        <Select label="Up" axes={all} value={y.key} choose={setY} />
      </div>
      <ScatterChart {...{ x, y, trials, best }} isOn={(trial) => isWithin(trial, all, limits)} />
    </>
  );
}

function Select({
  label,
  axes,
  value,
  choose,
}: {
  readonly label: string;
  readonly axes: readonly Axis[];
  readonly value: string;
  readonly choose: (key: string) => void;
}) {
  return (
    <label class="row small">
      {label}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {axes.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function ScatterChart({
  x,
  y,
  trials,
  best,
  isOn,
}: {
  readonly x: Axis;
  readonly y: Axis;
  readonly trials: readonly SweepTrial[];
  readonly best: number | null;
  readonly isOn: (trial: SweepTrial) => boolean;
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  const across = (place: number) => LEFT + (Math.max(width, 200) - LEFT - RIGHT) * place;
  const up = (place: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * place;
  const points = trials.flatMap((trial) => {
    const [h, v] = [x.place(trial), y.place(trial)];
    return h === null || v === null ? [] : [{ trial, cx: across(h), cy: up(v), on: isOn(trial) }];
  });
  // What is in the limits is on top.
  points.sort((a, b) => Number(a.on) - Number(b.on));
  return (
    <div class="chart" ref={box}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={`${y.name} by ${x.name} of ${points.length} trials; the table has the same figures.`}
        >
          <text x={4} y={14} class="soft-text">
            ↑ {y.name}
          </text>
          <text x={width - 4} y={HEIGHT - 6} text-anchor="end" class="soft-text">
            {x.name} →
          </text>
          {y.ticks.map(({ place, text }) => (
            <g key={text}>
              <line
                x1={LEFT}
                x2={width - RIGHT}
                y1={coordinate(up(place))}
                y2={coordinate(up(place))}
                stroke={cssColour('line')}
              />
              <text class="soft-text" x={LEFT - 6} y={coordinate(up(place) + 4)} text-anchor="end">
                {text.length > 9 ? `${text.slice(0, 8)}…` : text}
              </text>
            </g>
          ))}
          {x.ticks.map(({ place, text }) => (
            <text
              key={text}
              class="soft-text"
              x={coordinate(across(place))}
              y={HEIGHT - BOTTOM + 18}
              text-anchor="middle"
            >
              {text.length > 9 ? `${text.slice(0, 8)}…` : text}
            </text>
          ))}
          {points.map(({ trial, cx, cy, on }) => (
            <circle
              key={trial.trial}
              cx={coordinate(cx)}
              cy={coordinate(cy)}
              r={trial.trial === best ? 6 : 4.5}
              fill={cssColour(!on ? 'line' : trial.trial === best ? 'c2' : 'c1')}
              stroke={cssColour('surface')}
            >
              <title>{`trial ${trial.trial}: ${x.text(trial)}, ${y.text(trial)}`}</title>
            </circle>
          ))}
        </svg>
      )}
    </div>
  );
}
