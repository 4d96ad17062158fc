/** What searching gains over random motifs, and how alike the findings of different seeds are. */
import { count, decimals, signed } from '../../view/format.ts';
import type { Table } from '../../view/table/table.ts';
import type { StudyResults } from '../results.ts';
import { column, fileOnly, methodTable } from './method-table.ts';

export function searchTable(results: StudyResults): Table {
  const share = decimals(2);
  return methodTable(
    results,
    {
      name: 'search',
      caption: 'What searching gains, and whether searches with different seeds find the same.',
      notes: [
        'Gain: (a − r) / r, r being the mean accuracy of random motifs. Pairs: of seeds, layer by layer; agreement and Cohen’s kappa are of pairs of the same motif size, position by position, kappa with what chance gives at 0. Types and inputs: likeness of the shares of the types and of the distributions of excitatory and inhibitory inputs over the neurons, 1 being the same. Neurons of a motif can be numbered in any order, which agreement sees and inputs do not. τ: Kendall’s, between the accuracy of sampled motifs with the weights of the supernet and after training by themselves.',
      ],
    },
    [
      column(
        'gain',
        'gain (%)',
        ({ gain }) => gain,
        (value) => signed(100 * value, decimals(2)),
      ),
      column('pairs', 'pairs', ({ similarity }) => similarity?.pairs, count),
      column('pairs_same_size', 'same size', ({ similarity }) => similarity?.sameSize, count),
      column('agreement', 'agreement', ({ similarity }) => similarity?.agreement, share),
      column('kappa', 'kappa', ({ similarity }) => similarity?.kappa, share),
      column('likeness_types', 'types', ({ similarity }) => similarity?.proportions, share),
      column('likeness_inputs', 'inputs', ({ similarity }) => similarity?.degrees, share),
      column('tau', 'τ', ({ ranking }) => ranking?.tau.mean, share),
      fileOnly('tau_std', ({ ranking }) => ranking?.tau.std),
      fileOnly('ranked', ({ ranking }) => ranking?.motifs),
    ],
    ({ gain, similarity, ranking }) => gain !== null || similarity !== null || ranking !== null,
  );
}
