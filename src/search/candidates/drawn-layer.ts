/** What an `scml` layer is when it is drawn from the search space: its motif, and the time constants of its positions. */
import { Random } from '../../core/random.ts';
import type { NetworkTemplate } from '../template.ts';
import { drawTau, tauTable } from '../time-constants.ts';
import { type DrawnMotif, drawMotif, type TypeProportions } from './random-motif.ts';

/**
 * @param stream name of the random stream
 * @param given size or proportions that are not to be drawn
 */
export function drawLayer(
  template: NetworkTemplate,
  {
    seed,
    layer,
    stream,
  }: { readonly seed: number; readonly layer: number; readonly stream: string },
  given: {
    readonly size?: number | undefined;
    readonly proportions?: TypeProportions | undefined;
  } = {},
): DrawnMotif {
  const { motif, proportions } = drawMotif(
    new Random(seed, stream),
    template.motifSizes,
    template.lateral,
    given,
  );
  const table = tauTable(template, seed, layer, motif.size);
  return { motif: drawTau(motif, table, new Random(seed, `${stream}/tau`)), proportions };
}
