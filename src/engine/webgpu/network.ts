/**
 * `EngineNetwork` on a graphics card. Weights, R, τ and Adam's moments stay on the host, which is where callers write
 * them: what a batch needs goes to the device, and its results and gradient come back.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { norm } from '../../core/math.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { Coupling } from '../../model/edges.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import { adamStep } from '../adam.ts';
import { batchResult, type SampleResult } from '../batch-result.ts';
import { checkCoupling, checkSamples, requireNeuronGradient } from '../check.ts';
import type {
  AdamState,
  BatchResult,
  EngineNetwork,
  GradientOptions,
  NeuronParameters,
  Recording,
  StreamState,
} from '../engine.ts';
import { type Loss, unweighted } from '../loss.ts';
import type { WeightUpdateSettings } from '../optimiser-settings.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
} from '../plasticity-settings.ts';
import type { Rule } from '../rule.ts';
import { adaptWindow } from './adapt-window.ts';
import { BatchRunner, type GroupResult } from './batch-runner.ts';
import type { Device } from './device.ts';
import { initialNumbers, type LayerNumbers, writeNumbers } from './numbers.ts';
import { type NetworkPlan, planNetwork } from './plan.ts';
import type { Pass } from './programs.ts';

const PLAIN: Pass = { training: false, recording: false, resting: false, neurons: false };

/** A network in float32. Weights start at 0, couplings at gain 1 and offset 0, and R = τ = 1. */
export class WebgpuNetwork implements EngineNetwork {
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  readonly loss: Loss;
  readonly rule: Rule;
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  readonly adam: AdamState;
  readonly #plan: NetworkPlan;
  readonly #layers: readonly LayerNumbers[];
  readonly #numbers: Float32Array<ArrayBuffer>;
  readonly #runner: BatchRunner;
  /** [P] ∂E/∂θ with ∂E/∂W in the place of recurrent weights, then ∂E/∂R and ∂E/∂τ of all neurons. */
  readonly #found: Float32Array;
  #neuronsFound = false;
  #gradientNorm: number | null = null;

  /** @param largestBuffer bytes; batches that need more are split, with the same result */
  constructor(
    device: Device,
    { shape, layout, loss, rule }: Pick<EngineNetwork, 'shape' | 'layout' | 'loss' | 'rule'>,
    largestBuffer?: number,
  ) {
    this.shape = shape;
    this.layout = layout;
    this.loss = loss;
    this.rule = rule;
    this.weights = new Float32Array(layout.length);
    this.gradient = new Float32Array(layout.length);
    this.adam = {
      firstMoment: new Float32Array(layout.length),
      secondMoment: new Float32Array(layout.length),
      beta1Power: 1,
      beta2Power: 1,
    };
    this.#plan = planNetwork(shape, layout);
    this.#layers = initialNumbers(this.#plan, this.weights);
    this.#numbers = new Float32Array(this.#plan.numbers);
    this.#found = new Float32Array(layout.length + 2 * this.#plan.neurons);
    this.#runner = new BatchRunner(device, this.#plan, { loss, rule }, largestBuffer);
  }

  get gradientNorm(): number {
    this.#gradientNorm ??= norm(this.gradient);
    return this.#gradientNorm;
  }

  neurons(layer: number): NeuronParameters {
    return this.#layers[layer]!;
  }

  edgeGradient(layer: number): Float32Array {
    const { edges, gradient } = this.#recurrence(layer);
    return this.#found.subarray(gradient, gradient + edges.sources.length);
  }

  neuronGradient(layer: number): NeuronParameters {
    requireNeuronGradient(this.#neuronsFound);
    const { before, neurons } = this.#plan.layers[layer]!;
    const resistance = this.layout.length + before;
    const tau = resistance + this.#plan.neurons;
    return {
      resistance: this.#found.subarray(resistance, resistance + neurons),
      tau: this.#found.subarray(tau, tau + neurons),
    };
  }

  setCoupling(layer: number, coupling: Coupling): void {
    const { edges } = this.#recurrence(layer);
    checkCoupling(coupling, edges.sources.length, layer);
    this.#layers[layer]!.coupling = {
      gain: coupling.gain.slice(),
      offset: coupling.offset.slice(),
    };
  }

  async evaluate(samples: readonly EventSample[]): Promise<BatchResult> {
    checkSamples(samples, this.shape.inputs, this.#plan.classes);
    const results: SampleResult[] = [];
    await this.#run(samples, PLAIN, (group) => results.push(...group.samples));
    return this.#result(samples, results, unweighted(this.loss));
  }

  async gradients(
    samples: readonly EventSample[],
    { neurons = false }: GradientOptions = {},
  ): Promise<BatchResult> {
    checkSamples(samples, this.shape.inputs, this.#plan.classes);
    const results: SampleResult[] = [];
    const pass = { ...PLAIN, training: true, neurons };
    const sums = await this.#run(samples, pass, (group) => results.push(...group.samples));
    this.#finishGradient(sums!, samples.length);
    this.#neuronsFound = neurons;
    return this.#result(samples, results, this.loss);
  }

  async record(sample: EventSample): Promise<Recording> {
    checkSamples([sample], this.shape.inputs, null);
    const recordings: Recording[] = [];
    // Labels only matter to losses.
    await this.#run([{ ...sample, label: 0 }], { ...PLAIN, recording: true }, (group) => {
      recordings.push({ spikes: group.trains[0]!, scores: group.samples[0]!.scores });
    });
    return recordings[0]!;
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
    if (settings.mode === 'online') {
      throw new MotifsmithError('usage', 'The engine `webgpu` adapts R and τ by windows only.', {
        where: 'intrinsicPlasticity.mode',
        remedy: 'Choose the mode `window`, or the engine `wasm`.',
      });
    }
    checkSamples(samples, this.shape.inputs, null);
    const unlabelled = samples.map((sample) => ({ ...sample, label: 0 }));
    const network = { layers: this.#layers, threshold: this.shape.threshold };
    return adaptWindow(network, layers, samples, settings, async (resting, visit) => {
      const pass = { ...PLAIN, recording: true, resting: resting.some((steps) => steps > 0) };
      await this.#run(unlabelled, pass, ({ trains }) => visit(trains), resting);
    });
  }

  initialState(): StreamState {
    return this.#refuseToStream();
  }

  step(): StreamState {
    return this.#refuseToStream();
  }

  dispose(): void {
    this.#runner.dispose();
  }

  /** A step takes less time than asking a graphics card for it. */
  #refuseToStream(): never {
    throw new MotifsmithError(
      'usage',
      'The engine `webgpu` runs whole samples, not single steps.',
      {
        where: 'engine',
        remedy: 'Choose the engine `wasm` for streams, and for systems that learn step by step.',
      },
    );
  }

  #recurrence(layer: number) {
    const recurrence = this.#plan.layers[layer]?.recurrence;
    if (!recurrence) throw new MotifsmithError('internal', `Layer ${layer} is not recurrent.`);
    return recurrence;
  }

  #run(
    samples: readonly EventSample[],
    pass: Pass,
    visit: (result: GroupResult) => void,
    resting?: readonly number[],
  ): Promise<Float32Array | null> {
    writeNumbers(this.#plan, this.weights, this.#layers, this.#numbers);
    const numbers = this.#numbers;
    return this.#runner.run({ samples, pass, numbers, ...(resting && { resting }) }, visit);
  }

  /** From sums over the batch to means, and from ∂E/∂W to ∂E/∂w = gain · ∂E/∂W. */
  #finishGradient(sums: Float32Array, samples: number): void {
    for (let k = 0; k < sums.length; k++) this.#found[k] = sums[k]! / samples;
    this.gradient.set(this.#found.subarray(0, this.layout.length));
    this.#plan.layers.forEach(({ recurrence }, l) => {
      if (!recurrence) return;
      const { gain } = this.#layers[l]!.coupling!;
      for (let e = 0; e < gain.length; e++) this.gradient[recurrence.gradient + e]! *= gain[e]!;
    });
    this.#gradientNorm = null;
  }

  #result(
    samples: readonly EventSample[],
    results: readonly SampleResult[],
    loss: Loss,
  ): BatchResult {
    return batchResult(samples, (b) => results[b]!, loss, this.shape.layers.length);
  }
}
