/**
 * Numbers that TypeScript and AssemblyScript must agree on. Both languages compile this file, so it
 * contains only plain constants and enums.
 */

/** Floats in a SIMD vector. */
export const LANES = 4;

/** Neurons in a block: one cache line of floats, four vectors. Sweeps over neurons run by blocks. */
export const BLOCK = 16;

/** Bytes of a row of a block: of weights, of their gradients, or of the tape. */
export const BLOCK_BYTES = 64;

/** Steps whose inputs, or errors, are summed together. */
export const CHUNK = 16;

/** What training minimises. */
export enum LossKind {
  psc,
  crossEntropy,
  rate,
}

/** Kinds of work that threads divide among themselves. */
export enum Job {
  /** Forward pass, loss and, in training, backward pass: a sample each task. */
  run,
  /** Sums of weight gradients: a share each task. */
  gather,
  /** Forward pass and intrinsic plasticity: a sample each task. */
  adapt,
  /** Adam and the limits of the weights: `portion` weights each task. */
  adam,
  /** Feedforward weights into blocks: a share each task. */
  pack,
  /** Feedforward input of the first layer: a block of neurons each task. */
  drive,
}
