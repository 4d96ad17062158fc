// One step back by STBP. The tape holds u, the potential before reset, from which both the spike and its surrogate
// h follow, so that one sweep without branches does all neurons:
//   δ[t] = (G[t] − λ u[t] δ[t + 1]) h(u[t]) + λ (1 − s[t]) δ[t + 1],  λ = 1 − 1/τ.

import { BLOCK_BYTES } from '../constants';
import { Constants, Layer, Network } from './records.generated';
import { returnErrors } from './return';
import { tapeCell } from './tape';

/**
 * δ goes from `carry` to `carrySpare`, D̃ from `errors` to `errorsSpare` and in place of u.
 * @param effects the row of G so far
 */
export function stepBackStbp(
  layer: Layer,
  constants: Constants,
  network: Network,
  t: u32,
  effects: usize,
): void {
  if (layer.sliceOffsets != 0) returnErrors(layer, layer.errors, effects);
  const decay = f32x4.splat(constants.decay);
  const threshold = f32x4.splat(constants.threshold);
  const halfWidth = f32x4.splat(network.halfWidth);
  const slope = f32x4.splat(network.slope);
  for (let at: usize = 0, end = (<usize>layer.width) << 2; at < end; at += 16) {
    const cell = tapeCell(layer.tape, layer.tapeBlock, t, at & ~63) + (at & (BLOCK_BYTES - 1));
    const u = v128.load(cell);
    const kept = f32x4.mul(v128.load(layer.carry + at), v128.load(layer.retention + at));
    const distance = f32x4.abs(f32x4.sub(u, threshold));
    const h = v128.and(slope, f32x4.lt(distance, halfWidth));
    const through = f32x4.mul(f32x4.sub(v128.load(effects + at), f32x4.mul(u, kept)), h);
    const delta = f32x4.add(through, v128.andnot(kept, f32x4.gt(u, threshold)));
    v128.store(layer.carrySpare + at, delta);
    const error = f32x4.add(
      f32x4.mul(decay, v128.load(layer.errors + at)),
      f32x4.mul(v128.load(layer.errorGain + at), delta),
    );
    v128.store(cell, error);
    v128.store(layer.errorsSpare + at, error);
  }
}
