/** The front of a study: networks that no other beats in accuracy, operations and connections at once. */
import { frontMembers } from '../../analysis/front.ts';
import { count, percentNumber } from '../../view/format.ts';
import { COSTS, runLabel } from '../../view/names.ts';
import type { FrontPoint, StudyResults } from '../results.ts';
import type { Table } from './table.ts';

/** @returns null unless networks were evaluated on validation samples */
export function frontTable({ datasets }: StudyResults): Table | null {
  const known = datasets.flatMap(({ name, front }) => (front ? [{ name, front }] : []));
  if (known.length === 0) return null;
  const several = known.length > 1;
  const figures = ({ accuracy, synops, hidden, connections, test }: FrontPoint) =>
    [accuracy, synops, hidden, connections, test] as const;
  return {
    name: 'front',
    title:
      'Networks that no other beats in validation accuracy, synaptic operations and connections at once.',
    notes: [
      'Accuracies in percent; SynOps: accumulations of one inference, mean over the validation samples; hidden: those that spikes of hidden neurons cause, the part that depends on the motif; connections: recurrent ones. The test accuracy plays no part in the choice.',
    ],
    csv: {
      head: [
        ...['dataset', 'method', 'seed', 'on_front'],
        ...['validation_accuracy', 'synops', 'hidden_synops', 'connections', 'test_accuracy'],
      ],
      rows: known.flatMap(({ name, front }) =>
        front.map((point) => [
          name,
          point.method,
          point.seed,
          Number(point.onFront),
          ...figures(point),
        ]),
      ),
    },
    shown: {
      labels: several ? 2 : 1,
      head: [
        ...(several ? ['data set'] : []),
        'network',
        'validation',
        COSTS.synops.label,
        'hidden',
        COSTS.connections.label,
        'test',
      ],
      rows: known.flatMap(({ name, front }) =>
        frontMembers(front).map((point, k) => {
          const [accuracy, synops, hidden, connections, test] = figures(point);
          return [
            ...(several ? [name] : []),
            `${k + 1}  ${runLabel(point.label, point.seed, point.fold)}`,
            percentNumber(accuracy),
            count(synops),
            count(hidden),
            count(connections),
            percentNumber(test),
          ];
        }),
      ),
    },
  };
}
