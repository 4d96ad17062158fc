/** Which connections of a motif stand out while somebody looks at one of them or at a neuron. */
import { interPosition, intraPosition } from '../../../model/topology.ts';
import {
  GRAPH_SIDE,
  type MatrixCell,
  matrixCells,
  nodePlaces,
  nodeRadius,
  type Sign,
} from '../../../view/motif-layout.ts';

/** What is left of the strength of the others. */
const FADED = 0.15;

/** Positions of all connections to and from a neuron. @param p 0 … size − 1 */
export function neuronPositions(size: number, p: number): ReadonlySet<number> {
  const others = Array.from({ length: size }, (_, q) => q);
  return new Set([
    ...others.flatMap((q) => [intraPosition(size, p, q), intraPosition(size, q, p)]),
    ...[0, 1].map((d) => interPosition(size, p, d)),
  ]);
}

/** The same motif with all other connections faint. @param types [positions][3] */
export function faded(types: Float32Array, focus: ReadonlySet<number> | null): Float32Array {
  if (focus === null) return types;
  return types.map((value, k) =>
    k % 3 === 2 || focus.has(Math.floor(k / 3)) ? value : FADED * value,
  );
}

/** The same motif with the connections of one sign alone. */
export function onlySign(types: Float32Array, sign: Sign | 'both'): Float32Array {
  if (sign === 'both') return types;
  const kept = sign === 'exc' ? 0 : 1;
  return types.map((value, k) => (k % 3 === 2 || k % 3 === kept ? value : 0));
}

/** The neuron of a graph at a point, from 0 to 1 across the picture; null between them. */
export function neuronAt(size: number, x: number, y: number): number | null {
  const reach = Math.max(10, 1.5 * nodeRadius(size));
  const distances = nodePlaces(size).map((place) =>
    Math.hypot(place.x - x * GRAPH_SIDE, place.y - y * GRAPH_SIDE),
  );
  const nearest = Math.min(...distances);
  return nearest <= reach ? distances.indexOf(nearest) : null;
}

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell that a key leads to; null if it is not a key that moves. */
export function cellBeside(
  size: number,
  lateral: boolean,
  from: MatrixCell | null,
  key: string,
): MatrixCell | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  const cells = matrixCells(size, lateral);
  if (from === null) return cells[0] ?? null;
  const columns = [...new Set(cells.map(({ column }) => column))].sort((a, b) => a - b);
  const to = (list: readonly number[], at: number, by: number) =>
    list[Math.max(0, Math.min(list.length - 1, list.indexOf(at) + by))]!;
  const column = to(columns, from.column, step[1]);
  const row = Math.max(0, Math.min(size - 1, from.row + step[0]));
  return cells.find((cell) => cell.row === row && cell.column === column) ?? from;
}
