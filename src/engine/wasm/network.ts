/**
 * `EngineNetwork` of the wasm back end: runs the kernels layer by layer, one sample after another.
 * Gradients are summed in the order of the batch, so the sum depends on nothing else.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { EventSample } from '../../data/sample.ts';
import {
  ADAM_FIELDS,
  CONSTANT_FIELDS,
  type Kernels,
  LAYER_FIELDS,
  writeRecord,
} from '../../kernels/kernels.ts';
import type { Coupling } from '../../model/edges.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import { argmax } from '../../model/supernet.ts';
import { checkChannels, checkSamples } from '../check.ts';
import type {
  AdamSettings,
  AdamState,
  BatchResult,
  EngineNetwork,
  IntrinsicPlasticitySettings,
  LayerState,
  NeuronParameters,
  Recording,
  SpikeTrain,
  StreamState,
} from '../engine.ts';
import { adaptNetwork, checkPlasticitySettings } from '../intrinsic-plasticity.ts';
import type { Arena } from './arena.ts';
import {
  type LayerMemory,
  padded,
  placeLayer,
  placeSample,
  type RecurrenceMemory,
} from './layer-memory.ts';
import { wasmPlasticity } from './plasticity.ts';

/** Addresses of what one sample needs besides its layers. */
interface SampleMemory {
  readonly steps: number;
  readonly events: number;
  readonly eventOffsets: number;
  readonly eventChannels: number;
  /** Addresses of the weight rows of one step's events. */
  readonly rows: number;
  readonly bySource: number;
  readonly times: number;
  /** [T] PSC of a neuron that always fires. */
  readonly targets: number;
  /** [classes] float64. */
  readonly scores: number;
}

/** A network in float32. Weights start at 0, couplings at gain 1 and offset 0, and R = τ = 1. */
export class WasmNetwork implements EngineNetwork {
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  readonly #layers: readonly LayerMemory[];
  readonly #constants: number;
  readonly #factors: number;
  readonly #vectors: { weights: number; gradient: number; first: number; second: number };
  readonly #betaPowers = { beta1Power: 1, beta2Power: 1 };
  /** Where the sample's memory begins. */
  readonly #mark: number;
  #sample: SampleMemory;

  constructor(shape: NetworkShape, layout: WeightLayout, arena: Arena, kernels: Kernels) {
    this.shape = shape;
    this.layout = layout;
    this.#arena = arena;
    this.#kernels = kernels;
    // Kernels read whole vectors, and up to one vector past the end of a weight row.
    const vector = () => arena.take(padded(layout.length) + 16);
    this.#vectors = { weights: vector(), gradient: vector(), first: vector(), second: vector() };
    this.#layers = shape.layers.map((layer, l) => {
      const weights = this.#vectors.weights + 4 * this.#segment(l, 'feedforward').offset;
      const next = shape.layers[l + 1]?.neurons ?? null;
      return placeLayer(arena, LAYER_FIELDS.length, layer, weights, next);
    });
    this.#constants = arena.take(CONSTANT_FIELDS.length);
    writeRecord(arena.floats(this.#constants, CONSTANT_FIELDS.length), CONSTANT_FIELDS, {
      decay: 1 - 1 / shape.tauSynapse,
      synapseGain: 1 / shape.tauSynapse,
      threshold: shape.threshold,
      quietLevel: 1 / (4 * shape.tauSynapse),
    });
    this.#factors = arena.take(ADAM_FIELDS.length);
    this.#mark = arena.mark;
    this.#sample = this.#placeSample(1, 0);
  }

  get weights(): Float32Array {
    return this.#arena.floats(this.#vectors.weights, this.layout.length);
  }

  get gradient(): Float32Array {
    return this.#arena.floats(this.#vectors.gradient, this.layout.length);
  }

  get adam(): AdamState {
    const arena = this.#arena;
    const { first, second } = this.#vectors;
    const powers = this.#betaPowers;
    return {
      firstMoment: arena.floats(first, this.layout.length),
      secondMoment: arena.floats(second, this.layout.length),
      get beta1Power() {
        return powers.beta1Power;
      },
      set beta1Power(value) {
        powers.beta1Power = value;
      },
      get beta2Power() {
        return powers.beta2Power;
      },
      set beta2Power(value) {
        powers.beta2Power = value;
      },
    };
  }

  neurons(layer: number): NeuronParameters {
    const { resistance, tau, record } = this.#layers[layer]!;
    return {
      resistance: this.#arena.floats(resistance, record.neurons),
      tau: this.#arena.floats(tau, record.neurons),
    };
  }

  edgeGradient(layer: number): Float32Array {
    const { edgeGradient, edges } = this.#recurrence(layer);
    return this.#arena.floats(edgeGradient, edges);
  }

  setCoupling(layer: number, coupling: Coupling): void {
    const { edges, gain, offset } = this.#recurrence(layer);
    if (coupling.gain.length !== edges || coupling.offset.length !== edges) {
      throw new MotifsmithError('internal', `a coupling for layer ${layer} needs ${edges} edges`);
    }
    this.#arena.floats(gain, edges).set(coupling.gain);
    this.#arena.floats(offset, edges).set(coupling.offset);
  }

  async evaluate(samples: readonly EventSample[]): Promise<BatchResult> {
    return this.#pass(samples, false);
  }

  async gradients(samples: readonly EventSample[]): Promise<BatchResult> {
    const arena = this.#arena;
    checkSamples(samples, this.shape.inputs, this.#classes);
    arena.floats(this.#vectors.gradient, padded(this.layout.length) + 16).fill(0);
    for (const { recurrence } of this.#layers) {
      if (recurrence) arena.floats(recurrence.chunkGradient, recurrence.chunks * 4).fill(0);
    }
    const result = this.#pass(samples, true);
    this.#finishGradient(1 / samples.length);
    return result;
  }

  async record(sample: EventSample): Promise<Recording> {
    checkSamples([sample], this.shape.inputs, null);
    this.#prepare(false);
    this.#load(sample);
    this.#forward(sample.steps, false);
    this.#score(sample, false);
    return {
      spikes: this.#layers.map((layer) => this.#spikes(layer, sample.steps)),
      scores: this.#arena.doubles(this.#sample.scores, this.#classes).slice(),
    };
  }

  async adamStep(settings: AdamSettings): Promise<void> {
    const { weights, gradient, first, second } = this.#vectors;
    const { clipGradientNorm, clipFeedforward } = settings;
    const kernels = this.#kernels;
    const powers = this.#betaPowers;
    powers.beta1Power *= settings.beta1;
    powers.beta2Power *= settings.beta2;
    let gradientScale = 1;
    if (clipGradientNorm !== null) {
      const norm = Math.sqrt(kernels.sumOfSquares(gradient, this.layout.length));
      if (norm > clipGradientNorm) gradientScale = clipGradientNorm / norm;
    }
    writeRecord(this.#arena.floats(this.#factors, ADAM_FIELDS.length), ADAM_FIELDS, {
      beta1: settings.beta1,
      beta2: settings.beta2,
      rate: settings.learningRate / (1 - powers.beta1Power),
      secondScale: 1 / (1 - powers.beta2Power),
      epsilon: settings.epsilon,
      gradientScale,
    });
    kernels.adam(weights, gradient, first, second, padded(this.layout.length), this.#factors);
    for (const { kind, offset, length, nonNegative } of this.layout.segments) {
      const at = weights + 4 * offset;
      if (nonNegative) kernels.clamp(at, length, 0, Infinity);
      if (kind === 'feedforward' && clipFeedforward !== null) {
        kernels.clamp(at, length, -clipFeedforward, clipFeedforward);
      }
    }
  }

  async intrinsicPlasticity(
    samples: readonly EventSample[],
    layers: readonly number[],
    settings: IntrinsicPlasticitySettings,
  ): Promise<number[]> {
    checkPlasticitySettings(settings);
    checkSamples(samples, this.shape.inputs, null);
    const steps = Math.max(...samples.map((sample) => sample.steps));
    const events = Math.max(...samples.map((sample) => sample.channels.length));
    // First the samples' memory, so that it does not move over the rules' memory behind it.
    this.#makeRoom(steps, events);
    const mark = this.#arena.mark;
    const rules = layers.map((l) => {
      const { resistance, tau, record } = this.#layers[l]!;
      return wasmPlasticity(
        this.#arena,
        this.#kernels,
        { neurons: record.neurons, resistance, tau },
        this.shape.threshold,
        settings,
        { steps, spikes: record.neurons * steps },
      );
    });
    const host = {
      recordAll: async (window: readonly EventSample[]) => {
        const recordings: Recording[] = [];
        for (const sample of window) recordings.push(await this.record(sample));
        return recordings;
      },
      initialState: () => this.initialState(),
      step: (state: StreamState, channels: ArrayLike<number>) => this.step(state, channels),
    };
    const rates = await adaptNetwork(host, rules, layers, samples, settings.mode);
    this.#arena.rewind(mark);
    return rates;
  }

  initialState(): StreamState {
    return {
      layers: this.shape.layers.map(({ neurons }) => ({
        current: new Float32Array(neurons),
        potential: new Float32Array(neurons),
        psc: new Float32Array(neurons),
        spikes: new Uint32Array(0),
      })),
      scores: new Float64Array(this.#classes),
    };
  }

  step(state: StreamState, channels: ArrayLike<number>): StreamState {
    checkChannels(channels, this.shape.inputs, 'step');
    this.#prepare(false);
    this.#makeRoom(1, channels.length);
    const arena = this.#arena;
    arena.words(this.#sample.eventOffsets, 2).set([0, channels.length]);
    arena.words(this.#sample.eventChannels, channels.length).set(channels);
    let offsets = this.#sample.eventOffsets;
    let events = this.#sample.eventChannels;
    const layers = this.#layers.map((layer, l): LayerState => {
      const { record, address } = layer;
      const { neurons, current, potential, psc, spikeOffsets, spikeNeurons } = record;
      const before = state.layers[l]!;
      arena.floats(current, neurons).set(before.current);
      arena.floats(potential, neurons).set(before.potential);
      arena.floats(psc, neurons).set(before.psc);
      const previous = before.spikes.length;
      arena.words(spikeOffsets, 2).set([0, previous]);
      arena.words(spikeNeurons, previous).set(before.spikes);
      const { rows } = this.#sample;
      this.#kernels.forwardOutput(address, this.#constants, offsets, events, rows, 0, 1);
      offsets = spikeOffsets + 4;
      events = spikeNeurons;
      return {
        current: arena.floats(current, neurons).slice(),
        potential: arena.floats(potential, neurons).slice(),
        psc: arena.floats(psc, neurons).slice(),
        spikes: arena.words(spikeNeurons, arena.words(spikeOffsets, 3)[2]!).slice(previous),
      };
    });
    const output = layers.at(-1)!.psc;
    return { layers, scores: state.scores.map((score, o) => score + output[o]!) };
  }

  dispose(): void {
    // The memory goes with the last reference to it.
  }

  get #classes(): number {
    return this.shape.layers.at(-1)!.neurons;
  }

  #segment(layer: number, kind: 'feedforward' | 'recurrent') {
    return this.layout.segments.find((s) => s.layer === layer && s.kind === kind)!;
  }

  #recurrence(layer: number): RecurrenceMemory {
    const recurrence = this.#layers[layer]?.recurrence;
    if (!recurrence) throw new MotifsmithError('internal', `layer ${layer} is not recurrent`);
    return recurrence;
  }

  #placeSample(steps: number, events: number): SampleMemory {
    const arena = this.#arena;
    const sources = this.shape.layers.map(({ inputs }) => inputs);
    const spikes = this.shape.layers.map(({ neurons }) => neurons * (steps + 1));
    const memory: SampleMemory = {
      steps,
      events,
      eventOffsets: arena.take(steps + 1),
      eventChannels: arena.take(Math.max(events, 1)),
      rows: arena.take(Math.max(events, ...this.shape.layers.map(({ neurons }) => neurons))),
      bySource: arena.take(Math.max(...sources) + 1),
      times: arena.take(Math.max(events, ...spikes)),
      targets: arena.take(steps),
      scores: arena.take(2 * this.#classes),
    };
    const targets = arena.floats(memory.targets, steps);
    const decay = Math.fround(1 - 1 / this.shape.tauSynapse);
    const gain = Math.fround(1 / this.shape.tauSynapse);
    let psc = 0;
    for (let t = 0; t < steps; t++) {
      psc = Math.fround(Math.fround(decay * psc) + gain);
      targets[t] = psc;
    }
    for (const layer of this.#layers) {
      placeSample(arena, layer, steps);
      writeRecord(arena.words(layer.address, LAYER_FIELDS.length), LAYER_FIELDS, layer.record);
    }
    return memory;
  }

  /** Grows the sample memory by at least half, so that a data set settles in a few moves. */
  #makeRoom(steps: number, events: number): void {
    const { steps: haveSteps, events: haveEvents } = this.#sample;
    if (steps <= haveSteps && events <= haveEvents) return;
    const larger = (need: number, have: number) =>
      need <= have ? have : Math.max(need, Math.ceil(have * 1.5));
    this.#arena.rewind(this.#mark);
    this.#sample = this.#placeSample(larger(steps, haveSteps), larger(events, haveEvents));
  }

  /** Derives from weights, couplings, R and τ what the kernels read. */
  #prepare(training: boolean): void {
    const arena = this.#arena;
    this.#layers.forEach(({ record, resistance, tau, recurrence }, l) => {
      const { neurons, stride } = record;
      const R = arena.floats(resistance, neurons);
      const τ = arena.floats(tau, neurons);
      const gain = arena.floats(record.gain, neurons);
      const leak = arena.floats(record.leak, neurons);
      for (let i = 0; i < neurons; i++) {
        gain[i] = R[i]! / τ[i]!;
        leak[i] = 1 / τ[i]!;
      }
      if (recurrence) {
        this.#kernels.composeWeights(
          recurrence.edges,
          this.#vectors.weights + 4 * this.#segment(l, 'recurrent').offset,
          recurrence.gain,
          recurrence.offset,
          recurrence.chunkSlots,
          record.chunkWeights,
          recurrence.sliceSlots,
          record.sliceWeights,
        );
      }
      const next = this.#layers[l + 1];
      if (training && next) {
        const { weights, neurons: targets } = next.record;
        this.#kernels.transpose(weights, neurons, targets, record.nextWeights, stride);
      }
    });
  }

  #load({ steps, offsets, channels }: EventSample): void {
    this.#makeRoom(steps, channels.length);
    this.#arena.words(this.#sample.eventOffsets, steps + 1).set(offsets);
    this.#arena.words(this.#sample.eventChannels, channels.length).set(channels);
  }

  #forward(steps: number, training: boolean): void {
    const arena = this.#arena;
    const kernels = this.#kernels;
    const last = this.#layers.length - 1;
    let offsets = this.#sample.eventOffsets;
    let events = this.#sample.eventChannels;
    this.#layers.forEach(({ record, address }, l) => {
      for (const state of [record.current, record.potential, record.psc]) {
        arena.floats(state, record.stride).fill(0);
      }
      arena.words(record.spikeOffsets, 2).fill(0);
      const [hidden, output] = training
        ? [kernels.forwardHiddenTraining, kernels.forwardOutputTraining]
        : [kernels.forwardHidden, kernels.forwardOutput];
      const run = l === last ? output : hidden;
      run(address, this.#constants, offsets, events, this.#sample.rows, 0, steps);
      offsets = record.spikeOffsets + 4;
      events = record.spikeNeurons;
    });
  }

  /** Loss of the sample under way; its scores are left in memory. */
  #score({ steps, label }: EventSample, training: boolean): number {
    const { targets, scores } = this.#sample;
    const output = this.#layers.at(-1)!.address;
    return this.#kernels.score(
      output,
      this.#constants,
      steps,
      label,
      targets,
      scores,
      training ? 1 : 0,
    );
  }

  #backward(steps: number): void {
    const last = this.#layers.length - 1;
    this.#kernels.backwardOutput(this.#layers[last]!.address, this.#constants, steps);
    for (let l = last - 1; l >= 0; l--) {
      const next = this.#layers[l + 1]!.address;
      this.#kernels.backwardHidden(this.#layers[l]!.address, next, this.#constants, steps);
    }
  }

  /** Adds the sample's weight gradients to those of the batch. */
  #gather(steps: number): void {
    const kernels = this.#kernels;
    const { bySource, times } = this.#sample;
    let offsets = this.#sample.eventOffsets;
    let events = this.#sample.eventChannels;
    this.#layers.forEach(({ record, address }, l) => {
      const { inputs } = this.shape.layers[l]!;
      const gradient = this.#vectors.gradient + 4 * this.#segment(l, 'feedforward').offset;
      kernels.transposeEvents(offsets, events, steps, inputs, bySource, times);
      kernels.gatherFeedforward(address, inputs, bySource, times, gradient);
      const before = this.#layers[l - 1];
      if (before?.recurrence) {
        kernels.gatherRecurrent(before.address, bySource, times, before.recurrence.chunkGradient);
      }
      offsets = record.spikeOffsets + 4;
      events = record.spikeNeurons;
    });
  }

  /** From sums over the batch to means, and from chunks to edges. */
  #finishGradient(scale: number): void {
    const { gradient } = this.#vectors;
    this.#kernels.scale(gradient, this.layout.length, scale);
    this.#layers.forEach(({ recurrence }, l) => {
      if (!recurrence) return;
      this.#kernels.collectEdgeGradient(
        recurrence.edges,
        recurrence.chunkGradient,
        recurrence.chunkSlots,
        recurrence.gain,
        scale,
        recurrence.edgeGradient,
        gradient + 4 * this.#segment(l, 'recurrent').offset,
      );
    });
  }

  #spikes({ record }: LayerMemory, steps: number): SpikeTrain {
    const offsets = this.#arena.words(record.spikeOffsets + 4, steps + 1).slice();
    return { offsets, neurons: this.#arena.words(record.spikeNeurons, offsets[steps]!).slice() };
  }

  #pass(samples: readonly EventSample[], training: boolean): BatchResult {
    if (!training) checkSamples(samples, this.shape.inputs, this.#classes);
    this.#prepare(training);
    const losses = new Float64Array(samples.length);
    const spikes = new Float64Array(this.#layers.length);
    let correct = 0;
    let steps = 0;
    let total = 0;
    const scores = samples.map((sample, b) => {
      this.#load(sample);
      this.#forward(sample.steps, training);
      losses[b] = this.#score(sample, training);
      total += losses[b]!;
      steps += sample.steps;
      this.#layers.forEach(({ record }, l) => {
        spikes[l]! += this.#arena.words(record.spikeOffsets, sample.steps + 2).at(-1)!;
      });
      if (training) {
        this.#backward(sample.steps);
        this.#gather(sample.steps);
      }
      const scored = this.#arena.doubles(this.#sample.scores, this.#classes).slice();
      if (argmax(scored) === sample.label) correct++;
      return scored;
    });
    return { loss: total / samples.length, correct, losses, scores, spikes, steps };
  }
}
