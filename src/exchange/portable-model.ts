/** A trained network as plain data: what every export starts from and every import ends in. */
import type { Architecture } from '../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../model/initialise.ts';

/** A trained network. */
export interface PortableModel {
  readonly architecture: Architecture;
  /** θ [P], laid out as `blueprint(architecture).layout` says. */
  readonly weights: ArrayLike<number>;
  /** [layers] R, τ and bias, the output layer last. */
  readonly neurons: readonly IntrinsicParameters[];
}

export type Matrix = Float32Array | Float64Array;

/** Float32 where that loses nothing: half the size, and what the weights were trained in. */
export function compact(values: ArrayLike<number>): Matrix {
  if (values instanceof Float32Array) return values;
  const single = Float32Array.from(values);
  for (let k = 0; k < values.length; k++) {
    if (single[k] !== values[k]) return Float64Array.from(values);
  }
  return single;
}
