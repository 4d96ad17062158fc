/** A network that runs on a stream of events, one step at a time, with the bits of the engine. */
import { MotifsmithError } from '../core/errors.ts';
import { Arena } from '../engine/wasm/arena.ts';
import { Stream } from '../engine/wasm/stream.ts';
import type { Deployment } from '../exchange/deployment.ts';
import { instantiateRuntimeKernels } from '../kernels/runtime-kernels.ts';
import type { Readout } from '../model/readout.ts';
import { argmax } from '../model/supernet.ts';
import { placeNetwork } from './memory.ts';
import { readNetworkFile, type StoredNetwork } from './network-file.ts';
import { checkState, type NetworkState } from './state.ts';

/** The result of a step. */
export interface StepResult {
  /** Output neurons that spiked in this step, ascending; none of those that only integrate. */
  readonly spikes: Uint32Array;
  /**
   * [classes] Σ a_o over the steps since the last reset, a_o being the postsynaptic current of output
   * neuron o, at most 1, or its potential where it only integrates. They grow with time: divide by the steps to
   * compare streams.
   */
  readonly scores: Float64Array;
  /** Class with the largest score, the first if several are equal: 0 until an output neuron spikes. */
  readonly decision: number;
}

/** A network and the state of one stream. Make it with `loadNetwork`. */
export class StreamingNetwork {
  /** Input channels; events are on channels 0 … inputs − 1. */
  readonly inputs: number;
  /** Output neurons. */
  readonly classes: number;
  /** Length of a step, ms. */
  readonly stepMs: number;
  /** What the output neurons are. */
  readonly readout: Readout;
  /** Neurons of each layer, the output layer last. */
  readonly layers: readonly number[];
  /** Its sensor, preprocessing, classes and origin; null if an older version exported it. */
  readonly deployment: Deployment | null;
  readonly #stream: Stream;
  #scores: Float64Array;
  #steps = 0;

  /**
   * @param stored a file whose tensors fit its plan, as `readNetworkFile` gives it
   * @param stream of its weights
   */
  constructor(stored: StoredNetwork, stream: Stream) {
    const { inputs, layers } = stored.plan.shape;
    this.inputs = inputs;
    this.layers = layers.map(({ neurons }) => neurons);
    this.classes = this.layers.at(-1)!;
    this.stepMs = stored.stepMs;
    this.readout = stored.plan.shape.readout ?? 'spiking';
    this.deployment = stored.deployment;
    this.#stream = stream;
    this.#scores = new Float64Array(this.classes);
  }

  /** Steps since the last reset. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Advances by one step.
   * @param channels input channel of each event of this step, in any order; a channel that is
   *   given twice counts twice. Empty if nothing happened: time passes all the same
   * @throws MotifsmithError `data` if there is no such channel; the network does not advance then
   */
  step(channels: ArrayLike<number>): StepResult {
    this.#stream.step(this.#ascending(channels));
    const psc = this.#stream.outputPsc;
    for (let o = 0; o < psc.length; o++) this.#scores[o]! += psc[o]!;
    this.#steps++;
    return {
      spikes: this.spikes(this.layers.length - 1),
      scores: this.#scores.slice(),
      decision: argmax(this.#scores),
    };
  }

  /** Neurons of a layer that spiked in the last step, ascending; `layers.length − 1` is the output. */
  spikes(layer: number): Uint32Array {
    if (this.layers[layer] === undefined) {
      throw new MotifsmithError('usage', `There is no layer ${layer}.`, {
        where: 'spikes',
        remedy: `Give a layer from 0 to ${this.layers.length - 1}.`,
      });
    }
    return this.#stream.spikes(layer);
  }

  /** Starts a new stream: everything as it was after loading. */
  reset(): void {
    this.#stream.reset();
    this.#scores.fill(0);
    this.#steps = 0;
  }

  /** Everything that later steps depend on, copied. */
  get state(): NetworkState {
    const layers = this.#stream.read();
    return {
      steps: this.#steps,
      layers: layers.map(({ current, potential, spikes }) => ({ current, potential, spikes })),
      psc: layers.at(-1)!.psc,
      scores: this.#scores.slice(),
    };
  }

  /**
   * Resumes from an earlier state, of this stream or of another.
   * @throws MotifsmithError `usage` if it is of another network; the state then does not change
   */
  set state(state: NetworkState) {
    checkState(state, this.layers);
    state.layers.forEach((layer, l) => {
      const output = l === this.layers.length - 1;
      this.#stream.write(l, output ? { ...layer, psc: state.psc } : layer);
    });
    this.#scores = state.scores.slice();
    this.#steps = state.steps;
  }

  /** The events of a step, ascending as in training: the order of a sum decides its bits. */
  #ascending(channels: ArrayLike<number>): ArrayLike<number> {
    let ascending = true;
    let before = 0;
    for (let e = 0; e < channels.length; e++) {
      const channel = channels[e]!;
      if (!(Number.isInteger(channel) && channel >= 0 && channel < this.inputs)) {
        throw new MotifsmithError('data', `There is no channel ${channel}.`, {
          where: `step ${this.#steps}, event ${e}`,
          remedy: `Give whole numbers from 0 to ${this.inputs - 1}.`,
        });
      }
      if (channel < before) ascending = false;
      before = channel;
    }
    return ascending ? channels : Uint32Array.from(channels).sort();
  }
}

/**
 * Makes a network from its file.
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
  const { constants, layers } = placeNetwork(arena, stored);
  return new StreamingNetwork(stored, new Stream(arena, kernels, constants, layers, false));
}
