/** One sample through a trained network, by the engine itself: spikes, scores, potentials. */

import type { EventSample } from '../../../data/events/sample.ts';
import type { EngineNetwork, SpikeTrain } from '../../../engine/engine.ts';
import { createEngine, decodeWeights, openModel } from '../../../index.ts';
import type { Architecture } from '../../../model/architecture-schema.ts';
import type { Sample } from '../../api/samples.ts';
import { spikeHash } from './spike-hash.ts';

/** What a sample made the network do. */
export interface Simulated {
  /** [layers] the output layer last. */
  readonly layers: readonly { readonly neurons: number; readonly spikes: SpikeTrain }[];
  /** [T][classes] Σ a_o up to each step. */
  readonly scores: Float32Array;
  readonly classes: number;
  /** The class decided on. */
  readonly decision: number;
  /** Of all spikes; null where the page may not hash (an address without HTTPS). */
  readonly hash: string | null;
}

export function eventSample({ steps, offsets, channels, label }: Sample): EventSample {
  return {
    steps,
    label,
    offsets: Uint32Array.from(offsets),
    channels: Uint32Array.from(channels),
  };
}

/** A network that stays open for one sample after another. */
export class Simulation {
  readonly #network: EngineNetwork;

  private constructor(network: EngineNetwork) {
    this.#network = network;
  }

  /** @throws MotifsmithError `artifact` or `usage` if the files do not fit each other */
  static async open(architecture: Architecture, weights: Uint8Array): Promise<Simulation> {
    const model = decodeWeights(weights, architecture, 'weights.safetensors');
    return new Simulation(await openModel(await createEngine('wasm', 1), model));
  }

  async run(sample: EventSample): Promise<Simulated> {
    const network = this.#network;
    const { spikes, scores: last } = await network.record(sample);
    const classes = last.length;
    const scores = new Float32Array(sample.steps * classes);
    this.#steps(sample, ({ scores: now }, t) => scores.set(now, t * classes));
    return {
      layers: spikes.map((train, l) => ({
        neurons: network.shape.layers[l]!.neurons,
        spikes: train,
      })),
      scores,
      classes,
      decision: last.indexOf(Math.max(...last)),
      hash: globalThis.crypto?.subtle ? await spikeHash(spikes) : null,
    };
  }

  /** [T] membrane potential of a neuron after each step; after a spike it is back at 0. */
  potential(sample: EventSample, layer: number, neuron: number): Float32Array {
    const potential = new Float32Array(sample.steps);
    this.#steps(sample, ({ layers }, t) => {
      potential[t] = layers[layer]!.potential[neuron]!;
    });
    return potential;
  }

  dispose(): void {
    this.#network.dispose();
  }

  #steps(
    { steps, offsets, channels }: EventSample,
    see: (state: ReturnType<EngineNetwork['step']>, t: number) => void,
  ): void {
    let state = this.#network.initialState();
    for (let t = 0; t < steps; t++) {
      state = this.#network.step(state, channels.subarray(offsets[t]!, offsets[t + 1]!));
      see(state, t);
    }
  }
}
