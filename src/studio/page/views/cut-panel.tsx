/** What each cut of a supernet cost, on the held-out half of the training samples. */

import { loss, percent, percentNumber, points, signed } from '../../../view/format.ts';
import { CUTS } from '../../../view/names.ts';
import type { CutRecord } from '../history/run-history.ts';
import { Panel } from '../parts/panel.tsx';

export function CutPanel({ cuts }: { readonly cuts: readonly CutRecord[] }) {
  if (cuts.length === 0) return null;
  return (
    <Panel title="Gap at each cut" wide aside={<span class="small soft">held-out half</span>}>
      <div class="grid two">
        <table>
          <thead>
            <tr>
              <th scope="col">Cut</th>
              <th scope="col" class="right">
                Accuracy (%)
              </th>
              <th scope="col" class="right">
                Points
              </th>
              <th scope="col" class="right">
                Loss
              </th>
            </tr>
          </thead>
          <tbody>
            {cuts.map(({ stage, before, after }) => (
              <tr key={stage}>
                <th scope="row">{CUTS[stage as keyof typeof CUTS]?.short ?? stage}</th>
                <td class="right">
                  {percentNumber(before.accuracy)} → {percentNumber(after.accuracy)}
                </td>
                <td class="right">
                  <b>{points(after.accuracy - before.accuracy)}</b>
                </td>
                <td class="right">{signed(after.loss - before.loss, loss)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Dumbbells cuts={cuts} />
      </div>
    </Panel>
  );
}

/** Accuracy before (ring) and after (dot) each cut, on one scale. */
function Dumbbells({ cuts }: { readonly cuts: readonly CutRecord[] }) {
  const all = cuts.flatMap(({ before, after }) => [before.accuracy, after.accuracy]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = Math.max(0.02, (high - low) * 0.15);
  const [from, to] = [Math.max(0, low - room), Math.min(1, high + room)];
  const x = (value: number) => 12 + (376 * (value - from)) / (to - from || 1);
  const height = 26 * cuts.length + 30;
  return (
    <svg
      viewBox={`0 0 400 ${height}`}
      width="100%"
      aria-hidden="true"
      style={{ marginTop: '0.7rem', maxWidth: 480 }}
    >
      {cuts.map(({ stage, before, after }, k) => (
        <g key={stage} transform={`translate(0 ${14 + 26 * k})`}>
          <path d="M12 0H388" stroke="var(--line)" />
          <path
            d={`M${x(before.accuracy)} 0H${x(after.accuracy)}`}
            stroke="var(--c2)"
            stroke-width="3"
          />
          <circle
            cx={x(before.accuracy)}
            r="5"
            fill="var(--surface)"
            stroke="var(--ink)"
            stroke-width="2"
          />
          <circle cx={x(after.accuracy)} r="5" fill="var(--c2)" />
        </g>
      ))}
      <text x="12" y={height - 4} class="soft-text">
        {percent(from, 0)}
      </text>
      <text x="200" y={height - 4} text-anchor="middle" class="soft-text">
        ○ before ● after
      </text>
      <text x="388" y={height - 4} text-anchor="end" class="soft-text">
        {percent(to, 0)}
      </text>
    </svg>
  );
}
