/** The front of a study: networks that no other beats in accuracy, operations and connections at once. */
import { frontMembers } from '../../analysis/front.ts';
import { count, percentNumber } from '../../view/format.ts';
import { runLabel } from '../../view/method-names.ts';
import { COSTS } from '../../view/names.ts';
import type { Cell, Table } from '../../view/table/table.ts';
import type { FrontPoint, StudyResults } from '../results.ts';
import { cellFolder } from '../study-record.ts';

/** @returns null unless networks were evaluated on validation samples */
export function frontTable({ datasets }: StudyResults): Table | null {
  const known = datasets.flatMap(({ name, front }) => (front ? [{ name, front }] : []));
  if (known.length === 0) return null;
  const rowOf =
    (dataset: string) =>
    (point: FrontPoint, number: number | null): Cell[] => {
      const { method, label, seed, fold, accuracy, synops, hidden, connections, test } = point;
      return [
        ...[dataset, number && String(number), runLabel(label, seed, fold), method, seed],
        ...[Number(point.onFront), accuracy, synops, hidden, connections, test],
        cellFolder({ dataset, method, seed, fold }),
      ];
    };
  return {
    name: 'front',
    caption:
      'Networks that no other beats in validation accuracy, synaptic operations and connections at once.',
    notes: [
      `${COSTS.synops.label}: accumulations of one inference, mean over the validation samples; hidden: those that spikes of hidden neurons cause, the part that depends on the motif; connections: recurrent ones. The test accuracy plays no part in the choice.`,
    ],
    columns: [
      { head: 'data set', id: 'dataset', fileOnly: known.length === 1 },
      { head: 'number' },
      { head: 'network', wrap: true },
      { head: 'method', fileOnly: true },
      { head: 'seed', fileOnly: true },
      { head: 'on front', fileOnly: true },
      { head: 'validation (%)', id: 'validation_accuracy', format: percentNumber },
      { head: COSTS.synops.label, id: 'synops', format: count },
      { head: 'hidden', id: 'hidden_synops', format: count },
      { head: COSTS.connections.label, id: 'connections', format: count },
      { head: 'test (%)', id: 'test_accuracy', format: percentNumber },
      { head: 'folder', fileOnly: true },
    ],
    rows: known.flatMap(({ name, front }) =>
      frontMembers(front).map((point, k) => rowOf(name)(point, k + 1)),
    ),
    fileRows: known.flatMap(({ name, front }) =>
      front.filter(({ onFront }) => !onFront).map((point) => rowOf(name)(point, null)),
    ),
  };
}
