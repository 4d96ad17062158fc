/** `EngineNetwork` of the wasm back end: weights, R and τ in the memory of the kernels, and what callers ask of them. */
import { MotifsmithError } from '../../core/errors.ts';
import type { EventSample } from '../../data/events/sample.ts';
import { Job } from '../../kernels/constants.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Coupling } from '../../model/edges.ts';
import { type NetworkShape, segmentOf, type WeightLayout } from '../../model/shape.ts';
import { batchResult } from '../batch-result.ts';
import {
  checkChannels,
  checkCoupling,
  checkSamples,
  checkStreamState,
  requireNeuronGradient,
} from '../check.ts';
import type {
  BatchResult,
  EngineNetwork,
  GradientOptions,
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
import { WasmAdam } from './adam.ts';
import { adaptWindow } from './adapt-window.ts';
import type { Arena } from './arena.ts';
import { BatchMemory } from './batch-memory.ts';
import { BatchRunner } from './batch-runner.ts';

import { collectBiasGradients, collectEdgeGradients } from './derived.ts';
import type { RecurrenceMemory } from './layer-memory.ts';
import { type NetworkParts, placeNetwork } from './network-memory.ts';
import { neuronGradients } from './neuron-gradient.ts';
import { wasmPlasticity } from './plasticity.ts';
import { initialState, Stream } from './stream.ts';
import { WorkerPool } from './worker-pool.ts';

/** A network in float32. Weights start at 0, couplings at gain 1 and offset 0, and R = τ = 1. */
export class WasmNetwork implements EngineNetwork {
  readonly loss: Loss;
  readonly rule: Rule;
  readonly adam: WasmAdam;
  readonly #parts: NetworkParts;
  readonly #pool: WorkerPool;
  readonly #runner: BatchRunner;
  readonly #stream: Stream;
  /** The state that the last step has left in memory. */
  #streamed: StreamState | null = null;
  /** Whether `step` may rely on what was derived from weights, R and τ in the step before. */
  #derived = false;
  /** [layers] of the last `gradients` call; null if it was not asked for them. */
  #neuronGradients: readonly NeuronParameters[] | null = null;
  /** Of the present gradient; null until it is needed. */
  #gradientNorm: number | null = null;

  private constructor(
    parts: NetworkParts,
    { loss, rule }: Pick<EngineNetwork, 'loss' | 'rule'>,
    adam: WasmAdam,
    pool: WorkerPool,
    stream: Stream,
  ) {
    this.#parts = parts;
    this.loss = loss;
    this.rule = rule;
    this.adam = adam;
    this.#pool = pool;
    this.#runner = new BatchRunner(parts, { loss, rule }, pool);
    this.#stream = stream;
  }

  /** @param threads the host's included, at least 1; results do not depend on it */
  static async create(
    { shape, layout, loss, rule }: Pick<EngineNetwork, 'shape' | 'layout' | 'loss' | 'rule'>,
    arena: Arena,
    kernels: Kernels,
    threads: number,
  ): Promise<WasmNetwork> {
    const memory = placeNetwork(arena, shape, layout, threads);
    const adam = new WasmAdam(arena, memory, layout);
    const layers = memory.layers.map(({ shared }) => shared);
    const stream = new Stream(arena, kernels, memory.constants, layers, true);
    const pool = await WorkerPool.start(arena, kernels, threads, {
      network: memory.record,
      shares: memory.shares,
      adam: adam.record,
    });
    const batch = new BatchMemory(arena, shape, threads);
    const parts = { shape, layout, arena, kernels, memory, batch };
    return new WasmNetwork(parts, { loss, rule }, adam, pool, stream);
  }

  get shape(): NetworkShape {
    return this.#parts.shape;
  }

  get layout(): WeightLayout {
    return this.#parts.layout;
  }

  get weights(): Float32Array {
    this.#derived = false;
    const { arena, memory, layout } = this.#parts;
    return arena.floats(memory.weights, layout.length);
  }

  get gradient(): Float32Array {
    // The caller may write into it.
    this.#gradientNorm = null;
    const { arena, memory, layout } = this.#parts;
    return arena.floats(memory.gradient, layout.length);
  }

  get gradientNorm(): number {
    const { kernels, memory, layout } = this.#parts;
    this.#gradientNorm ??= kernels.norm(memory.gradient, layout.length);
    return this.#gradientNorm;
  }

  neurons(layer: number): NeuronParameters {
    this.#derived = false;
    const { arena, memory, layout } = this.#parts;
    const { resistance, tau, shared } = memory.layers[layer]!;
    const { neurons } = shared;
    const trained = segmentOf(layout, layer, 'bias');
    const bias = trained ? memory.weights + 4 * trained.offset : shared.bias;
    return {
      resistance: arena.floats(resistance, neurons),
      tau: arena.floats(tau, neurons),
      ...(bias !== 0 && { bias: arena.floats(bias, neurons) }),
    };
  }

  edgeGradient(layer: number): Float32Array {
    const { edgeGradient, edges } = this.#recurrence(layer);
    return this.#parts.arena.floats(edgeGradient, edges);
  }

  neuronGradient(layer: number): NeuronParameters {
    requireNeuronGradient(this.#neuronGradients !== null);
    return this.#neuronGradients![layer]!;
  }

  setCoupling(layer: number, coupling: Coupling): void {
    this.#derived = false;
    const { arena } = this.#parts;
    const { edges, gain, offset } = this.#recurrence(layer);
    checkCoupling(coupling, edges, layer);
    arena.floats(gain, edges).set(coupling.gain);
    arena.floats(offset, edges).set(coupling.offset);
  }

  async evaluate(samples: readonly EventSample[]): Promise<BatchResult> {
    checkSamples(samples, this.shape.inputs, this.#classes);
    this.#load(samples, false);
    this.#runner.inGroups(samples.length, (count) => this.#pool.dispatch(Job.run, count));
    return this.#result(samples, unweighted(this.loss));
  }

  async gradients(
    samples: readonly EventSample[],
    wanted: GradientOptions = {},
  ): Promise<BatchResult> {
    checkSamples(samples, this.shape.inputs, this.#classes);
    this.#load(samples, true, wanted);
    this.#runner.inGroups(samples.length, (count) => {
      this.#pool.dispatch(Job.run, count);
      this.#pool.dispatch(Job.gather, this.#parts.memory.shareCount);
    });
    collectEdgeGradients(this.#parts);
    collectBiasGradients(this.#parts);
    this.#neuronGradients = wanted.neurons ? neuronGradients(this.#parts) : null;
    this.#gradientNorm = null;
    return this.#result(samples, this.loss);
  }

  async record(sample: EventSample): Promise<Recording> {
    const { arena, batch, shape } = this.#parts;
    checkSamples([sample], shape.inputs, null);
    this.#load([{ ...sample, label: 0 }], false);
    this.#runner.inGroups(1, (count) => this.#pool.dispatch(Job.run, count));
    const [, ...layers] = batch.spikes[0]!;
    return {
      spikes: layers.map(({ spikeOffsets, spikeNeurons }) => {
        const offsets = arena.words(spikeOffsets + 4, sample.steps + 1).slice();
        const spikes = offsets[sample.steps]!;
        return { offsets, neurons: arena.words(spikeNeurons, spikes).slice() };
      }),
      scores: batch.result(0).scores,
    };
  }

  async adamStep(settings: WeightUpdateSettings): Promise<boolean> {
    this.#derived = false;
    return this.adam.step(this, settings, this.#pool);
  }

  async intrinsicPlasticity(
    samples: readonly EventSample[],
    layers: readonly number[],
    settings: IntrinsicPlasticitySettings,
  ): Promise<number[]> {
    checkPlasticitySettings(settings);
    checkSamples(samples, this.shape.inputs, null);
    this.#load(samples, false);
    const { arena, kernels, memory } = this.#parts;
    // The rules' memory is behind that of the batch, which is now large enough not to move.
    const { mark } = arena;
    const adapted = layers.map((l) => {
      const { resistance, tau, shared } = memory.layers[l]!;
      return { layer: l, neurons: shared.neurons, resistance, tau };
    });
    try {
      if (settings.mode === 'window') {
        return adaptWindow(this.#parts, adapted, samples, settings, (visit) =>
          this.#runner.inGroups(samples.length, (count, first) => {
            this.#pool.dispatch(Job.adapt, count);
            visit(first, count);
          }),
        );
      }
      const rules = adapted.map((layer) => {
        const capacity = { steps: 1, spikes: layer.neurons };
        const rule = wasmPlasticity(arena, kernels, layer, settings, capacity);
        const applyMean = (count: number): void => {
          rule.applyMean(count);
          this.#derived = false;
        };
        return { ...rule, applyMean };
      });
      return adaptNetwork(this, rules, layers, samples, settings);
    } finally {
      arena.rewind(mark);
    }
  }

  initialState(): StreamState {
    return initialState(this.shape);
  }

  step(
    state: StreamState,
    channels: ArrayLike<number>,
    resting: readonly ArrayLike<number>[] = [],
  ): StreamState {
    checkChannels(channels, this.shape.inputs, 'step');
    if (!this.#derived) this.#runner.derive(false);
    this.#derived = true;
    const stream = this.#stream;
    if (state !== this.#streamed) {
      checkStreamState(state, this.shape);
      state.layers.forEach((layer, l) => {
        stream.write(l, layer);
      });
    }
    // Should the step fail, what is in memory is the state of nothing.
    this.#streamed = null;
    stream.step(channels, resting);
    const { outputPsc } = stream;
    this.#streamed = {
      layers: stream.read(),
      scores: state.scores.map((score, o) => score + outputPsc[o]!),
    };
    return this.#streamed;
  }

  dispose(): void {
    this.#pool.stop();
  }

  get #classes(): number {
    return this.shape.layers.at(-1)!.neurons;
  }

  #recurrence(layer: number): RecurrenceMemory {
    const recurrence = this.#parts.memory.layers[layer]?.recurrence;
    if (!recurrence) throw new MotifsmithError('internal', `Layer ${layer} is not recurrent.`);
    return recurrence;
  }

  #load(samples: readonly EventSample[], training: boolean, wanted?: GradientOptions): void {
    this.#derived = false;
    this.#runner.load(samples, training, wanted);
  }

  #result(samples: readonly EventSample[], loss: Loss): BatchResult {
    const { batch, shape } = this.#parts;
    return batchResult(samples, (b) => batch.result(b), loss, shape.layers.length);
  }
}
