/** The two cuts of HRMAS as changes of an architecture; other layers do not change. */
import type { Architecture, HiddenLayer, SupernetLayer } from '../../model/architecture-schema.ts';
import { discretise } from '../../model/supernet.ts';
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

/** Each supernet of one size as a motif layer: the most probable type at every position. */
export const cutToMotifs = (
  architecture: Architecture,
  searched: readonly SearchedLayer[],
): Architecture =>
  replaceSupernets(architecture, searched, ({ neurons, boundary }, s) => {
    const { supernet, logits } = searched[s]!;
    return { kind: 'scml', neurons, motif: discretise(supernet, logits, 0), boundary };
  });
