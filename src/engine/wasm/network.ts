/**
 * `EngineNetwork` of the wasm back end: keeps the records of the kernels up to date and hands the
 * samples of a batch to the crew of threads.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Coupling } from '../../model/edges.ts';
import type { NetworkShape, WeightLayout } from '../../model/shape.ts';
import { argmax } from '../../model/supernet.ts';
import { checkChannels, checkCoupling, checkSamples } from '../check.ts';
import type {
  AdamState,
  BatchResult,
  EngineNetwork,
  NeuronParameters,
  Recording,
  StreamState,
} from '../engine.ts';
import { adaptNetwork } from '../intrinsic-plasticity.ts';
import { crossEntropy, type Loss } from '../loss.ts';
import type { WeightUpdateSettings } from '../optimiser-settings.ts';
import {
  checkPlasticitySettings,
  type IntrinsicPlasticitySettings,
} from '../plasticity-settings.ts';
import { adamStep, WasmAdam } from './adam.ts';
import { adaptWindow } from './adapt-window.ts';
import type { Arena } from './arena.ts';
import { BatchMemory, drivesAtOnce } from './batch-memory.ts';
import { Crew } from './crew.ts';
import { collectEdgeGradients, prepareLayers } from './derived.ts';
import { blockCount, padded, type RecurrenceMemory } from './layer-memory.ts';
import type { NetworkParts } from './network-memory.ts';
import { type NetworkMemory, placeNetwork, setFactors, updateNetwork } from './network-memory.ts';
import { wasmPlasticity } from './plasticity.ts';
import { initialStreamState, sampleOfStep, streamStep } from './streaming.ts';

/** A network in float32. Weights start at 0, couplings at gain 1 and offset 0, and R = τ = 1. */
export class WasmNetwork implements EngineNetwork {
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  readonly loss: Loss;
  readonly adam: AdamState;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  readonly #memory: NetworkMemory;
  readonly #batch: BatchMemory;
  readonly #crew: Crew;
  /** Whether `step` may rely on what was derived from weights, R and τ in the step before. */
  #streaming = false;

  private constructor(parts: NetworkParts, layout: WeightLayout, loss: Loss, crew: Crew) {
    this.shape = parts.shape;
    this.layout = layout;
    this.loss = loss;
    this.#arena = parts.arena;
    this.#kernels = parts.kernels;
    this.#memory = parts.memory;
    this.#batch = parts.batch;
    this.#crew = crew;
    this.adam = new WasmAdam(parts.arena, parts.memory, layout.length);
  }

  /** @param threads the host's included, at least 1; results do not depend on it */
  static async create(
    { shape, layout, loss }: Pick<EngineNetwork, 'shape' | 'layout' | 'loss'>,
    arena: Arena,
    kernels: Kernels,
    threads: number,
  ): Promise<WasmNetwork> {
    const memory = placeNetwork(arena, shape, layout, threads);
    const crew = await Crew.start(arena, kernels, threads, {
      ...memory,
      network: memory.record,
      length: padded(layout.length),
    });
    const batch = new BatchMemory(arena, shape, threads);
    return new WasmNetwork({ shape, arena, kernels, memory, batch }, layout, loss, crew);
  }

  get weights(): Float32Array {
    this.#streaming = false;
    return this.#arena.floats(this.#memory.weights, this.layout.length);
  }

  get gradient(): Float32Array {
    return this.#arena.floats(this.#memory.gradient, this.layout.length);
  }

  neurons(layer: number): NeuronParameters {
    this.#streaming = false;
    const { resistance, tau, shared } = this.#memory.layers[layer]!;
    return {
      resistance: this.#arena.floats(resistance, shared.neurons),
      tau: this.#arena.floats(tau, shared.neurons),
    };
  }

  edgeGradient(layer: number): Float32Array {
    const { edgeGradient, edges } = this.#recurrence(layer);
    return this.#arena.floats(edgeGradient, edges);
  }

  setCoupling(layer: number, coupling: Coupling): void {
    this.#streaming = false;
    const { edges, gain, offset } = this.#recurrence(layer);
    checkCoupling(coupling, edges, layer);
    this.#arena.floats(gain, edges).set(coupling.gain);
    this.#arena.floats(offset, edges).set(coupling.offset);
  }

  async evaluate(samples: readonly EventSample[]): Promise<BatchResult> {
    checkSamples(samples, this.shape.inputs, this.#classes);
    this.#begin(samples, false);
    this.#inGroups(samples.length, (count) => this.#crew.dispatch('run', count));
    return this.#results(samples);
  }

  async gradients(samples: readonly EventSample[]): Promise<BatchResult> {
    checkSamples(samples, this.shape.inputs, this.#classes);
    this.#begin(samples, true);
    this.#inGroups(samples.length, (count) => {
      this.#crew.dispatch('run', count);
      this.#crew.dispatch('gather', this.#memory.shareCount);
    });
    collectEdgeGradients(this.#parts, this.layout);
    return this.#results(samples);
  }

  async record(sample: EventSample): Promise<Recording> {
    checkSamples([sample], this.shape.inputs, null);
    this.#begin([{ ...sample, label: 0 }], false);
    this.#inGroups(1, (count) => this.#crew.dispatch('run', count));
    const [, ...layers] = this.#batch.spikes[0]!;
    return {
      spikes: layers.map(({ spikeOffsets, spikeNeurons }) => {
        const offsets = this.#arena.words(spikeOffsets + 4, sample.steps + 1).slice();
        const spikes = offsets[sample.steps]!;
        return { offsets, neurons: this.#arena.words(spikeNeurons, spikes).slice() };
      }),
      scores: this.#batch.result(0).scores,
    };
  }

  async adamStep(settings: WeightUpdateSettings): Promise<void> {
    this.#streaming = false;
    adamStep(this.#parts, this.layout, this.adam, settings, () => this.#crew.adam());
  }

  async intrinsicPlasticity(
    samples: readonly EventSample[],
    layers: readonly number[],
    settings: IntrinsicPlasticitySettings,
  ): Promise<number[]> {
    checkPlasticitySettings(settings);
    checkSamples(samples, this.shape.inputs, null);
    this.#begin(samples, false);
    const arena = this.#arena;
    // The rules' memory lies behind that of the batch, which is now large enough not to move.
    const mark = arena.mark;
    const adapted = layers.map((l) => {
      const { resistance, tau, shared } = this.#memory.layers[l]!;
      return { layer: l, neurons: shared.neurons, resistance, tau };
    });
    try {
      if (settings.mode === 'window') {
        return adaptWindow(this.#parts, adapted, samples, settings, (visit) =>
          this.#inGroups(samples.length, (count, first) => {
            this.#crew.dispatch('adapt', count);
            visit(first, count);
          }),
        );
      }
      const rules = adapted.map((layer) => {
        const capacity = { steps: 1, spikes: layer.neurons };
        const rule = wasmPlasticity(arena, this.#kernels, layer, settings, capacity);
        const applyMean = (count: number): void => {
          rule.applyMean(count);
          this.#streaming = false;
        };
        return { ...rule, applyMean };
      });
      return await adaptNetwork(this, rules, layers, samples, settings.mode);
    } finally {
      arena.rewind(mark);
    }
  }

  initialState(): StreamState {
    return initialStreamState(this.shape);
  }

  step(state: StreamState, channels: ArrayLike<number>): StreamState {
    checkChannels(channels, this.shape.inputs, 'step');
    if (!this.#streaming) this.#prepare(false);
    this.#streaming = true;
    const sample = sampleOfStep(channels);
    this.#reserve([sample]);
    return streamStep(this.#parts, state, sample);
  }

  dispose(): void {
    this.#crew.stop();
  }

  get #parts(): NetworkParts {
    return {
      shape: this.shape,
      arena: this.#arena,
      kernels: this.#kernels,
      memory: this.#memory,
      batch: this.#batch,
    };
  }

  get #classes(): number {
    return this.shape.layers.at(-1)!.neurons;
  }

  #recurrence(layer: number): RecurrenceMemory {
    const recurrence = this.#memory.layers[layer]?.recurrence;
    if (!recurrence) throw new MotifsmithError('internal', `layer ${layer} is not recurrent`);
    return recurrence;
  }

  #reserve(samples: readonly EventSample[]): void {
    if (!this.#batch.reserve(samples)) return;
    const { columns, slots, samples: records, targets } = this.#batch;
    const addresses = { columns, slots, samples: records, targets };
    updateNetwork(this.#arena, this.#memory.record, addresses);
  }

  /** Copies a batch in and brings everything derived from weights, R and τ up to date. */
  #begin(samples: readonly EventSample[], training: boolean): void {
    this.#streaming = false;
    this.#prepare(training);
    this.#reserve(samples);
    this.#batch.load(samples);
    const entropy = this.loss.kind === 'cross-entropy' ? this.loss : null;
    updateNetwork(this.#arena, this.#memory.record, {
      training: training ? 1 : 0,
      driven: drivesAtOnce(this.shape) ? 1 : 0,
      crossEntropy: entropy ? 1 : 0,
    });
    setFactors(this.#arena, this.#memory.record, {
      scale: 1 / samples.length,
      sharpness: entropy?.sharpness ?? 0,
      reference: entropy?.reference ?? 0,
    });
  }

  /** Brings everything derived from weights, R and τ up to date. */
  #prepare(training: boolean): void {
    prepareLayers(this.#parts, this.layout, training);
    this.#crew.dispatch('pack', this.#memory.shareCount);
  }

  /** Walks through a batch by groups that fill the slots. */
  #inGroups(samples: number, visit: (count: number, first: number) => void): void {
    for (let first = 0; first < samples; first += this.#batch.slotCount) {
      const count = Math.min(this.#batch.slotCount, samples - first);
      const final = first + count === samples ? 1 : 0;
      updateNetwork(this.#arena, this.#memory.record, { first, count, final });
      if (drivesAtOnce(this.shape)) {
        this.#crew.dispatch('drive', blockCount(this.shape.layers[0]!.neurons));
      }
      visit(count, first);
    }
  }

  #results(samples: readonly EventSample[]): BatchResult {
    const losses = new Float64Array(samples.length);
    const spikes = new Float64Array(this.shape.layers.length);
    let total = 0;
    let correct = 0;
    let steps = 0;
    const scores = samples.map((sample, b) => {
      const result = this.#batch.result(b);
      // The kernels have no logarithm; the scores are enough to tell the cross-entropy.
      losses[b] =
        this.loss.kind === 'cross-entropy'
          ? crossEntropy(result.scores, sample.steps, sample.label, this.loss).loss
          : result.loss;
      total += losses[b]!;
      steps += sample.steps;
      if (argmax(result.scores) === sample.label) correct++;
      result.spikeCounts.forEach((count, l) => {
        spikes[l]! += count;
      });
      return result.scores;
    });
    return { loss: total / samples.length, correct, losses, scores, spikes, steps };
  }
}
