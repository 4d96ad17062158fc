/**
 * A motif as a table of cells: row = the neuron that receives, column = the one that sends, and two
 * columns for the neighbouring motifs. What the graph shows at a glance can be read off here.
 */
import { useRef, useState } from 'preact/hooks';
import { interPosition, intraPosition } from '../../../model/topology.ts';
import { fixed } from '../../../view/format.ts';
import { TYPES } from '../../../view/names.ts';
import { coordinate as n } from '../../../view/svg.ts';
import { LEVELS } from './geometry.ts';
import { motifWords } from './motif-graph.tsx';
import { useGlide } from './tween.ts';

const SIDE = 440;
const HEAD = 26;

interface Cell {
  readonly p: number;
  readonly column: number;
  readonly position: number;
}

function cells(size: number): Cell[] {
  return Array.from({ length: size }, (_, p) => [
    ...Array.from({ length: size }, (_, q) => ({
      p,
      column: q,
      position: intraPosition(size, p, q),
    })),
    ...[0, 1].map((d) => ({ p, column: size + 0.4 + d, position: interPosition(size, p, d) })),
  ]).flat();
}

export function MotifGrid({
  size,
  types,
  marked = null,
}: {
  readonly size: number;
  readonly types: Float32Array;
  readonly marked?: ReadonlySet<number> | null;
}) {
  const [read, setRead] = useState<Cell | null>(null);
  const paths = useRef<Record<string, SVGPathElement | null>>({});
  const step = (SIDE - 4) / (size + 2.4);
  const edge = step * (size > 20 ? 0.94 : 0.9);
  const all = cells(size);
  const height = HEAD + step * size + 4;
  useGlide(types, String(size), (values) => {
    const boxes: Record<string, string[]> = {};
    for (const { p, column, position } of all) {
      const lean = values[3 * position]! - values[3 * position + 1]!;
      const level = Math.round(Math.abs(lean) * LEVELS);
      const key = level === 0 ? 'none' : `${lean > 0 ? 'exc' : 'inh'}${level}`;
      const [x, y] = [2 + column * step, HEAD + p * step];
      boxes[key] ??= [];
      boxes[key].push(`M${n(x)} ${n(y)}h${n(edge)}v${n(edge)}h-${n(edge)}z`);
      if (step >= 15 && Math.abs(lean) > 0.5) {
        const [cx, cy, r] = [x + edge / 2, y + edge / 2, edge * 0.2];
        boxes.glyph ??= [];
        boxes.glyph.push(`M${n(cx - r)} ${n(cy)}h${n(2 * r)}`);
        if (lean > 0) {
          boxes.glyph.push(`M${n(cx)} ${n(cy - r)}v${n(2 * r)}`);
        }
      }
    }
    for (const [key, path] of Object.entries(paths.current)) {
      path?.setAttribute('d', boxes[key]?.join('') ?? '');
    }
  });
  const keep = (key: string) => (element: SVGPathElement | null) => {
    paths.current[key] = element;
  };
  const find = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = SIDE / box.width;
    const column = ((event.clientX - box.left) * scale - 2) / step;
    const row = ((event.clientY - box.top) * scale - HEAD) / step;
    setRead(
      all.find((cell) => cell.p === Math.floor(row) && Math.floor(column - cell.column) === 0) ??
        null,
    );
  };
  return (
    <figure>
      <svg
        class="motif-grid"
        viewBox={`0 0 ${SIDE} ${height}`}
        role="img"
        aria-label={`Table of connections. ${motifWords(size, types)}`}
        onPointerMove={find}
        onPointerLeave={() => setRead(null)}
      >
        <text x="2" y="14" class="soft-text">
          from the same motif
        </text>
        <text x={SIDE - 2} y="14" text-anchor="end" class="soft-text">
          before, after
        </text>
        <path ref={keep('none')} fill="var(--line)" opacity="0.55" />
        {(['exc', 'inh'] as const).map((sign) =>
          Array.from({ length: LEVELS }, (_, k) => (
            <path
              key={`${sign}${k}`}
              ref={keep(`${sign}${k + 1}`)}
              fill={`var(--${sign})`}
              opacity={0.12 + 0.88 * ((k + 1) / LEVELS)}
            />
          )),
        )}
        <path ref={keep('glyph')} stroke="var(--surface)" stroke-width="2" stroke-linecap="round" />
        {marked &&
          all
            .filter(({ position }) => marked.has(position))
            .map(({ p, column, position }) => (
              <rect
                key={position}
                x={2 + column * step - 1}
                y={HEAD + p * step - 1}
                width={edge + 2}
                height={edge + 2}
                fill="none"
                stroke="var(--ink)"
                stroke-width="1.8"
                rx="2"
              />
            ))}
      </svg>
      <figcaption class="small soft read">
        {read ? (
          <Reading size={size} cell={read} types={types} />
        ) : (
          'Row: receives. Column: sends. Point at a cell to read it.'
        )}
      </figcaption>
    </figure>
  );
}

function Reading({
  size,
  cell: { p, column, position },
  types,
}: {
  readonly size: number;
  readonly cell: Cell;
  readonly types: Float32Array;
}) {
  const from =
    column < size
      ? `neuron ${column + 1}`
      : `neuron ${p + 1} of the motif ${column < size + 1 ? 'before' : 'after'}`;
  const [exc, inh, none] = types.subarray(3 * position, 3 * position + 3);
  return (
    <>
      {from} → neuron {p + 1}: {TYPES.exc.label} {fixed(exc, 2)}, {TYPES.inh.label} {fixed(inh, 2)},{' '}
      {TYPES.none.label} {fixed(none, 2)}
    </>
  );
}
