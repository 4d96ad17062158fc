/** One pass of plasticity over samples: weights stay during a sample, then the rule runs over its spikes. */
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import { segmentOf } from '../../model/shape.ts';
import { openLiquid } from '../reservoir/liquid.ts';
import { applyStdp, type StdpRule } from '../stdp/stdp.ts';
import { type PlasticLiquid, withWeights } from './liquid.ts';

/** What has been learned so far. */
export interface Learned {
  /** Samples that have been seen. */
  readonly done: number;
  /** [S] */
  readonly weights: Float64Array;
}

export class PlasticPass {
  readonly #network: EngineNetwork;
  readonly #plastic: PlasticLiquid;
  readonly #rule: StdpRule;
  readonly #samples: SampleSource;
  readonly #weights: Float64Array;
  #done: number;

  private constructor(
    network: EngineNetwork,
    plastic: PlasticLiquid,
    rule: StdpRule,
    samples: SampleSource,
    { done, weights }: Learned,
  ) {
    this.#network = network;
    this.#plastic = plastic;
    this.#rule = rule;
    this.#samples = samples;
    this.#weights = weights.slice();
    this.#done = done;
  }

  /** @param samples in the order in which they are seen @param learned null at the beginning */
  static async open(
    engine: Engine,
    plastic: PlasticLiquid,
    rule: StdpRule,
    samples: SampleSource,
    learned: Learned | null,
  ): Promise<PlasticPass> {
    const { liquid, edges } = plastic;
    const drawn = Float64Array.from(edges, (edge) => liquid.recurrent[edge]!);
    const start = learned ?? { done: 0, weights: drawn };
    const network = await openLiquid(engine, withWeights(plastic, start.weights));
    return new PlasticPass(network, plastic, rule, samples, start);
  }

  get finished(): boolean {
    return this.#done === this.#samples.length;
  }

  get learned(): Learned {
    return { done: this.#done, weights: this.#weights.slice() };
  }

  /** Spikes of the sample that was seen last are returned, for those who compare them. */
  async advance() {
    const network = this.#network;
    const sample = this.#samples.read(this.#done);
    // Plasticity knows no classes.
    const { spikes } = await network.record({ ...sample, label: 0 });
    const { synapses, edges, liquid } = this.#plastic;
    const train = spikes[0]!;
    const { neurons } = liquid.edges;
    applyStdp(this.#weights, synapses, this.#rule, { pre: train, post: train, neurons });
    const { offset } = segmentOf(network.layout, 0, 'recurrent')!;
    const weights = network.weights;
    for (let k = 0; k < edges.length; k++) {
      // Single precision, as a network that is opened again would have them.
      weights[offset + edges[k]!] = Math.fround(this.#weights[k]!);
    }
    this.#done += 1;
    return train;
  }

  dispose(): void {
    this.#network.dispose();
  }
}
