// Errors back to blocks of 16 sources that have targets in common, as in supernets and dense layers. A target's error is
// the same in all lanes, so that nothing but weights has to be read for each product.

import { BLOCK_BYTES } from '../constants';
import { Layer } from './records.generated';
import { storeFour } from './vectors';

/** Σ of two products, for one vector of a block. */
// @ts-ignore: decorator
@inline
function twoProducts(weights: usize, error: v128, other: v128): v128 {
  return f32x4.add(
    f32x4.mul(v128.load(weights), error),
    f32x4.mul(v128.load(weights, BLOCK_BYTES), other),
  );
}

/** Adds to a row of G what returns from the targets that blocks have in common, two of them at a time. */
export function returnToBlocks(layer: Layer, errors: usize, effects: usize): void {
  const targets = layer.commonTargets;
  let offset = layer.commonOffsets;
  let weights = layer.commonWeights;
  let target = targets;
  for (const end = effects + (layer.width << 2); effects < end; effects += BLOCK_BYTES) {
    offset += 4;
    const last = targets + ((<usize>load<u32>(offset)) << 2);
    let a = v128.load(effects);
    let b = v128.load(effects, 16);
    let c = v128.load(effects, 32);
    let d = v128.load(effects, 48);
    for (; target < last; target += 8) {
      const error = v128.load32_splat(errors + load<u32>(target));
      const other = v128.load32_splat(errors + load<u32>(target, 4));
      a = f32x4.add(a, twoProducts(weights, error, other));
      b = f32x4.add(b, twoProducts(weights + 16, error, other));
      c = f32x4.add(c, twoProducts(weights + 32, error, other));
      d = f32x4.add(d, twoProducts(weights + 48, error, other));
      weights += 2 * BLOCK_BYTES;
    }
    storeFour(effects, a, b, c, d);
  }
}
