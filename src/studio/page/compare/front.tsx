/** Compared runs by accuracy and what they take, and which of them no other beats in everything. */

import { frontMembers, onFront } from '../../../analysis/front.ts';
import { takeCensus } from '../../../training/census.ts';
import { count, percent } from '../../../view/format.ts';
import {
  FRONT_AXES,
  FRONT_LEGEND,
  FrontChart,
  type FrontMark,
} from '../../../view/front-chart.tsx';
import { LegendKey } from '../../../view/legend-key.tsx';
import { COSTS } from '../../../view/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { href, runAddress } from '../route.ts';
import type { ComparedRun } from './groups.ts';

const WIDTH = 420;

interface Candidate extends FrontMark {
  readonly id: string;
  readonly synops: number;
  readonly test: number | null;
  readonly onFront: boolean;
}

/** Runs that were analysed on validation samples, the only ones that can be chosen between. */
function candidatesOf(runs: readonly ComparedRun[]): Candidate[] {
  const known = runs.flatMap(({ id, run, history: { architecture }, analysis }) => {
    const validation = analysis?.validation;
    if (!validation || architecture === null) return [];
    const { accuracy, operations, hiddenAc: hidden } = validation;
    const { recurrent: connections } = takeCensus(architecture);
    return [{ id, accuracy, synops: operations.ac, hidden, connections, test: run.accuracy }];
  });
  const chosen = onFront(known);
  const all = known.map((one, k) => ({ ...one, onFront: chosen[k]! }));
  const members = frontMembers(all);
  return all.map((one) => ({ ...one, number: one.onFront ? members.indexOf(one) + 1 : null }));
}

export function FrontPanel({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const candidates = candidatesOf(runs);
  if (candidates.length < 2) return null;
  const members = candidates
    .filter((one) => one.number !== null)
    .sort((a, b) => a.number! - b.number!);
  return (
    <Panel title="Accuracy and what it takes" wide>
      <div class="row small">
        {FRONT_LEGEND.map((entry) => (
          <span key={entry.label} class="row">
            <LegendKey {...entry} /> {entry.label}
          </span>
        ))}
      </div>
      <div class="pair">
        {(['hidden', 'connections'] as const).map((axis) => (
          <figure key={axis}>
            <FrontChart
              marks={candidates}
              axis={axis}
              width={WIDTH}
              label={`Validation accuracy by ${FRONT_AXES[axis]}: ${members.map((one) => `${one.number} with ${percent(one.accuracy)} at ${count(one[axis])}`).join(', ')}.`}
            />
          </figure>
        ))}
      </div>
      <Scroll label="Table of the front">
        <table>
          <thead>
            <tr>
              <th scope="col">Run</th>
              {['Validation', COSTS.synops.label, 'Hidden', 'Connections', 'Test'].map((title) => (
                <th key={title} scope="col" class="right">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {members.map(({ number, id, accuracy, synops, hidden, connections, test }) => (
              <tr key={id}>
                <th scope="row">
                  {number} <a href={href(runAddress(id))}>{id}</a>
                </th>
                <td class="right nowrap">{percent(accuracy)}</td>
                <td class="right">{count(synops)}</td>
                <td class="right">{count(hidden)}</td>
                <td class="right">{count(connections)}</td>
                <td class="right nowrap">{percent(test)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="small soft" style={{ marginTop: '0.6rem' }}>
        Runs that were analysed on validation samples. SynOps: accumulations of one inference;
        hidden: those that spikes of hidden neurons cause. Export the one that you pick with{' '}
        <code>motifsmith export FOLDER --format nir</code>.
      </p>
    </Panel>
  );
}
