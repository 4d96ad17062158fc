/**
 * A motif as a matrix: rows receive, columns send, and after a gap come the motif before (b) and the one
 * after (a). Cells have signs where there is room; large motifs are a picture in pixels.
 */
import type { JSX } from 'preact';
import type { MotifPicture } from './motif-graph.tsx';
import {
  cellShade,
  hasLateral,
  LEVELS,
  type MatrixCell,
  type MotifTypes,
  matrixCells,
  matrixColumns,
  neuronTicks,
  type Sign,
} from './motif-layout.ts';
import { transparentMotif } from './motif-pixels.ts';
import { cssColour } from './palette.ts';
import { coordinate as n } from './svg.ts';

const SIDE = 360;
/** Room for the numbers of neurons. */
const LEFT = 26;
const TOP = 20;
/** Larger motifs are drawn in pixels. */
export const MOST_CELLS = 64;
/** Above this, absent connections are one rectangle instead of a cell each. */
const MOST_EMPTY_CELLS = 24;

/** The measures of a matrix in its own coordinates. */
function matrixFrame(size: number, lateral: boolean) {
  const step = (SIDE - LEFT - 2) / matrixColumns(size, lateral);
  return { step, edge: step * (size > 20 ? 0.94 : 0.9), height: TOP + step * size + 2 };
}

/** The cell at a point, null between cells. @param x, y from 0 to 1 across the picture */
export function cellAt(size: number, types: MotifTypes, x: number, y: number): MatrixCell | null {
  const lateral = hasLateral(size, types);
  const { step, height } = matrixFrame(size, lateral);
  const [column, row] = [(x * SIDE - LEFT) / step, (y * height - TOP) / step];
  const hit = (cell: MatrixCell): boolean =>
    cell.row === Math.floor(row) && Math.floor(column - cell.column) === 0;
  return matrixCells(size, lateral).find(hit) ?? null;
}

export function MotifMatrix({
  size,
  types,
  marked = null,
  label,
  ...events
}: MotifPicture & JSX.SVGAttributes<SVGSVGElement>): JSX.Element {
  const lateral = hasLateral(size, types);
  const { step, edge, height } = matrixFrame(size, lateral);
  const place = ({ row, column }: MatrixCell) => ({ x: LEFT + column * step, y: TOP + row * step });
  return (
    <svg
      class="motif-matrix"
      viewBox={`0 0 ${SIDE} ${n(height)}`}
      width={SIDE}
      height={n(height)}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
      {...events}
    >
      <Numbers size={size} lateral={lateral} step={step} />
      {size > MOST_CELLS ? (
        <Picture size={size} types={types} lateral={lateral} step={step} />
      ) : (
        <Cells size={size} types={types} lateral={lateral} step={step} edge={edge} />
      )}
      {marked &&
        matrixCells(size, lateral)
          .filter(({ position }) => marked.has(position))
          .map((cell) => (
            <rect
              key={cell.position}
              x={n(place(cell).x - 1)}
              y={n(place(cell).y - 1)}
              width={n(edge + 2)}
              height={n(edge + 2)}
              fill="none"
              stroke={cssColour('ink')}
              stroke-width="1.5"
              rx="1.5"
            />
          ))}
    </svg>
  );
}

interface FrameProps {
  readonly size: number;
  readonly lateral: boolean;
  readonly step: number;
}

/** Numbers of the neurons on the left and above, letters above the lateral columns. */
function Numbers({ size, lateral, step }: FrameProps): JSX.Element {
  const ticks = neuronTicks(size);
  return (
    <g font-size="10" fill={cssColour('soft')}>
      <g text-anchor="end">
        {ticks.map((p) => (
          <text key={p} x={LEFT - 5} y={n(TOP + (p - 0.5) * step)} dy="0.35em">
            {p}
          </text>
        ))}
      </g>
      <g text-anchor="middle">
        {ticks.map((p) => (
          <text key={p} x={n(LEFT + (p - 0.5) * step)} y={TOP - 7}>
            {p}
          </text>
        ))}
        {(lateral ? ['b', 'a'] : []).map((letter, d) => (
          <text
            key={letter}
            x={n(LEFT + (matrixColumns(size, lateral) - 1.5 + d) * step)}
            y={TOP - 7}
          >
            {letter}
          </text>
        ))}
      </g>
    </g>
  );
}

/** Cells gathered into a few paths by sign and strength. */
function Cells({
  size,
  types,
  lateral,
  step,
  edge,
}: FrameProps & { readonly types: MotifTypes; readonly edge: number }): JSX.Element {
  const paths: Record<Sign, string[]> = { exc: [], inh: [] };
  let [empty, glyphs] = ['', ''];
  for (const { row, column, position } of matrixCells(size, lateral)) {
    const [x, y] = [LEFT + column * step, TOP + row * step];
    const box = `M${n(x)} ${n(y)}h${n(edge)}v${n(edge)}h-${n(edge)}z`;
    const { sign, level } = cellShade(types, position);
    if (level === 0) {
      if (size <= MOST_EMPTY_CELLS) empty += box;
      continue;
    }
    paths[sign][level] = (paths[sign][level] ?? '') + box;
    if (step < 12 || level <= LEVELS / 2) continue;
    const [cx, cy, arm] = [x + edge / 2, y + edge / 2, edge * 0.22];
    glyphs += `M${n(cx - arm)} ${n(cy)}h${n(2 * arm)}`;
    if (sign === 'exc') glyphs += `M${n(cx)} ${n(cy - arm)}v${n(2 * arm)}`;
  }
  return (
    <>
      {size <= MOST_EMPTY_CELLS ? (
        <path d={empty} fill={cssColour('none')} />
      ) : (
        <Background size={size} lateral={lateral} step={step} />
      )}
      {(['exc', 'inh'] as const).map((sign) =>
        paths[sign].map((path, level) => (
          <path
            key={`${sign}${level}`}
            d={path}
            fill={cssColour(sign)}
            opacity={n(0.12 + 0.88 * (level / LEVELS))}
          />
        )),
      )}
      <path d={glyphs} stroke={cssColour('on-data')} stroke-width="2" stroke-linecap="round" />
    </>
  );
}

/** Absent connections as rectangles: the motif itself, and the lateral columns. */
function Background({ size, lateral, step }: FrameProps): JSX.Element {
  const height = size * step;
  const x = LEFT + (matrixColumns(size, lateral) - 2) * step;
  return (
    <g fill={cssColour('none')}>
      <rect x={LEFT} y={TOP} width={n(size * step)} height={n(height)} />
      {lateral && <rect x={n(x)} y={TOP} width={n(2 * step)} height={n(height)} />}
    </g>
  );
}

function Picture({
  size,
  types,
  lateral,
  step,
}: FrameProps & { readonly types: MotifTypes }): JSX.Element {
  const cell = size > 200 ? 1 : 5;
  const pixels = transparentMotif({ size, types, lateral, cell });
  const base64 = btoa(Array.from(pixels.png(), (byte) => String.fromCharCode(byte)).join(''));
  return (
    <>
      <Background size={size} lateral={lateral} step={step} />
      <image
        x={LEFT}
        y={TOP}
        width={n((pixels.width / cell) * step)}
        height={n(size * step)}
        href={`data:image/png;base64,${base64}`}
        preserveAspectRatio="none"
        image-rendering="pixelated"
      />
    </>
  );
}
