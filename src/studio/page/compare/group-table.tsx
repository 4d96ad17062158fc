/** Test accuracies of groups of runs, with intervals and differences. */

import { useState } from 'preact/hooks';
import { meanOf } from '../../../core/math.ts';
import {
  count,
  interval,
  MISSING,
  percent,
  percentMeanStd,
  points,
  pValue,
} from '../../../view/format.ts';
import { INTERVALS } from '../../../view/intervals.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import { type SeriesStyle, seriesStyle } from '../../../view/series.ts';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { href, runAddress } from '../route.ts';
import { difference, type Group, groupFigures } from './groups.ts';

export function GroupTable({ groups }: { readonly groups: readonly Group[] }) {
  const [reference, setReference] = useState(0);
  const base = groups[Math.min(reference, groups.length - 1)]!;
  return (
    <Panel
      title="Test accuracy"
      wide
      aside={
        groups.length > 1 && (
          <label class="row small">
            Differences from
            <select
              value={reference}
              onChange={(event) => setReference(Number(event.currentTarget.value))}
            >
              {groups.map(({ key, name }, k) => (
                <option key={key} value={k}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      <Scroll label="Table of test accuracies">
        <table>
          <thead>
            <tr>
              {[
                'Method',
                'Runs',
                'Mean ± std',
                '95 % interval (%)',
                'Best',
                'Difference (points)',
                'p',
                'Motif',
                'Weights',
              ].map((title, k) => (
                <th key={title} scope="col" class={k === 0 ? '' : 'right'}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group, k) => (
              <GroupRow key={group.key} group={group} style={seriesStyle(k)} base={base} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="small soft" style={{ marginTop: '0.6rem' }}>
        Sample standard deviation; intervals {INTERVALS.seeds}; differences over the seeds in
        common, with the p of a paired t-test, not corrected for multiple comparisons.
      </p>
      <details>
        <summary class="small">All runs</summary>
        <ul class="small">
          {groups.flatMap(({ runs }) =>
            runs.map(({ id, run }) => (
              <li key={id}>
                <a href={href(runAddress(id))}>{id}</a>, seed {run.seed ?? MISSING}:{' '}
                {percent(run.accuracy)}
              </li>
            )),
          )}
        </ul>
      </details>
    </Panel>
  );
}

function GroupRow({
  group,
  style,
  base,
}: {
  readonly group: Group;
  readonly style: SeriesStyle;
  readonly base: Group;
}) {
  const { runs, mean, std, best, interval: range } = groupFigures(group);
  const compared = group === base ? null : difference(group, base);
  const sizes = [...new Set(group.runs.flatMap(({ run }) => run.motifSizes))].sort((a, b) => a - b);
  const weights = group.runs.flatMap(({ run }) => (run.trainable === null ? [] : [run.trainable]));
  return (
    <tr>
      <th scope="row">
        <span class="row" style={{ flexWrap: 'nowrap' }}>
          <LegendKey kind="line" colour={style.colour} dash={style.dash} />
          <span style={{ color: 'var(--ink)' }}>{group.name}</span>
        </span>
      </th>
      <td class="right">{runs}</td>
      <td class="right nowrap">
        <b>{mean === null ? MISSING : percentMeanStd({ mean, std })}</b>
      </td>
      <td class="right nowrap">{interval(range)}</td>
      <td class="right nowrap">{percent(best)}</td>
      <td class="right nowrap">
        {points(compared?.difference)}
        {compared?.interval && ` ${interval(compared.interval, points)}`}
      </td>
      <td class="right">{pValue(compared?.tTest?.p)}</td>
      <td class="right">{sizes.join(', ') || MISSING}</td>
      <td class="right">{count(meanOf(weights))}</td>
    </tr>
  );
}
