/** Two motifs side by side, with what differs marked in both. */
import { useState } from 'preact/hooks';
import type { MotifTopology } from '../../../model/architecture-schema.ts';
import { typesByPosition } from '../../../model/topology.ts';
import { MotifGraph } from '../../../view/motif-graph.tsx';
import { certainTypes, type MatrixCell } from '../../../view/motif-layout.ts';
import { motifWords } from '../../../view/motif-words.ts';
import { motifLayers } from '../history/motif-layers.ts';
import { MotifGrid } from '../motif/motif-grid.tsx';
import { Panel } from '../parts/panel.tsx';
import type { ComparedRun } from './groups.ts';

/** Numbers of the positions at which two motifs of one size differ; null for motifs of two sizes. */
function differences(a: MotifTopology, b: MotifTopology): ReadonlySet<number> | null {
  if (a.size !== b.size) return null;
  const others = typesByPosition(b);
  return new Set(
    typesByPosition(a).flatMap((type, position) => (type === others[position] ? [] : [position])),
  );
}

const motifOf = ({ history: { architecture } }: ComparedRun) =>
  (architecture && motifLayers(architecture)[0]?.motif) ?? null;

export function MotifDifference({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const able = runs.filter((run) => motifOf(run) !== null);
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const [read, setRead] = useState<{ readonly of: number; readonly cell: MatrixCell } | null>(null);
  const find = (id: string | undefined) => able.find((run) => run.id === id);
  const a = find(pair?.[0]) ?? able[0];
  const b = find(pair?.[1]) ?? able[1];
  if (!a || !b) return null;
  const [motifA, motifB] = [motifOf(a)!, motifOf(b)!];
  const marked = differences(motifA, motifB);
  const all = typesByPosition(motifA).length;
  return (
    <Panel
      title="Motifs"
      wide
      aside={
        <span class="soft small" role="status">
          {marked === null
            ? `Sizes ${motifA.size} and ${motifB.size}: no position has its like.`
            : `${marked.size} of ${all} positions differ; they are outlined.`}
        </span>
      }
    >
      <div class="pair">
        {(
          [
            [a, motifA, 0],
            [b, motifB, 1],
          ] as const
        ).map(([run, motif, place]) => (
          <figure key={place}>
            <select
              aria-label={place === 0 ? 'First motif' : 'Second motif'}
              value={run.id}
              onChange={(event) => {
                const id = event.currentTarget.value;
                setPair(place === 0 ? [id, b.id] : [a.id, id]);
              }}
            >
              {able.map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
            <MotifGraph
              size={motif.size}
              types={certainTypes(motif)}
              marked={marked}
              label={`${run.id}. ${motifWords(motif.size, certainTypes(motif))}`}
            />
            <MotifGrid
              size={motif.size}
              types={certainTypes(motif)}
              marked={marked}
              // The same place in both, where there is such a place.
              read={read && (marked || read.of === place) ? read.cell : null}
              onRead={(cell) => setRead(cell && { of: place, cell })}
            />
          </figure>
        ))}
      </div>
    </Panel>
  );
}
