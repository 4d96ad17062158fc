/** The front of a data set: the networks that no other beats in accuracy, operations and connections at once. */
import type { JSX } from 'preact';
import { frontMembers } from '../../analysis/front.ts';
import type { DatasetResults, FrontPoint } from '../../study/results.ts';
import { cellFolder } from '../../study/study-record.ts';
import { drawFront } from '../../view/figures/front.tsx';
import { count, counted, percent, percentNumber } from '../../view/format.ts';
import { FRONT_LEGEND, type FrontMark } from '../../view/front-chart.tsx';
import { COSTS, runLabel } from '../../view/names.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure } from '../page/Figure.tsx';
import type { ReportTable } from '../table.ts';

export function FrontSection({
  dataset,
}: {
  readonly dataset: DatasetResults;
}): JSX.Element | null {
  const { name, front } = dataset;
  if (!front || front.length < 2) return null;
  const members = frontMembers(front);
  const marks = front.map((point): FrontMark => {
    const place = members.indexOf(point);
    return { ...point, number: place < 0 ? null : place + 1 };
  });
  const words = (cost: (point: FrontPoint) => number) =>
    members
      .map((point, k) => `${k + 1} with ${percent(point.accuracy)} at ${count(cost(point))}`)
      .join(', ');
  return (
    <>
      <h3>Front</h3>
      <Figure
        id={`figure-front-${name}`}
        legend={FRONT_LEGEND}
        panels={[
          {
            title: `${COSTS.synops.label} of hidden neurons`,
            alt: `Validation accuracy against synaptic operations that hidden neurons cause: ${words(({ hidden }) => hidden)}.`,
            draw: drawFront(marks, 'hidden'),
          },
          {
            title: 'Recurrent connections',
            alt: `Validation accuracy against recurrent connections: ${words(({ connections }) => connections)}.`,
            draw: drawFront(marks, 'connections'),
          },
        ]}
      >
        All {counted(front.length, 'network')} on {name} by validation accuracy and what they take;
        the numbers are those of the table.
      </Figure>
      <DataTable table={frontReportTable(dataset.name, members)} />
      <p class="note">
        Export the one that you pick with <code>motifsmith export FOLDER --format nir</code>.
      </p>
    </>
  );
}

function frontReportTable(dataset: string, members: readonly FrontPoint[]): ReportTable {
  return {
    name: `front-${dataset}`,
    caption: `Networks on ${dataset} that no other beats in validation accuracy, synaptic operations and connections at once. Accuracies in percent; ${COSTS.synops.label}: accumulations of one inference, mean over the validation samples; hidden: those that spikes of hidden neurons cause. The test accuracy plays no part in the choice.`,
    columns: [
      { head: 'number' },
      { head: 'network' },
      { head: 'validation', format: percentNumber },
      { head: COSTS.synops.label, format: count },
      { head: 'hidden', format: count },
      { head: COSTS.connections.label, format: count },
      { head: 'test', format: percentNumber },
      { head: 'folder', wrap: true },
    ],
    rows: members.map((point, k) => {
      const { method, label, seed, fold, accuracy, synops, hidden, connections, test } = point;
      return [
        String(k + 1),
        runLabel(label, seed, fold),
        accuracy,
        synops,
        hidden,
        connections,
        test,
        cellFolder({ dataset, method, seed, fold }),
      ];
    }),
  };
}
