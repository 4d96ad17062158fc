/** `EngineNetwork` of the reference back end: batches, gradients and streaming over the formulas. */
import { MotifsmithError } from '../../core/errors.ts';
import { norm } from '../../core/math.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { Coupling } from '../../model/edges.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import { argmax } from '../../model/supernet.ts';
import { adamStep, newAdamState } from '../adam.ts';
import {
  checkChannels,
  checkCoupling,
  checkSamples,
  checkStreamState,
  requireNeuronGradient,
} from '../check.ts';
import type {
  AdamState,
  BatchResult,
  EngineNetwork,
  GradientOptions,
  LayerState,
  NeuronParameters,
  Recording,
  StreamState,
} from '../engine.ts';
import { adaptNetwork } from '../intrinsic-plasticity.ts';
import { type Loss, unweighted } from '../loss.ts';
import type { WeightUpdateSettings } from '../optimiser-settings.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
} from '../plasticity-settings.ts';
import type { Rule } from '../rule.ts';
import { backward, type LayerGradient, lossOf } from './backward.ts';
import {
  addScores,
  forward,
  forwardStep,
  initialMemory,
  type LayerMemory,
  type NetworkMemory,
  spikeTrain,
  spikingNeurons,
} from './forward.ts';
import { layerViews, type Recurrence, type ReferenceModel, referenceModel } from './model.ts';
import { referencePlasticity } from './plasticity.ts';

/** What each layer has filtered of its input is part of the state. */
interface ReferenceState extends StreamState, NetworkMemory {
  readonly layers: readonly (LayerState & LayerMemory)[];
}

/**
 * A network in float64. All weights start at 0, couplings at gain 1 and offset 0, and R = τ = 1:
 * the caller sets weights, couplings and, through `neurons(l)`, R = τ = τm.
 */
export class ReferenceNetwork implements EngineNetwork {
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  readonly loss: Loss;
  readonly rule: Rule;
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  readonly adam: AdamState;
  readonly #model: ReferenceModel;
  readonly #layerGradients: readonly LayerGradient[];
  /** Whether the last `gradients` call found ∂E/∂R and ∂E/∂τ. */
  #neuronsDifferentiated = false;

  constructor(shape: NetworkShape, layout: WeightLayout, loss: Loss, rule: Rule) {
    this.shape = shape;
    this.layout = layout;
    this.loss = loss;
    this.rule = rule;
    this.weights = new Float64Array(layout.length);
    this.gradient = new Float64Array(layout.length);
    this.adam = newAdamState(layout.length);
    this.#model = referenceModel(shape, layout, this.weights);
    this.#layerGradients = shape.layers.map(({ neurons, edges }, l) => ({
      ...layerViews(layout, this.gradient, l),
      edges: new Float64Array(edges?.sources.length ?? 0),
      neurons: { resistance: new Float64Array(neurons), tau: new Float64Array(neurons) },
    }));
  }

  get #classes(): number {
    return this.shape.layers.at(-1)!.neurons;
  }

  get gradientNorm(): number {
    return norm(this.gradient);
  }

  #recurrence(layer: number): Recurrence {
    const recurrence = this.#model.layers[layer]?.recurrence;
    if (!recurrence) throw new MotifsmithError('internal', `Layer ${layer} is not recurrent.`);
    return recurrence;
  }

  neurons(layer: number): NeuronParameters {
    const { resistance, tau, bias } = this.#model.layers[layer]!;
    return { resistance, tau, ...(bias && { bias }) };
  }

  edgeGradient(layer: number): Float64Array {
    this.#recurrence(layer);
    return this.#layerGradients[layer]!.edges;
  }

  neuronGradient(layer: number): NeuronParameters {
    requireNeuronGradient(this.#neuronsDifferentiated);
    return this.#layerGradients[layer]!.neurons;
  }

  setCoupling(layer: number, coupling: Coupling): void {
    const recurrence = this.#recurrence(layer);
    checkCoupling(coupling, recurrence.weights.length, layer);
    recurrence.coupling = { gain: coupling.gain.slice(), offset: coupling.offset.slice() };
  }

  async evaluate(samples: readonly EventSample[]): Promise<BatchResult> {
    return this.#pass(samples, false);
  }

  async gradients(
    samples: readonly EventSample[],
    { neurons = false }: GradientOptions = {},
  ): Promise<BatchResult> {
    this.#neuronsDifferentiated = neurons;
    return this.#pass(samples, true);
  }

  #pass(samples: readonly EventSample[], differentiate: boolean): BatchResult {
    checkSamples(samples, this.shape.inputs, this.#classes);
    if (differentiate) {
      for (const { feedforward, bias, edges, neurons } of this.#layerGradients) {
        feedforward.fill(0);
        bias.fill(0);
        edges.fill(0);
        neurons.resistance.fill(0);
        neurons.tau.fill(0);
      }
    }
    const kind = differentiate ? this.loss : unweighted(this.loss);
    const losses = new Float64Array(samples.length);
    const scores: Float64Array[] = [];
    const spikes = new Float64Array(this.shape.layers.length);
    let correct = 0;
    samples.forEach((sample, b) => {
      const trajectory = forward(this.#model, sample);
      const { loss, gradient } = lossOf(kind, this.#model, trajectory, sample.label);
      losses[b] = loss;
      scores.push(trajectory.scores);
      if (argmax(trajectory.scores) === sample.label) correct += 1;
      for (let l = 0; l < spikes.length; l++) {
        spikes[l]! += spikeTrain(trajectory, l).neurons.length;
      }
      if (differentiate) {
        const neurons = this.#neuronsDifferentiated;
        backward(this.#model, this.rule, trajectory, gradient, this.#layerGradients, neurons);
      }
    });
    if (differentiate) this.#finishGradient(samples.length);
    return {
      loss: losses.reduce((sum, loss) => sum + loss, 0) / samples.length,
      correct,
      losses,
      scores,
      spikes,
      steps: samples.reduce((sum, { steps }) => sum + steps, 0),
    };
  }

  /** From sums over the batch to means, and from ∂E/∂W to ∂E/∂w = gain · ∂E/∂W. */
  #finishGradient(samples: number): void {
    this.#layerGradients.forEach(({ feedforward, bias, edges, neurons }, l) => {
      for (let k = 0; k < feedforward.length; k++) feedforward[k]! /= samples;
      for (let i = 0; i < bias.length; i++) bias[i]! /= samples;
      for (let i = 0; i < neurons.tau.length; i++) {
        neurons.resistance[i]! /= samples;
        neurons.tau[i]! /= samples;
      }
      if (edges.length === 0) return;
      const { gain } = this.#recurrence(l).coupling;
      const { recurrent } = layerViews(this.layout, this.gradient, l);
      for (let e = 0; e < edges.length; e++) {
        edges[e]! /= samples;
        recurrent[e] = gain[e]! * edges[e]!;
      }
    });
  }

  async record(sample: EventSample): Promise<Recording> {
    checkSamples([sample], this.shape.inputs, null);
    const trajectory = forward(this.#model, sample);
    return {
      spikes: this.shape.layers.map((_, l) => spikeTrain(trajectory, l)),
      scores: trajectory.scores,
    };
  }

  async adamStep(settings: WeightUpdateSettings): Promise<boolean> {
    return adamStep(this, settings);
  }

  async intrinsicPlasticity(
    samples: readonly EventSample[],
    layers: readonly number[],
    settings: IntrinsicPlasticitySettings,
  ): Promise<number[]> {
    checkPlasticitySettings(settings);
    checkSamples(samples, this.shape.inputs, null);
    const rules = layers.map((l) => {
      const { resistance, tau } = this.#model.layers[l]!;
      return referencePlasticity(resistance, tau, this.shape.threshold, settings);
    });
    return adaptNetwork(this, rules, layers, samples, settings);
  }

  initialState(): ReferenceState {
    const { layers } = initialMemory(this.#model);
    return {
      layers: layers.map((memory) => ({
        ...memory,
        current: new Float64Array(memory.psc.length),
        spikes: new Uint32Array(0),
      })),
      scores: new Float64Array(this.#classes),
    };
  }

  step(
    state: StreamState,
    channels: ArrayLike<number>,
    resting?: readonly ArrayLike<number>[],
  ): ReferenceState {
    if (!state.layers.every((layer) => 'inputPsc' in layer)) {
      throw new MotifsmithError('usage', 'The state comes from another engine.', {
        remedy: 'Start from initialState() of the same network.',
      });
    }
    checkStreamState(state, this.shape);
    checkChannels(channels, this.shape.inputs, 'step');
    const step = forwardStep(this.#model, state as ReferenceState, channels, resting);
    return {
      layers: step.layers.map(({ inputPsc, biasPsc, current, potential, psc, spiked }) => ({
        inputPsc,
        biasPsc,
        current,
        potential,
        psc,
        spikes: spikingNeurons(spiked),
      })),
      scores: addScores(state.scores, step),
    };
  }

  dispose(): void {
    // All memory is garbage-collected.
  }
}
