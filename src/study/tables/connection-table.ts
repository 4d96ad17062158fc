/** What the networks of a study consist of, and what searching them takes in memory. */
import { bytes, count, motifSizes } from '../../view/format.ts';
import { TYPES } from '../../view/names.ts';
import type { Table } from '../../view/table/table.ts';
import type { StudyResults } from '../results.ts';
import { column, fileOnly, methodTable } from './method-table.ts';

export function connectionTable(results: StudyResults): Table {
  return methodTable(
    results,
    {
      name: 'connections',
      caption: 'What the networks consist of, means over the seeds.',
      notes: [
        'Connections: recurrent ones of the motif layers, by type. Fixed: inhibitory weights, R and τ. Search memory: logits with their moments, edges of the supernet with weights, gradients and moments, and the candidates’ connections (24 bytes a logit, 24 an edge, 8 a connection).',
      ],
    },
    [
      {
        id: 'motif_sizes',
        head: 'motif sizes',
        cell: (row) => ({
          value: row.motifSizes.map((one) => one.join('+')).join(' '),
          text: motifSizes(row.motifSizes),
        }),
      },
      column('excitatory', TYPES.exc.label, ({ connections }) => connections?.exc, count),
      column('inhibitory', TYPES.inh.label, ({ connections }) => connections?.inh, count),
      column('absent', TYPES.none.label, ({ connections }) => connections?.none, count),
      column('recurrent', 'recurrent', ({ connections }) => connections?.recurrent, count),
      column('feedforward', 'feedforward', ({ connections }) => connections?.feedforward, count),
      column('trainable', 'trained', ({ parameters }) => parameters?.trainable, count),
      column('fixed', 'fixed', ({ parameters }) => parameters?.fixed, count),
      column('stored', 'stored', ({ parameters }) => parameters?.stored, count),
      column('search_logits', 'logits searched', ({ space }) => space?.logits, count),
      fileOnly('search_edges', ({ space }) => space?.edges),
      fileOnly('search_connections', ({ space }) => space?.connections),
      column('search_bytes', 'search memory', ({ space }) => space?.bytes, bytes),
    ],
  );
}
