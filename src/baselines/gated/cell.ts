/** What the cells have in common. */
import type { LayerParameters } from './layout.ts';
import type { PackedBatch } from './packed-batch.ts';

/** What a forward pass keeps of one layer, [rows][…] each. */
export interface LayerTape {
  /** Before `forward` the input of every gate, W·x + b; then the gates; after `backward` ∂E/∂ of the inputs. */
  readonly gates: Float64Array;
  /** h [rows][N] */
  readonly hidden: Float64Array;
  /** Whatever else the cell needs again on the way back. */
  readonly extra: { readonly [name: string]: Float64Array };
}

/** A layer of N units in a batch. */
export interface LayerPass {
  readonly units: number;
  readonly batch: PackedBatch;
  readonly parameters: LayerParameters;
  /** Duration of a step, in the unit of time gates. */
  readonly dt: number;
  /** α: how far a closed time gate lets pass. */
  readonly leak: number;
}

/** One kind of recurrent cell. */
export interface CellRule {
  /** From W·x + b in `gates` to h, step by step. */
  forward(pass: LayerPass, gates: Float64Array): LayerTape;
  /**
   * From ∂E/∂h as the layers above left it to ∂E/∂(W·x + b), which replaces the gates, and the gradients of all that
   * is the cell's own: U, and what it has besides; not W and b, whose gradients follow from `gates`.
   * @param errors ∂E/∂h [rows][N]; the effect over time is added to it
   */
  backward(pass: LayerPass, tape: LayerTape, errors: Float64Array, gradient: LayerParameters): void;
}
