/** The trials of a sweep, sorted by whatever column is pressed. */
import { useState } from 'preact/hooks';
import { MISSING, percentMeanStd } from '../../../view/format.ts';
import type { SweepTrial } from '../../api/sweeps.ts';
import { Scroll } from '../parts/scroll.tsx';
import { CellStateLabel } from '../parts/study-progress.tsx';
import { href, runAddress } from '../route.ts';
import type { Axis } from './axes.ts';

interface Column {
  readonly key: string;
  readonly title: string;
  readonly name: string;
  order(trial: SweepTrial): number | string | null;
}

const TRIAL: Column = { key: 'trial', title: 'Trial', name: 'trial', order: ({ trial }) => trial };

export function TrialTable({
  settings,
  accuracy,
  figures,
  trials,
}: {
  readonly settings: readonly Axis[];
  readonly accuracy: Axis;
  readonly figures: readonly Axis[];
  readonly trials: readonly SweepTrial[];
}) {
  const [sort, setSort] = useState({ key: accuracy.key, descending: true });
  const column = ({ key, label, name, order }: Axis): Column => ({
    key,
    title: label,
    name,
    order,
  });
  const columns = [TRIAL, ...settings.map(column), column(accuracy), ...figures.map(column)];
  const by = columns.find(({ key }) => key === sort.key) ?? TRIAL;
  const sign = sort.descending ? -1 : 1;
  const sorted = [...trials].sort((a, b) => {
    const [p, q] = [by.order(a), by.order(b)];
    if (p === null || q === null) return Number(p === null) - Number(q === null);
    return p === q ? a.trial - b.trial : p < q ? -sign : sign;
  });
  const press = (key: string) =>
    setSort({ key, descending: sort.key === key ? !sort.descending : key === accuracy.key });
  return (
    <Scroll label="Table of trials">
      <table>
        <thead>
          <tr>
            {columns.map(({ key, title, name }) => (
              <th
                key={key}
                scope="col"
                class={key === 'trial' ? '' : 'right'}
                aria-sort={
                  sort.key !== key ? undefined : sort.descending ? 'descending' : 'ascending'
                }
              >
                <button type="button" class="plain" title={name} onClick={() => press(key)}>
                  {title}
                  {sort.key === key && (
                    <span aria-hidden="true">{sort.descending ? ' ↓' : ' ↑'}</span>
                  )}
                </button>
              </th>
            ))}
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((trial) => (
            <tr key={trial.trial}>
              <th scope="row">
                <Runs {...trial} />
              </th>
              {settings.map((axis) => (
                <td key={axis.key} class="right nowrap">
                  {axis.text(trial)}
                </td>
              ))}
              <td class="right nowrap">
                {trial.accuracy === null ? MISSING : percentMeanStd(trial.accuracy)}
              </td>
              {figures.map((axis) => (
                <td key={axis.key} class="right nowrap">
                  {axis.text(trial)}
                </td>
              ))}
              <td>
                <CellStateLabel state={trial.state} />
                {trial.problem !== null && <p class="small soft">{trial.problem}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The trial leads to its run; to each of them where there are several seeds. */
function Runs({ trial, runs }: Pick<SweepTrial, 'trial' | 'runs'>) {
  const [first, ...rest] = runs;
  if (first === undefined) return <>{trial}</>;
  if (rest.length === 0) return <a href={href(runAddress(first))}>{trial}</a>;
  return (
    <span class="nowrap">
      {trial}{' '}
      {runs.map((run) => {
        const seed = /seed-(\d+)/.exec(run)?.[1] ?? '';
        return (
          <span key={run}>
            {' '}
            <a
              class="small"
              href={href(runAddress(run))}
              aria-label={`trial ${trial}, seed ${seed}`}
            >
              {seed}
            </a>
          </span>
        );
      })}
    </span>
  );
}
