/** The motifs that the searches found, seed by seed. */
import type { JSX } from 'preact';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import type { DatasetResults } from '../../study/results.ts';
import { count, counted } from '../../view/format.ts';
import { drawMotifGraph, MOTIF_LEGEND } from '../figures/MotifGraph.tsx';
import { drawMotifMatrix } from '../figures/motif-matrix.ts';
import { Figure, type Panel } from '../page/Figure.tsx';
import { countTypes } from '../run/motif.tsx';
import type { CellMaterial } from './material.ts';

/** Motifs with more connections than this are shown as matrices: no graph of them can be read. */
const MOST_CONNECTIONS = 300;

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
          before (b) and after (a); circles are connections of a neuron with itself. Motifs of more
          than {MOST_CONNECTIONS} connections are shown as matrices: rows are targets, columns
          sources, full cells excitatory and bars inhibitory.
        </Figure>
      ))}
    </>
  );
}

function panelsOf({ seed, architecture }: CellMaterial): Panel[] {
  const layers = architecture?.hidden ?? [];
  const many = layers.filter(({ kind }) => kind === 'scml').length > 1;
  return layers.flatMap((layer, l): Panel[] => {
    if (layer.kind !== 'scml') return [];
    const { exc, inh, none } = countTypes(layer.motif);
    const where = many ? `, layer ${l + 1}` : '';
    return [
      {
        title: `Seed ${seed}${where}: ${counted(layer.motif.size, 'neuron')}, ${count(exc)} exc, ${count(inh)} inh`,
        alt: `Motif of seed ${seed}${where}: ${counted(layer.motif.size, 'neuron')}, ${count(exc)} excitatory, ${count(inh)} inhibitory, ${count(none)} absent connections.`,
        draw: drawMotif(layer.motif, exc + inh),
      },
    ];
  });
}

const drawMotif = (motif: MotifTopology, connections: number) =>
  connections > MOST_CONNECTIONS ? drawMotifMatrix(motif) : drawMotifGraph(motif);
