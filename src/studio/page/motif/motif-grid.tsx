/** A motif as a table of cells that can be read one by one: what the graph shows at a glance. */
import { useState } from 'preact/hooks';
import { fixed } from '../../../view/format.ts';
import type { MatrixCell } from '../../../view/motif-layout.ts';
import { cellAt, MotifMatrix } from '../../../view/motif-matrix.tsx';
import { motifWords } from '../../../view/motif-words.ts';
import { TYPES } from '../../../view/names.ts';

export function MotifGrid({
  size,
  types,
  marked = null,
}: {
  readonly size: number;
  readonly types: Float32Array;
  readonly marked?: ReadonlySet<number> | null;
}) {
  const [read, setRead] = useState<MatrixCell | null>(null);
  const find = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    setRead(cellAt(size, types, x, y));
  };
  return (
    <figure>
      <MotifMatrix
        size={size}
        types={types}
        marked={marked}
        label={`Table of connections. ${motifWords(size, types)}`}
        onPointerMove={find}
        onPointerLeave={() => setRead(null)}
      />
      <figcaption class="small soft read">
        {read ? (
          <Reading size={size} cell={read} types={types} />
        ) : (
          'Rows receive, columns send; b and a: from the motif before and after. Point at a cell to read it.'
        )}
      </figcaption>
    </figure>
  );
}

function Reading({
  size,
  cell: { row, column, position },
  types,
}: {
  readonly size: number;
  readonly cell: MatrixCell;
  readonly types: Float32Array;
}) {
  const neighbour = (position - size * size) % 2 === 0 ? 'before' : 'after';
  const from =
    position < size * size ? `neuron ${column + 1}` : `neuron ${row + 1} of the motif ${neighbour}`;
  const [exc, inh, none] = types.subarray(3 * position, 3 * position + 3);
  return (
    <>
      {from} → neuron {row + 1}: {TYPES.exc.label} {fixed(exc, 2)}, {TYPES.inh.label}{' '}
      {fixed(inh, 2)}, {TYPES.none.label} {fixed(none, 2)}
    </>
  );
}
