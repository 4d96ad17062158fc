/**
 * Names of the nodes of a graph. Readers built on NIRTorch convert nodes in alphabetical order, in which HDF5 lists
 * them, and fail on a recurrent layer that comes before what feeds it; so names sort in the order of the chain. Some
 * take a node for a neuron by the `lif` in its name.
 */

/** Version of the annotations and names of our files: 1 has `w_0`, `hidden_0`, `w_output`, `output_lif`. */
export const FORMAT_VERSIONS = ['1', '2'] as const;
export type FormatVersion = (typeof FORMAT_VERSIONS)[number];
export const LATEST: FormatVersion = '2';

/** What the nodes of a layer are called; the last layer is the output. */
export interface LayerNames {
  readonly weights: string;
  readonly neurons: string;
}

export function layerNames(layers: number, version: FormatVersion): LayerNames[] {
  if (version === '1') {
    return Array.from({ length: layers }, (_, l) =>
      l === layers - 1
        ? { weights: 'w_output', neurons: 'output_lif' }
        : { weights: `w_${l}`, neurons: `hidden_${l}` },
    );
  }
  const digits = Math.max(2, String(2 * layers).length);
  const numbered = (k: number, kind: string) => `n${String(k).padStart(digits, '0')}_${kind}`;
  return Array.from({ length: layers }, (_, l) => ({
    weights: numbered(2 * l + 1, 'w'),
    neurons: numbered(2 * l + 2, 'lif'),
  }));
}
