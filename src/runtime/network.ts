/** A network that runs on a stream of events, one step at a time, with the bits of the engine. */
import { MotifsmithError } from '../core/errors.ts';
import { Arena } from '../engine/wasm/arena.ts';
import { instantiateRuntimeKernels, type RuntimeKernels } from '../kernels/runtime-kernels.ts';
import { argmax } from '../model/supernet.ts';
import { type NetworkAddresses, placeNetwork } from './memory.ts';
import { readNetworkFile, type StoredNetwork } from './network-file.ts';
import { checkState, type LayerState, type NetworkState } from './state.ts';

/** What a step tells. */
export interface StepResult {
  /** Output neurons that spiked in this step, ascending. */
  readonly spikes: Uint32Array;
  /**
   * [classes] Σ a_o over the steps since the last reset, a_o being the postsynaptic current of output
   * neuron o, at most 1. They grow with time: divide by the steps to compare streams.
   */
  readonly scores: Float64Array;
  /** Class with the largest score, the first of equals; so 0 while no output neuron has spiked. */
  readonly decision: number;
}

/** A network and the state of one stream. Make it with `loadNetwork`. */
export class StreamingNetwork {
  /** Input channels; events are on channels 0 … inputs − 1. */
  readonly inputs: number;
  /** Output neurons. */
  readonly classes: number;
  /** Time that one step stands for, ms. */
  readonly stepMs: number;
  /** Neurons of each layer, the output layer last. */
  readonly layers: readonly number[];
  readonly #arena: Arena;
  readonly #kernels: RuntimeKernels;
  readonly #addresses: NetworkAddresses;
  /** [2] where the events of a step begin and end. */
  readonly #eventOffsets: number;
  /** Where the events of a step are placed, and room for how many. */
  readonly #events: number;
  #capacity = 0;
  #scores: Float64Array;
  #steps = 0;

  /** @param stored a file whose tensors fit its plan, as `readNetworkFile` gives it */
  constructor(stored: StoredNetwork, arena: Arena, kernels: RuntimeKernels) {
    const { inputs, layers } = stored.plan.shape;
    this.inputs = inputs;
    this.layers = layers.map(({ neurons }) => neurons);
    this.classes = this.layers.at(-1)!;
    this.stepMs = stored.stepMs;
    this.#arena = arena;
    this.#kernels = kernels;
    this.#addresses = placeNetwork(arena, stored);
    this.#eventOffsets = arena.take(2);
    this.#events = arena.mark;
    this.#scores = new Float64Array(this.classes);
  }

  /** Steps since the last reset. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Advances by one step.
   * @param channels input channel of each event of this step, in any order; a channel that stands
   *   there twice counts twice. Empty if nothing happened: time goes on all the same
   * @throws MotifsmithError `data` if there is no such channel; the network has then not advanced
   */
  step(channels: ArrayLike<number>): StepResult {
    this.#load(channels);
    const { records, constants, layers } = this.#addresses;
    this.#kernels.step(records, layers.length, constants, this.#eventOffsets, this.#events);
    const psc = this.#arena.floats(layers.at(-1)!.psc, this.classes);
    for (let o = 0; o < psc.length; o++) this.#scores[o]! += psc[o]!;
    this.#steps++;
    return {
      spikes: this.spikes(layers.length - 1),
      scores: this.#scores.slice(),
      decision: argmax(this.#scores),
    };
  }

  /** Neurons of a layer that spiked in the last step, ascending; `layers.length − 1` is the output. */
  spikes(layer: number): Uint32Array {
    const addresses = this.#addresses.layers[layer];
    if (!addresses) {
      throw new MotifsmithError('usage', `There is no layer ${layer}.`, {
        where: 'spikes',
        remedy: `Give a layer from 0 to ${this.layers.length - 1}.`,
      });
    }
    const [, begin, end] = this.#arena.words(addresses.spikeOffsets, 3);
    return this.#arena.words(addresses.spikeNeurons, end!).slice(begin!);
  }

  /** Begins a new stream: everything as it was after loading. */
  reset(): void {
    for (const { stride, current, potential, psc, spikeOffsets } of this.#addresses.layers) {
      for (const row of [current, potential, psc]) this.#arena.floats(row, stride).fill(0);
      this.#arena.words(spikeOffsets, 3).fill(0);
    }
    this.#scores.fill(0);
    this.#steps = 0;
  }

  /** Everything that later steps depend on, copied. */
  get state(): NetworkState {
    const { layers } = this.#addresses;
    return {
      steps: this.#steps,
      layers: layers.map(
        ({ neurons, current, potential }, l): LayerState => ({
          current: this.#arena.floats(current, neurons).slice(),
          potential: this.#arena.floats(potential, neurons).slice(),
          spikes: this.spikes(l),
        }),
      ),
      psc: this.#arena.floats(layers.at(-1)!.psc, this.classes).slice(),
      scores: this.#scores.slice(),
    };
  }

  /**
   * Goes on from a state of before, of this stream or of another.
   * @throws MotifsmithError `usage` if it is of another network; the state is then as it was
   */
  set state(state: NetworkState) {
    checkState(state, this.layers);
    this.#addresses.layers.forEach((addresses, l) => {
      const { current, potential, spikes } = state.layers[l]!;
      this.#arena.floats(addresses.current, current.length).set(current);
      this.#arena.floats(addresses.potential, potential.length).set(potential);
      this.#arena.words(addresses.spikeNeurons, spikes.length).set(spikes);
      this.#arena.words(addresses.spikeOffsets, 3).set([0, 0, spikes.length]);
    });
    this.#arena.floats(this.#addresses.layers.at(-1)!.psc, this.classes).set(state.psc);
    this.#scores = state.scores.slice();
    this.#steps = state.steps;
  }

  /** Copies the events of a step in, ascending as in training: the order of a sum decides its bits. */
  #load(channels: ArrayLike<number>): void {
    const count = channels.length;
    if (count > this.#capacity) this.#makeRoom(count);
    const events = this.#arena.words(this.#events, count);
    let ascending = true;
    let before = 0;
    for (let e = 0; e < count; e++) {
      const channel = channels[e]!;
      if (!(Number.isInteger(channel) && channel >= 0 && channel < this.inputs)) {
        throw new MotifsmithError('data', `There is no channel ${channel}.`, {
          where: `step ${this.#steps}, event ${e}`,
          remedy: `Give whole numbers from 0 to ${this.inputs - 1}.`,
        });
      }
      events[e] = channel;
      if (channel < before) ascending = false;
      before = channel;
    }
    if (!ascending) events.sort();
    this.#arena.words(this.#eventOffsets, 2)[1] = count;
  }

  /** The events lie behind everything else, so that nothing has to move when they become more. */
  #makeRoom(count: number): void {
    this.#arena.rewind(this.#events);
    this.#capacity = 0;
    this.#arena.take(count);
    this.#capacity = count;
  }
}

/**
 * Makes a network out of its file.
 * @param bytes a file that `motifsmith export RUN --format safetensors` has written
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` if it is damaged or not of a network, `usage` if there is not
 *   enough memory for it
 */
export async function loadNetwork(
  bytes: Uint8Array | ArrayBuffer,
  file = 'network',
): Promise<StreamingNetwork> {
  if (!(bytes instanceof Uint8Array || bytes instanceof ArrayBuffer)) {
    throw new MotifsmithError('usage', 'A network is loaded from bytes.', {
      where: file,
      remedy: 'Give the content of the file as a Uint8Array or an ArrayBuffer.',
    });
  }
  const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  const stored = readNetworkFile(view, file);
  const arena = new Arena(false);
  const kernels = await instantiateRuntimeKernels(arena.memory);
  return new StreamingNetwork(stored, arena, kernels);
}
