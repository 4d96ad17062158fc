/**
 * `EngineNetwork` on a graphics card. Weights, R, τ and Adam's moments stay on the host, which is where callers write
 * them: what a batch needs goes to the device, and its results and gradient come back.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { norm } from '../../core/math.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { Coupling } from '../../model/edges.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import { adamUpdate, clipFactor, constrainWeights } from '../adam.ts';
import { batchResult, type SampleResult } from '../batch-result.ts';
import { checkCoupling, checkSamples, requireNeuronGradient } from '../check.ts';
import type {
  AdamState,
  BatchResult,
  EngineNetwork,
  GradientOptions,
  NeuronParameters,
  Recording,
  SpikeTrain,
  StreamState,
} from '../engine.ts';
import { classWeight, type Loss, unweighted } from '../loss.ts';
import type { WeightUpdateSettings } from '../optimiser-settings.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
} from '../plasticity-settings.ts';
import { referencePlasticity } from '../reference/plasticity.ts';
import type { Rule } from '../rule.ts';
import type { Device } from './device.ts';
import { DeviceMemory, type Part } from './memory.ts';
import { initialNumbers, type LayerNumbers, writeNumbers } from './numbers.ts';
import { type NetworkPlan, planNetwork } from './plan.ts';
import { type Pass, Programs } from './programs.ts';
import { type PackedGroup, packGroup, splitBatch } from './sample-group.ts';
import { trainOf } from './spikes.ts';

/** Buffers are not made larger than this, even where the device would allow it. */
const LARGEST_BUFFER = 2 ** 30;

const PLAIN: Pass = { training: false, recording: false, resting: false, neurons: false };

/** What came back of a group of samples. */
interface GroupResult {
  readonly samples: readonly SampleResult[];
  /** [samples][layers]; empty unless the pass was recorded. */
  readonly trains: readonly SpikeTrain[][];
}

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
  readonly #device: Device;
  readonly #largestBuffer: number;
  readonly #memory: DeviceMemory;
  readonly #programs: Programs;
  /** [P] ∂E/∂θ with ∂E/∂W in the place of recurrent weights, then ∂E/∂R and ∂E/∂τ of all neurons. */
  readonly #found: Float32Array;
  #neuronsFound = false;
  #gradientNorm: number | null = null;

  /** @param largestBuffer bytes; batches that need more are split, with the same result */
  constructor(
    device: Device,
    { shape, layout, loss, rule }: Pick<EngineNetwork, 'shape' | 'layout' | 'loss' | 'rule'>,
    largestBuffer = LARGEST_BUFFER,
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
    const { maxStorageBufferBindingSize, maxBufferSize } = device.gpu.limits;
    this.#largestBuffer = Math.min(maxStorageBufferBindingSize, maxBufferSize, largestBuffer);
    this.#device = device;
    this.#plan = planNetwork(shape, layout);
    this.#layers = initialNumbers(this.#plan, this.weights);
    this.#numbers = new Float32Array(this.#plan.numbers);
    this.#found = new Float32Array(layout.length + 2 * this.#plan.neurons);
    this.#memory = new DeviceMemory(device);
    this.#programs = new Programs(this.#plan, device, loss, rule);
    this.#memory.write('topology', this.#plan.topology);
    this.#memory.reserve('gradient', this.#found.byteLength);
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
    await this.#run(samples, pass, (group) => results.push(...group.samples));
    const [sums] = await this.#memory.read(this.#device.gpu.createCommandEncoder(), [
      { buffer: 'gradient', firstByte: 0, bytes: this.#found.byteLength },
    ]);
    this.#finishGradient(new Float32Array(sums!), samples.length);
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
    const { clipGradientNorm, clipFeedforward, decoupledWeightDecay } = settings;
    adamUpdate(this.weights, this.gradient, this.adam, settings, {
      gradientScale: clipFactor(this, clipGradientNorm),
      decoupledWeightDecay,
    });
    return constrainWeights(this.weights, this.layout, clipFeedforward);
  }

  /** The network runs on the device, and the rule on the host, in double precision. */
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
    const { refractory = 0 } = settings;
    const adapted = layers.map((l) => {
      const resistance = Float64Array.from(this.#layers[l]!.resistance);
      const tau = Float64Array.from(this.#layers[l]!.tau);
      const rule = referencePlasticity(resistance, tau, this.shape.threshold, settings);
      return { l, resistance, tau, rule, spikes: 0 };
    });
    const pass = { ...PLAIN, recording: true, resting: refractory > 0 };
    const resting = this.shape.layers.map((_, l) => (layers.includes(l) ? refractory : 0));
    const unlabelled = samples.map((sample) => ({ ...sample, label: 0 }));
    await this.#run(
      unlabelled,
      pass,
      ({ trains }) => {
        for (const train of trains) {
          for (const layer of adapted) {
            layer.rule.accumulate(train[layer.l]!, layer.rule.newCalcium());
            layer.spikes += train[layer.l]!.neurons.length;
          }
        }
      },
      resting,
    );
    const steps = samples.reduce((sum, sample) => sum + sample.steps, 0);
    return adapted.map(({ l, resistance, tau, rule, spikes }) => {
      rule.applyMean(samples.length);
      this.#layers[l]!.resistance.set(resistance);
      this.#layers[l]!.tau.set(tau);
      return spikes / (steps * this.#plan.layers[l]!.neurons);
    });
  }

  initialState(): StreamState {
    return this.#refuseToStream();
  }

  step(): StreamState {
    return this.#refuseToStream();
  }

  dispose(): void {
    this.#memory.dispose();
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

  /** Runs a batch in groups that fit the device, in the order of its samples. */
  async #run(
    samples: readonly EventSample[],
    pass: Pass,
    visit: (result: GroupResult) => void,
    resting: readonly number[] = this.shape.layers.map(() => 0),
  ): Promise<void> {
    const programs = await this.#programs.of(pass);
    const { gpu } = this.#device;
    const kept = { spikes: pass.training || pass.recording, tape: pass.training };
    writeNumbers(this.#plan, this.weights, this.#layers, this.#numbers);
    this.#memory.write('numbers', this.#numbers);
    let first = true;
    for (const members of splitBatch(this.#plan, samples, kept, this.#largestBuffer)) {
      const weights = members.map(({ label }) => classWeight(this.loss, label));
      const group = packGroup(this.#plan, members, kept, weights, resting);
      this.#memory.write('events', group.events);
      for (const name of ['tape', 'bits', 'errors', 'results'] as const) {
        this.#memory.reserve(name, group.bytes[name]);
      }
      const encoder = gpu.createCommandEncoder();
      if (pass.training && first) this.#memory.clear('gradient', encoder);
      first = false;
      const compute = encoder.beginComputePass();
      compute.setBindGroup(0, this.#memory.group);
      for (const { pipeline, workgroups } of programs) {
        compute.setPipeline(pipeline);
        const [x, y] = workgroups ?? [members.length, 1];
        compute.dispatchWorkgroups(x, y);
      }
      compute.end();
      visit(await this.#collect(encoder, group, pass.recording));
    }
  }

  /** Reads what a group gave: scores and losses, numbers of spikes, and if they were recorded the spikes. */
  async #collect(
    encoder: GPUCommandEncoder,
    { samples, words, firstWords, bytes }: PackedGroup,
    recording: boolean,
  ): Promise<GroupResult> {
    const { layers, neurons, classes } = this.#plan;
    const countBytes = 4 * samples.length * layers.length;
    const parts: Part[] = [
      { buffer: 'results', firstByte: 0, bytes: bytes.results },
      { buffer: 'bits', firstByte: bytes.bits - countBytes, bytes: countBytes },
    ];
    if (recording) parts.push({ buffer: 'bits', firstByte: 0, bytes: 4 * words * neurons });
    const [results, counts, spikes] = await this.#memory.read(encoder, parts);
    const floats = new Float32Array(results!);
    const totals = new Uint32Array(counts!);
    const found = samples.map(({ steps }, b): SampleResult => {
      const own = floats.subarray(2 * classes * b, 2 * classes * (b + 1));
      return {
        scores: Float64Array.from(own.subarray(0, classes)),
        loss: own.subarray(classes).reduce((sum, part) => sum + part, 0) / steps,
        spikeCounts: totals.subarray(layers.length * b, layers.length * (b + 1)),
      };
    });
    if (!spikes) return { samples: found, trains: [] };
    const bits = new Uint32Array(spikes);
    const trains = samples.map(({ steps }, b) =>
      layers.map(({ before, neurons: size }) =>
        trainOf(bits.subarray(words * before + firstWords[b]! * size), size, steps),
      ),
    );
    return { samples: found, trains };
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
