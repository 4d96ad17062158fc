/**
 * A gated network in memory: the forward pass, and backpropagation through time without approximation. Float64, and
 * made of exactly rounded operations only, so that a seed gives the same bits everywhere.
 */
import { norm } from '../../core/math.ts';
import type { EventSample } from '../../data/events/sample.ts';
import { adamUpdate, clipFactor, newAdamState } from '../../engine/adam.ts';
import type { AdamState } from '../../engine/engine.ts';
import type { WeightUpdateSettings } from '../../engine/optimiser-settings.ts';
import { blockAt } from '../../kernels/dense/blocks.ts';
import type { CellRule, LayerPass, LayerTape } from './cell.ts';
import { gruResetAfter, gruResetBefore } from './gru.ts';
import { addInput, addInputGradient } from './input.ts';
import {
  type Cell,
  GATES,
  type GatedLayout,
  type GatedShape,
  gatedLayout,
  layerParameters,
  part,
  type Sampling,
} from './layout.ts';
import type { GatedLoss } from './loss.ts';
import { lstm, phasedLstm } from './lstm.ts';
import { type PackedBatch, packBatch } from './packed-batch.ts';
import { addOuterProduct, addProduct, addProductBack, addRowSum } from './products.ts';
import { type GatedResult, inParts, resultOf } from './result.ts';
import { rnn } from './rnn.ts';

const RULES: { readonly [C in Cell]: CellRule } = {
  rnn,
  'gru-reset-before': gruResetBefore,
  'gru-reset-after': gruResetAfter,
  lstm,
  phased: phasedLstm,
};

const TAPE_NUMBERS = 2 ** 25;

/** The shortest period of a time gate, in its unit of time. */
const SHORTEST_PERIOD = 1e-3;

/** How a network reads its samples and what it is trained for. */
export interface GatedOptions {
  readonly loss: GatedLoss;
  readonly sampling: Sampling;
  /** κ of the filter of the inputs: x[t] = κ·x[t − 1] + counts[t]; 0 for counts as they are. */
  readonly inputDecay: number;
  /** Duration of a step, in the unit of time gates. */
  readonly dt: number;
  /** α of time gates in training; it is 0 in evaluations. */
  readonly leak: number;
  /** Most numbers that a pass keeps; a larger batch is taken in parts. 2^25 (256 MiB) if left out. */
  readonly tapeNumbers?: number;
}

interface Tape {
  readonly batch: PackedBatch;
  readonly layers: readonly LayerTape[];
  /** Output of the dense layer [rows][dense], or null. */
  readonly dense: Float64Array | null;
  /** o [rows][classes] */
  readonly readout: Float64Array;
}

/** A network of one shape, with parameters of 0 until somebody writes them. */
export class GatedNetwork {
  readonly shape: GatedShape;
  readonly layout: GatedLayout;
  readonly options: GatedOptions;
  /** θ [P] */
  readonly weights: Float64Array;
  /** ∂E/∂θ [P], as the last `gradients` left it. */
  readonly gradient: Float64Array;
  /** Of the trained parameters. */
  readonly adam: AdamState;

  constructor(shape: GatedShape, options: GatedOptions) {
    this.shape = shape;
    this.options = options;
    this.layout = gatedLayout(shape);
    this.weights = new Float64Array(this.layout.length);
    this.gradient = new Float64Array(this.layout.length);
    this.adam = newAdamState(this.layout.trained);
  }

  /** ‖∂E/∂θ‖₂ over the trained parameters. */
  get gradientNorm(): number {
    return norm(this.gradient.subarray(0, this.layout.trained));
  }

  /** Forward pass only, with time gates that do not leak. */
  evaluate(samples: readonly EventSample[]): GatedResult {
    return this.#inParts(samples, (part) => {
      const { batch, readout } = this.#forward(part, 0);
      const equally = { weightOf: () => 1, batchSize: part.length };
      return resultOf(this.options.loss, batch, readout, equally).result;
    });
  }

  /** h of each layer after the last step of a sample, [layers][N], with time gates as in training. */
  finalHidden(sample: EventSample): Float64Array[] {
    const { batch, layers } = this.#forward([sample], this.options.leak);
    const last = batch.times.length - 1;
    return layers.map(({ hidden }, l) => {
      const units = this.shape.units[l]!;
      return hidden.slice(last * units, (last + 1) * units);
    });
  }

  /**
   * Forward pass and backpropagation; fills `gradient` with that of the batch's mean.
   * @param weightOf factor of a sample's loss and gradient, by its class
   */
  gradients(samples: readonly EventSample[], weightOf = (_label: number) => 1): GatedResult {
    this.gradient.fill(0);
    return this.#inParts(samples, (part) => {
      const tape = this.#forward(part, this.options.leak);
      const weighting = { weightOf, batchSize: samples.length };
      const { result, errors } = resultOf(this.options.loss, tape.batch, tape.readout, weighting);
      this.#backward(tape, errors);
      return result;
    });
  }

  /** Takes a batch in parts whose tapes fit into memory. */
  #inParts(samples: readonly EventSample[], pass: Parameters<typeof inParts>[2]): GatedResult {
    const { cell, units, dense, classes } = this.shape;
    const perRow = units.reduce((sum, count) => sum + (GATES[cell].length + 3) * count, 0);
    const most = (this.options.tapeNumbers ?? TAPE_NUMBERS) / (perRow + (dense ?? 0) + classes);
    return inParts(samples, most, pass);
  }

  /** One update of what is trained. @returns whether all of θ is finite */
  adamStep(settings: WeightUpdateSettings): boolean {
    const { trained } = this.layout;
    adamUpdate(
      this.weights.subarray(0, trained),
      this.gradient.subarray(0, trained),
      this.adam,
      settings,
      {
        gradientScale: clipFactor(this, settings.clipGradientNorm),
        decoupledWeightDecay: settings.decoupledWeightDecay,
      },
    );
    this.shape.units.forEach((_, l) => {
      const tau = part(this.layout, this.weights, `layers.${l}.tau`);
      for (let i = 0; i < tau.length; i++) tau[i] = Math.max(tau[i]!, SHORTEST_PERIOD);
    });
    return this.weights.every(Number.isFinite);
  }

  #pass(layer: number, batch: PackedBatch, leak: number): LayerPass {
    return {
      units: this.shape.units[layer]!,
      batch,
      parameters: layerParameters(this.layout, this.weights, layer),
      dt: this.options.dt,
      leak,
    };
  }

  #forward(samples: readonly EventSample[], leak: number): Tape {
    const { cell, units, dense, classes } = this.shape;
    const batch = packBatch(samples, this.options.sampling);
    const rows = batch.times.length;
    const layers: LayerTape[] = [];
    units.forEach((count, l) => {
      const pass = this.#pass(l, batch, leak);
      const columns = GATES[cell].length * count;
      const gates = this.#biased(pass.parameters.b, rows);
      const { W } = pass.parameters;
      const below = layers[l - 1];
      if (below) {
        const inner = units[l - 1]!;
        const [to, from] = [blockAt(gates, columns), blockAt(below.hidden, inner)];
        addProduct(to, from, blockAt(W, columns), rows, inner, columns);
      } else {
        addInput(gates, batch, W, columns, this.options.inputDecay);
      }
      layers.push(RULES[cell].forward(pass, gates));
    });
    const top = layers.at(-1)!.hidden;
    if (dense === null) {
      return {
        batch,
        layers,
        dense,
        readout: this.#affine('readout', top, units.at(-1)!, classes),
      };
    }
    const rectified = this.#affine('dense', top, units.at(-1)!, dense).map((x) => Math.max(x, 0));
    const readout = this.#affine('readout', rectified, dense, classes);
    return { batch, layers, dense: rectified, readout };
  }

  /** Rows of a bias. */
  #biased(bias: Float64Array, rows: number): Float64Array {
    const result = new Float64Array(rows * bias.length);
    for (let r = 0; r < rows; r++) result.set(bias, r * bias.length);
    return result;
  }

  /** x·W + b of the dense layer or the readout. */
  #affine(name: 'dense' | 'readout', x: Float64Array, inner: number, columns: number) {
    const rows = x.length / inner;
    const result = this.#biased(part(this.layout, this.weights, `${name}.b`), rows);
    const W = blockAt(part(this.layout, this.weights, `${name}.W`), columns);
    addProduct(blockAt(result, columns), blockAt(x, inner), W, rows, inner, columns);
    return result;
  }

  /** The way back through `#affine`: fills the gradients and returns ∂E/∂x. */
  #affineBack(name: 'dense' | 'readout', x: Float64Array, errors: Float64Array, columns: number) {
    const rows = errors.length / columns;
    const inner = x.length / rows;
    const result = new Float64Array(x.length);
    const to = blockAt(result, inner);
    const from = blockAt(errors, columns);
    const W = blockAt(part(this.layout, this.weights, `${name}.W`), columns);
    addProductBack(to, from, W, rows, inner, columns);
    const gradient = blockAt(part(this.layout, this.gradient, `${name}.W`), columns);
    addOuterProduct(gradient, blockAt(x, inner), from, rows, inner, columns);
    addRowSum(part(this.layout, this.gradient, `${name}.b`), from, rows);
    return result;
  }

  #backward({ batch, layers, dense, readout }: Tape, errors: Float64Array): void {
    const { cell, units, classes } = this.shape;
    const top = layers.at(-1)!.hidden;
    let below = this.#affineBack('readout', dense ?? top, errors, classes);
    if (dense !== null) {
      for (let k = 0; k < dense.length; k++) if (dense[k] === 0) below[k] = 0;
      below = this.#affineBack('dense', top, below, this.shape.dense!);
    }
    const rows = readout.length / classes;
    for (let l = units.length - 1; l >= 0; l--) {
      const pass = this.#pass(l, batch, this.options.leak);
      const tape = layers[l]!;
      const gradient = layerParameters(this.layout, this.gradient, l);
      RULES[cell].backward(pass, tape, below, gradient);
      const columns = GATES[cell].length * units[l]!;
      const gates = blockAt(tape.gates, columns);
      addRowSum(gradient.b, gates, rows);
      if (l === 0) {
        addInputGradient(gradient.W, batch, tape.gates, columns, this.options.inputDecay);
        return;
      }
      const inner = units[l - 1]!;
      const hidden = blockAt(layers[l - 1]!.hidden, inner);
      below = new Float64Array(rows * inner);
      const W = blockAt(pass.parameters.W, columns);
      addProductBack(blockAt(below, inner), gates, W, rows, inner, columns);
      addOuterProduct(blockAt(gradient.W, columns), hidden, gates, rows, inner, columns);
    }
  }
}
