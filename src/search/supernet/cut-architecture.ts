/** The two cuts of HRMAS as changes of an architecture; other layers do not change. */
import type {
  Architecture,
  HiddenLayer,
  MotifTopology,
  SupernetLayer,
} from '../../model/architecture-schema.ts';
import type { SearchedLayer } from './architecture-gradient.ts';

function replaceSupernets(
  architecture: Architecture,
  searched: readonly SearchedLayer[],
  replace: (layer: SupernetLayer, s: number) => HiddenLayer,
): Architecture {
  const hidden = architecture.hidden.map((layer, l) =>
    layer.kind === 'supernet'
      ? replace(
          layer,
          searched.findIndex((one) => one.layer === l),
        )
      : layer,
  );
  return { ...architecture, hidden };
}

/**
 * Each supernet with one of its sizes.
 * @param sizes number, among its candidates, of the size of each searched layer
 */
export const cutToSizes = (
  architecture: Architecture,
  searched: readonly SearchedLayer[],
  sizes: readonly number[],
): Architecture =>
  replaceSupernets(architecture, searched, (layer, s) => ({
    ...layer,
    sizes: [layer.sizes[sizes[s]!]!],
  }));

/**
 * Each supernet of one size as a motif layer.
 * @param motifs of each searched layer
 */
export const cutToMotifs = (
  architecture: Architecture,
  searched: readonly SearchedLayer[],
  motifs: readonly MotifTopology[],
): Architecture =>
  replaceSupernets(architecture, searched, ({ neurons, boundary }, s) => ({
    kind: 'scml',
    neurons,
    motif: motifs[s]!,
    boundary,
  }));
