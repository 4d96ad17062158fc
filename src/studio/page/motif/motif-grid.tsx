/** A motif as a table of cells that can be read one by one, with the pointer, a finger or the arrow keys. */
import { fixed } from '../../../view/format.ts';
import { hasLateral, type MatrixCell } from '../../../view/motif-layout.ts';
import { cellAt, MotifMatrix } from '../../../view/motif-matrix.tsx';
import { motifWords } from '../../../view/motif-words.ts';
import { TYPES } from '../../../view/names.ts';
import { cellBeside } from './focus.ts';
import { pointIn } from './point-in.ts';

export function MotifGrid({
  size,
  types,
  marked = null,
  read,
  onRead,
}: {
  readonly size: number;
  readonly types: Float32Array;
  readonly marked?: ReadonlySet<number> | null;
  /** The cell that is read. */
  readonly read: MatrixCell | null;
  readonly onRead: (cell: MatrixCell | null) => void;
}) {
  const find = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const [x, y] = pointIn(event);
    onRead(cellAt(size, types, x, y));
  };
  const here = read && read.row < size && 3 * read.position < types.length ? read : null;
  return (
    <figure>
      <MotifMatrix
        size={size}
        types={types}
        marked={here ? new Set([...(marked ?? []), here.position]) : marked}
        label={`Table of connections. ${motifWords(size, types)}`}
        tabIndex={0}
        onPointerDown={find}
        onPointerMove={find}
        onPointerLeave={(event) => {
          // A finger that is lifted has not left.
          if (event.pointerType === 'mouse') onRead(null);
        }}
        onKeyDown={(event) => {
          const next = cellBeside(size, hasLateral(size, types), here, event.key);
          if (next === null) return;
          event.preventDefault();
          onRead(next);
        }}
        onBlur={() => onRead(null)}
      />
      <figcaption class="small soft read">
        <span role="status">
          {here ? (
            <Reading size={size} cell={here} types={types} />
          ) : (
            'Rows receive, columns send; b and a: from the motif before and after. Point at a cell, or move to it with the arrow keys, to read it.'
          )}
        </span>
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
