/** A trained network as plain data: what every export starts from and every import ends in. */
import type { Architecture } from '../model/architecture.ts';
import type { IntrinsicParameters } from '../model/initialise.ts';

export interface PortableModel {
  readonly architecture: Architecture;
  /** θ [P], laid out as `blueprint(architecture).layout` says. */
  readonly weights: ArrayLike<number>;
  /** [layers] R and τ, the output layer last. */
  readonly neurons: readonly IntrinsicParameters[];
}
