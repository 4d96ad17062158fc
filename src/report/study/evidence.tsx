/** What searching gained over random motifs, and how alike the motifs are that different seeds found. */
import type { JSX } from 'preact';
import type { DatasetResults } from '../../study/results.ts';
import { count, decimals, signed } from '../../view/format.ts';
import { DataTable } from '../page/DataTable.tsx';

const share = decimals(2);

export function EvidenceSection({ dataset }: { readonly dataset: DatasetResults }): JSX.Element {
  const rows = dataset.methods.filter(
    ({ gain, similarity, ranking }) => gain !== null || similarity !== null || ranking !== null,
  );
  if (rows.length === 0) {
    return (
      <p>
        The study has neither random motifs to compare with (method random-motif) nor two finished
        seeds of a method with motifs.
      </p>
    );
  }
  return (
    <DataTable
      table={{
        name: `search-${dataset.name}`,
        caption: `What searching gains on ${dataset.name}, and how alike the motifs of different seeds are. Gain: (a − r) / r, r being the mean accuracy of random motifs. Agreement: share of positions with the same type in pairs of the same motif size; kappa: the same beyond chance (Cohen), 0 being chance; types and inputs: likeness of the shares of the types and of the distributions of inputs over the neurons, 1 being the same. Neurons of a motif can be numbered in any order, which agreement sees and inputs do not. τ: Kendall’s, between the accuracy of sampled motifs with the weights of the supernet and after training by themselves.`,
        columns: [
          { head: 'method' },
          { head: 'gain (%)', format: (value) => signed(100 * value, decimals(2)) },
          { head: 'pairs', format: count },
          { head: 'same size', format: count },
          { head: 'agreement', format: share },
          { head: 'kappa', format: share },
          { head: 'types', format: share },
          { head: 'inputs', format: share },
          { head: 'τ', format: share },
        ],
        rows: rows.map(({ label, gain, similarity, ranking }) => [
          label,
          gain,
          similarity?.pairs ?? null,
          similarity?.sameSize ?? null,
          similarity?.agreement ?? null,
          similarity?.kappa ?? null,
          similarity?.proportions ?? null,
          similarity?.degrees ?? null,
          ranking?.tau.mean ?? null,
        ]),
      }}
    />
  );
}
