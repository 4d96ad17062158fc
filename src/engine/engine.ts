/**
 * The interface between networks and arithmetic. Three back ends implement it: `reference` (float64, the
 * specification as code), `wasm` (float32 SIMD) and `webgpu` (float32 on a graphics card). None falls back to another.
 */
import type { EventSample } from '../data/events/sample.ts';
import type { Coupling } from '../model/edges.ts';
import type { NetworkShape, WeightLayout } from '../model/shape.ts';
import type { Loss } from './loss.ts';
import type { WeightUpdateSettings } from './optimiser-settings.ts';
import type { IntrinsicPlasticitySettings } from './plasticity-settings.ts';
import type { Rule } from './rule.ts';

/** The back ends. */
export const ENGINE_NAMES = ['reference', 'wasm', 'webgpu'] as const;
/** `reference`: float64, the equations as printed; `wasm`: float32, fast; `webgpu`: float32, on a graphics card. */
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Numbers in the precision of a back end. */
export type Vector = Float64Array | Float32Array;

/** Spikes of one layer in one sample, compressed rows by step. */
export interface SpikeTrain {
  /** [T + 1] */
  readonly offsets: Uint32Array;
  /** Neuron of each spike, ascending within a step. */
  readonly neurons: Uint32Array;
}

/** Results of one pass over a batch of B samples. */
export interface BatchResult {
  /** E of the network's loss, mean over the batch. */
  readonly loss: number;
  /** Samples that were classified correctly. */
  readonly correct: number;
  /** [B] E of each sample. */
  readonly losses: Float64Array;
  /** [B][classes] Σ_t a_o[t], or Σ_t u_o[t] where output neurons only integrate. */
  readonly scores: Float64Array[];
  /** [layers] spikes over the whole batch, the output layer last. */
  readonly spikes: Float64Array;
  /** Σ T over the batch. */
  readonly steps: number;
}

/** Spikes of every layer, and the scores, of one sample. */
export interface Recording {
  /** [layers] the output layer last. */
  readonly spikes: SpikeTrain[];
  /** [classes] */
  readonly scores: Float64Array;
}

/** R and τ of one layer, [N] each, in the engine's precision. Writable. */
export interface NeuronParameters {
  readonly resistance: Vector;
  readonly tau: Vector;
  /** b, in networks with a bias: part of J_i[t] at every step. Where it is trained, this is a view of θ. */
  readonly bias?: Vector;
}

/** What `gradients` is to find besides the gradients for recurrent weights. */
export interface GradientOptions {
  /** False where ∂E/∂θ is not needed: `gradient` may then hold nothing of use. Edge gradients are always found. */
  readonly weights?: boolean;
  /** Also ∂E/∂R and ∂E/∂τ: this takes twice the memory of a sample, and some time. */
  readonly neurons?: boolean;
}

/** Everything that a layer carries from one step to the next, [N] each, and its last spikes. */
export interface LayerState {
  /** Filtered input current I. */
  readonly current: Vector;
  /** Membrane potential after reset, u'. */
  readonly potential: Vector;
  /** Postsynaptic current of the layer's own spikes, a; u of neurons that only integrate. */
  readonly psc: Vector;
  /** Neurons that spiked in the last step, ascending. */
  readonly spikes: Uint32Array;
}

/** State of a streaming simulation: a value, never changed in place. */
export interface StreamState {
  readonly layers: readonly LayerState[];
  /** [classes] Σ a_o so far. */
  readonly scores: Float64Array;
}

/** Moments of Adam for the weight vector, and the factors β1^k, β2^k after k updates. */
export interface AdamState {
  /** [P] */
  readonly firstMoment: Vector;
  /** [P] */
  readonly secondMoment: Vector;
  beta1Power: number;
  beta2Power: number;
}

/**
 * A network of one shape in the memory of one back end. It is created with weights 0 and R = τ = 1; the
 * caller writes `weights` and `neurons`, sets the couplings of recurrent layers, and frees everything
 * with `dispose`. Weights, R, τ, couplings and Adam's moments are all that it remembers.
 *
 * One training step is `gradients` on a batch, then `adamStep`; `intrinsicPlasticity` may follow.
 * `evaluate` and `record` change nothing. No result depends on what was called before or on the number
 * of threads, and what a sample yields does not depend on the rest of its batch. Streams are values:
 * `step` takes a state and returns the next, so one network can run many. Calls to one network must not
 * overlap: await each before the next. Calls to different networks may overlap; on graphics cards, calls made
 * together run together.
 */
export interface EngineNetwork {
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  /** What `gradients` differentiates and `evaluate` reports, there without weights of classes. */
  readonly loss: Loss;
  /** How `gradients` passes errors back through spikes. */
  readonly rule: Rule;
  /**
   * θ [P]; write into it to set weights. Get it again after each call: memory may have moved, and what
   * is written into an old view may be lost.
   */
  readonly weights: Vector;
  /** [P] ∂E/∂θ, batch mean, as the last `gradients` call left it. Writable, like `weights`. */
  readonly gradient: Vector;
  /** ‖∂E/∂θ‖₂, squares added in float64 in the order of θ; computed once for each gradient. */
  readonly gradientNorm: number;
  readonly adam: AdamState;

  /** R and τ of a layer. */
  neurons(layer: number): NeuronParameters;
  /** [E] ∂E/∂W of a layer's effective recurrent weights, from the last `gradients` call. */
  edgeGradient(layer: number): Vector;
  /**
   * ∂E/∂R and ∂E/∂τ of a layer, batch mean, from the last `gradients` call.
   * @throws MotifsmithError (`internal`) if that call was not asked for them
   */
  neuronGradient(layer: number): NeuronParameters;
  /** Sets the coupling of a recurrent layer: effective weight = gain · w + offset. */
  setCoupling(layer: number, coupling: Coupling): void;

  /** Forward pass only. */
  evaluate(samples: readonly EventSample[]): Promise<BatchResult>;
  /** Forward pass and backward pass by the network's rule; fills `gradient` and the edge gradients. */
  gradients(samples: readonly EventSample[], options?: GradientOptions): Promise<BatchResult>;
  /** Forward pass of one sample, keeping all spikes. */
  record(sample: EventSample): Promise<Recording>;
  /**
   * One update of θ from `gradient`; then weights are brought within their limits.
   * @returns whether all weights are finite
   */
  adamStep(settings: WeightUpdateSettings): Promise<boolean>;
  /**
   * An unlabelled pass over an IP window: adapts R and τ of the given layers in place.
   * @returns mean firing rate of each of the layers over the window, spikes per neuron and step
   */
  intrinsicPlasticity(
    samples: readonly EventSample[],
    layers: readonly number[],
    settings: IntrinsicPlasticitySettings,
  ): Promise<number[]>;

  /**
   * The state before the first step.
   * @throws MotifsmithError (`usage`) on graphics cards, which run whole samples
   */
  initialState(): StreamState;
  /**
   * One step on the spikes of the input channels; the same bits as the batch run. States must not
   * be changed in place: the change may go unnoticed.
   * @param resting [layers] neurons that stay at rest in this step: u' = 0, and no spike; none if left out
   * @throws MotifsmithError (`usage`) for a state of another network, (`data`) for a channel that there is not
   */
  step(
    state: StreamState,
    channels: ArrayLike<number>,
    resting?: readonly ArrayLike<number>[],
  ): StreamState;
  /** Frees what the network holds; it must not be used afterwards. */
  dispose(): void;
}

/** A back end. Each network has its own memory. */
export interface Engine {
  readonly name: EngineName;
  /** Whether V8 joins its 128-bit operations into 256-bit ones; results do not depend on it. */
  readonly revectorized: boolean;
  /** The graphics card that it computes on; null on the processor. */
  readonly device: string | null;
  /** How many networks at once it runs best: 1 on the processor. What each yields does not depend on the others. */
  readonly networksAtATime: number;
  /**
   * A network with weights 0 and R = τ = 1; `openModel` fills in those of a trained one.
   * @param loss the paper's if left out
   * @param rule TSSL-BP if left out
   * @throws MotifsmithError (`usage`) for a loss or a rule that is out of range
   */
  createNetwork(
    shape: NetworkShape,
    layout: WeightLayout,
    loss?: Loss,
    rule?: Rule,
  ): Promise<EngineNetwork>;
}
