/**
 * The shape of a gated network, and where each of its parameters lies in one flat vector θ. Matrices are row-major
 * [sources][targets], so that a row holds what one source sends; the gates of a layer lie side by side in a row.
 */

/** The cells, `gru-reset-before` being that of Cho et al. (2014), `gru-reset-after` that of cuDNN. */
export const CELLS = ['rnn', 'gru-reset-before', 'gru-reset-after', 'lstm', 'phased'] as const;
/** What a layer is made of. */
export type Cell = (typeof CELLS)[number];

/** Which steps of a sample a network sees: all, or those with events. */
export const SAMPLINGS = ['steps', 'events'] as const;
export type Sampling = (typeof SAMPLINGS)[number];

/** Gates of each cell, in the order of their columns. */
export const GATES: { readonly [C in Cell]: readonly string[] } = {
  rnn: ['h'],
  'gru-reset-before': ['r', 'z', 'n'],
  'gru-reset-after': ['r', 'z', 'n'],
  lstm: ['i', 'f', 'g', 'o'],
  phased: ['i', 'f', 'g', 'o'],
};

/** Gates of `phased` that see the cell, in the order of p. */
export const peepholeGates = ['i', 'f', 'o'] as const;

/** Stacked layers of one cell, perhaps a dense layer with ReLU, and a linear readout. */
export interface GatedShape {
  readonly cell: Cell;
  readonly inputs: number;
  /** [layers] */
  readonly units: readonly number[];
  /** Units of the dense layer; null for none. */
  readonly dense: number | null;
  readonly classes: number;
}

/** A named part of θ. */
interface Segment {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly length: number;
}

/** θ: what training changes, then what it leaves alone. */
export interface GatedLayout {
  readonly segments: readonly Segment[];
  /** Parameters that training changes: the first of θ. */
  readonly trained: number;
  /** P, all of θ. */
  readonly length: number;
}

/** Parameters of one layer; those that its cell lacks are empty. */
export interface LayerParameters {
  /** W [sources][gates · N], U [N][gates · N], b [gates · N]. */
  readonly W: Float64Array;
  readonly U: Float64Array;
  readonly b: Float64Array;
  /** Bias inside the reset gate's product, [N]; `gru-reset-after` only. */
  readonly c: Float64Array;
  /** Peepholes, [`peepholeGates` · N]; this and the rest for `phased` only. */
  readonly p: Float64Array;
  /** Period and shift of the time gate [N], in the unit of time of the network. */
  readonly tau: Float64Array;
  readonly shift: Float64Array;
  /** Share of the period in which the gate is open, [N]; not trained. */
  readonly open: Float64Array;
}

const LAYER_PARTS = ['W', 'U', 'b', 'c', 'p', 'tau', 'shift', 'open'] as const;

/** [sources][targets] or [targets] of each part that a layer has. */
function partsOf(
  cell: Cell,
  sources: number,
  units: number,
): [(typeof LAYER_PARTS)[number], number[]][] {
  const columns = GATES[cell].length * units;
  return [
    ['W', [sources, columns]],
    ['U', [units, columns]],
    ['b', [columns]],
    ...(cell === 'gru-reset-after' ? [['c', [units]] as ['c', number[]]] : []),
    ...(cell === 'phased'
      ? ([
          ['p', [3 * units]],
          ['tau', [units]],
          ['shift', [units]],
        ] as ['p' | 'tau' | 'shift', number[]][])
      : []),
  ];
}

/** Where everything lies. */
export function gatedLayout({ cell, inputs, units, dense, classes }: GatedShape): GatedLayout {
  const segments: Segment[] = [];
  let length = 0;
  const add = (name: string, shape: readonly number[]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    segments.push({ name, shape, offset: length, length: size });
    length += size;
  };
  units.forEach((count, l) => {
    for (const [part, shape] of partsOf(cell, units[l - 1] ?? inputs, count)) {
      add(`layers.${l}.${part}`, shape);
    }
  });
  const last = units.at(-1)!;
  if (dense !== null) {
    add('dense.W', [last, dense]);
    add('dense.b', [dense]);
  }
  add('readout.W', [dense ?? last, classes]);
  add('readout.b', [classes]);
  const trained = length;
  if (cell === 'phased') for (const [l, count] of units.entries()) add(`layers.${l}.open`, [count]);
  return { segments, trained, length };
}

/** A part of a vector that is laid out like θ; empty where the network has none. */
export function part(layout: GatedLayout, vector: Float64Array, name: string): Float64Array {
  const segment = layout.segments.find((one) => one.name === name);
  return segment
    ? vector.subarray(segment.offset, segment.offset + segment.length)
    : vector.subarray(0, 0);
}

/** The parameters of a layer, as views of a vector that is laid out like θ. */
export function layerParameters(
  layout: GatedLayout,
  vector: Float64Array,
  layer: number,
): LayerParameters {
  return Object.fromEntries(
    LAYER_PARTS.map((name) => [name, part(layout, vector, `layers.${layer}.${name}`)]),
  ) as unknown as LayerParameters;
}
