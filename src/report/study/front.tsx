/** The front of a data set: the networks that no other beats in accuracy, operations and connections at once. */
import type { JSX } from 'preact';
import { frontMembers } from '../../analysis/front.ts';
import type { FrontPoint } from '../../study/results.ts';
import { drawFront } from '../../view/figures/front.tsx';
import { count, counted, percent } from '../../view/format.ts';
import { FRONT_LEGEND, type FrontMark } from '../../view/front-chart.tsx';
import { COSTS } from '../../view/names.ts';
import { Figure } from '../page/Figure.tsx';
import { type DatasetProps, StudyTable } from './study-table.tsx';

export function FrontSection({ dataset, tables }: DatasetProps): JSX.Element | null {
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
      <StudyTable name="front" tables={tables} />
      <p class="note">
        Export the one that you pick with <code>motifsmith export FOLDER --format nir</code>; the
        folders are in <code>front.csv</code>.
      </p>
    </>
  );
}
