/** The motifs that the searches found, seed by seed. */
import type { JSX } from 'preact';
import type { DatasetResults } from '../../study/results.ts';
import { drawMotifGraph, drawMotifMatrix } from '../../view/figures/motif.tsx';
import { counted } from '../../view/format.ts';
import { MOTIF_LEGEND } from '../../view/motif-graph.tsx';
import { certainTypes, connectionCount, MOST_CONNECTIONS } from '../../view/motif-layout.ts';
import { connectionWords } from '../../view/motif-words.ts';
import { Figure, type Panel } from '../page/Figure.tsx';
import type { CellMaterial } from './material.ts';

export interface MotifsProps {
  readonly dataset: DatasetResults;
  readonly cells: readonly CellMaterial[];
}

export function MotifsSection({ dataset, cells }: MotifsProps): JSX.Element {
  const figures = dataset.methods
    .filter(({ searched }) => searched)
    .map(({ method, label }) => ({
      method,
      label,
      panels: cells
        .filter((cell) => cell.dataset === dataset.name && cell.method === method)
        .flatMap(panelsOf),
    }))
    .filter(({ panels }) => panels.length > 0);
  if (figures.length === 0) return <p>No search has finished yet.</p>;
  return (
    <>
      {figures.map(({ method, label, panels }) => (
        <Figure
          key={method}
          id={`figure-motifs-${dataset.name}-${method}`}
          legend={MOTIF_LEGEND}
          panels={panels}
        >
          Motifs that {label} found on {dataset.name}. Stubs are lateral connections, from the motif
          before (b) and after (a); loops are connections of a neuron to itself. Motifs of more than{' '}
          {MOST_CONNECTIONS} connections are shown as matrices: rows are targets, columns sources;
          in the largest, full cells are excitatory and bars inhibitory.
        </Figure>
      ))}
    </>
  );
}

function panelsOf({ seed, fold, architecture }: CellMaterial): Panel[] {
  const layers = architecture?.hidden ?? [];
  const many = layers.filter(({ kind }) => kind === 'scml').length > 1;
  return layers.flatMap((layer, l): Panel[] => {
    if (layer.kind !== 'scml') return [];
    const { motif } = layer;
    const types = certainTypes(motif);
    const neurons = counted(motif.size, 'neuron');
    const connections = connectionCount(motif.size, types);
    const where = `${fold === undefined ? '' : `, fold ${fold}`}${many ? `, layer ${l + 1}` : ''}`;
    return [
      {
        title: `Seed ${seed}${where}: ${neurons}, ${counted(connections, 'connection')}`,
        alt: `Motif of seed ${seed}${where}: ${neurons}, ${connectionWords(motif.size, types)}.`,
        draw: connections > MOST_CONNECTIONS ? drawMotifMatrix(motif) : drawMotifGraph(motif),
      },
    ];
  });
}
