/** Sizes of rows over neurons and of their blocks, as the kernels expect them. */
import { BLOCK, LANES } from '../../kernels/constants.ts';
import type { LayerFields } from '../../kernels/records/layer.ts';

/** Rounded up to whole vectors. */
export const padded = (count: number): number => Math.ceil(count / LANES) * LANES;

/** Blocks of columns. */
export const blockCount = (neurons: number): number => Math.ceil(neurons / BLOCK);

/** Columns of all blocks: what sweeps over the neurons cover. */
const rowWidth = (neurons: number): number => blockCount(neurons) * BLOCK;

/** Size fields of a layer's record. */
export function rowSizes(neurons: number): Pick<LayerFields, 'neurons' | 'width' | 'stride'> {
  const width = rowWidth(neurons);
  return { neurons, width, stride: width + BLOCK };
}

/** Words of `Layer.spiked`: one bit for each neuron, in whole pairs of words. */
export const spikedWords = (neurons: number): number => 2 * Math.ceil(neurons / 64);

/** Floats of a tape of `steps` steps. */
export const tapeFloats = (neurons: number, steps: number): number =>
  rowWidth(neurons) * (steps + 1);
