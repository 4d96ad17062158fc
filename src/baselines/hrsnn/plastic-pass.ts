/**
 * One pass of plasticity over samples: weights stay during a sample, and the rule runs over its spikes at its end;
 * or they move at every step.
 */
import type { EventSample } from '../../data/events/sample.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork, SpikeTrain } from '../../engine/engine.ts';
import { segmentOf } from '../../model/shape.ts';
import { openLiquid } from '../reservoir/liquid.ts';
import { applyStdp, Plasticity, type StdpRule, type StdpTime } from '../stdp/stdp.ts';
import { type PlasticLiquid, withWeights } from './liquid.ts';

/** What has been learned so far. */
export interface Learned {
  /** Samples that have been seen. */
  readonly done: number;
  /** [S] */
  readonly weights: Float64Array;
}

const NOTHING = new Uint32Array(0);

export class PlasticPass {
  readonly #network: EngineNetwork;
  readonly #plastic: PlasticLiquid;
  readonly #plasticity: Plasticity;
  readonly #time: StdpTime;
  readonly #samples: SampleSource;
  readonly #weights: Float64Array;
  #done: number;

  private constructor(
    network: EngineNetwork,
    plastic: PlasticLiquid,
    rule: StdpRule,
    time: StdpTime,
    samples: SampleSource,
    { done, weights }: Learned,
  ) {
    this.#network = network;
    this.#plastic = plastic;
    this.#plasticity = new Plasticity(plastic.synapses, rule, plastic.liquid.edges.neurons);
    this.#time = time;
    this.#samples = samples;
    this.#weights = weights.slice();
    this.#done = done;
  }

  /** @param samples in the order in which they are seen @param learned null at the beginning */
  static async open(
    engine: Engine,
    plastic: PlasticLiquid,
    rule: StdpRule,
    time: StdpTime,
    samples: SampleSource,
    learned: Learned | null,
  ): Promise<PlasticPass> {
    const { liquid, edges } = plastic;
    const drawn = Float64Array.from(edges, (edge) => liquid.recurrent[edge]!);
    const start = learned ?? { done: 0, weights: drawn };
    const network = await openLiquid(engine, withWeights(plastic, start.weights));
    return new PlasticPass(network, plastic, rule, time, samples, start);
  }

  get finished(): boolean {
    return this.#done === this.#samples.length;
  }

  get learned(): Learned {
    return { done: this.#done, weights: this.#weights.slice() };
  }

  /** @returns the spikes of the sample, for those who compare them */
  async advance(): Promise<SpikeTrain> {
    const sample = this.#samples.read(this.#done);
    const spikes =
      this.#time === 'online' ? this.#learnOnline(sample) : await this.#learnAfterwards(sample);
    this.#done += 1;
    return spikes;
  }

  async #learnAfterwards(sample: EventSample): Promise<SpikeTrain> {
    // Plasticity knows no classes.
    const { spikes } = await this.#network.record({ ...sample, label: 0 });
    const train = spikes[0]!;
    applyStdp(this.#weights, this.#plasticity, { pre: train, post: train });
    this.#writeWeights();
    return train;
  }

  #learnOnline({ offsets, channels, steps }: EventSample): SpikeTrain {
    const network = this.#network;
    const fired: Uint32Array[] = [];
    let state = network.initialState();
    this.#plasticity.begin();
    for (let t = 0; t < steps; t++) {
      state = network.step(state, channels.subarray(offsets[t]!, offsets[t + 1]!));
      fired.push(state.layers[0]!.spikes);
      this.#plasticity.step(this.#weights, fired[t - 1] ?? NOTHING, fired[t]!);
      this.#writeWeights();
    }
    return spikeTrain(fired);
  }

  /** Single precision, as a network that is opened again would have them. */
  #writeWeights(): void {
    const { edges } = this.#plastic;
    const { weights, layout } = this.#network;
    const { offset } = segmentOf(layout, 0, 'recurrent')!;
    for (let k = 0; k < edges.length; k++) {
      weights[offset + edges[k]!] = Math.fround(this.#weights[k]!);
    }
  }

  dispose(): void {
    this.#network.dispose();
  }
}

/** @param fired neurons of each step */
function spikeTrain(fired: readonly Uint32Array[]): SpikeTrain {
  const offsets = new Uint32Array(fired.length + 1);
  for (const [t, { length }] of fired.entries()) offsets[t + 1] = offsets[t]! + length;
  const neurons = new Uint32Array(offsets[fired.length]!);
  for (const [t, some] of fired.entries()) neurons.set(some, offsets[t]);
  return { offsets, neurons };
}
