/**
 * What an inference costs in operations of an event-driven computer, counted from the spikes that were
 * fired. There are two kinds, because their energies differ by a factor of five:
 *
 * - **AC**, accumulation: one spike crosses one synapse, a weight is added to the receiving neuron's
 *   input. Feedforward: a spike at step t counts once for every neuron of the layer above. Recurrent:
 *   once for every connection that leaves its neuron, `exc`, `inh` or dense, whatever its weight; a
 *   spike in the last step arrives nowhere, because it takes a step. It counts for the layer that receives.
 *   A channel with c events in a step counts c times: the events are delivered and added one by one, as
 *   the engines do. (Multiplying the weight by c instead would be one MAC, cheaper from c = 6 on.)
 *   A bias is added to every neuron's input at every step, as if a source spiked at each.
 * - **MAC**, multiply-accumulate: the state of every neuron, at every step, spikes or not. The synapse
 *   filter (equation 1) is linear, so it acts once per neuron on the sum J of what arrives:
 *   `I[t] = (1 − 1/τs)·I[t−1] + J[t]`, with 1/τs in the weights: one MAC. Equations 2 and 3,
 *   `u[t] = (1 − 1/τ)·u'[t−1] + (R/τ)·I[t]`: two. Only the output layer's own PSC is ever read, for the
 *   score: `a[t] = (1 − 1/τs)·a[t−1] + s[t]/τs`, one more. So 3 a hidden neuron, 4 an output neuron that spikes, 3 one
 *   that is a leaky integrator.
 *
 * Comparing with the threshold, the reset, and summing the scores count as nothing.
 */
import type { EventSample } from '../data/events/sample.ts';
import type { Recording } from '../engine/engine.ts';
import type { EdgePattern } from '../model/edges.ts';
import { isIntegrator, type NetworkShape } from '../model/shape.ts';

/** MACs of a neuron in a step: of its current and its potential, and of the PSC of its spikes. */
const NEURON_MACS = 3;
const PSC_MACS = 1;

/** Operations of one layer over one sample. */
export interface LayerCount {
  readonly inputSpikes: number;
  readonly ac: number;
  readonly mac: number;
}

/** [N] recurrent connections that leave each neuron. @param presence [E] probability of each */
function outDegrees({ neurons, sources }: EdgePattern, presence: Float64Array | null) {
  const degrees = new Float64Array(neurons);
  sources.forEach((source, e) => {
    degrees[source]! += presence ? presence[e]! : 1;
  });
  return degrees;
}

/**
 * Accumulations that the spikes of hidden neurons cause, without those of the input's events: the part that
 * depends on the motif.
 * @param layers the output layer last
 * @param first neurons of the first layer
 */
export const hiddenAccumulations = (
  layers: readonly { readonly inputSpikes: number; readonly ac: number }[],
  first: number,
): number => layers.reduce((sum, { ac }) => sum + ac, 0) - layers[0]!.inputSpikes * first;

/** Counts the operations of samples on one network. */
export class OperationCounter {
  readonly #shape: NetworkShape;
  /** [layers] */
  readonly #degrees: readonly (Float64Array | null)[];

  /**
   * @param presence [layers][E] probability that each recurrent connection exists, where that is not
   * decided yet: operations are then the expected ones for the spikes that were fired
   */
  constructor(shape: NetworkShape, presence: readonly (Float64Array | null)[] = []) {
    this.#shape = shape;
    this.#degrees = shape.layers.map(
      ({ edges }, l) => edges && outDegrees(edges, presence[l] ?? null),
    );
  }

  /**
   * @param recording of the sample on the network
   * @returns [layers] the output layer last
   */
  count(sample: EventSample, { spikes }: Recording): LayerCount[] {
    const { layers, bias } = this.#shape;
    return layers.map(({ neurons }, l) => {
      const inputSpikes = l === 0 ? sample.channels.length : spikes[l - 1]!.neurons.length;
      let recurrent = 0;
      const degrees = this.#degrees[l];
      if (degrees) {
        const { offsets, neurons: fired } = spikes[l]!;
        for (let s = 0; s < offsets[sample.steps - 1]!; s++) recurrent += degrees[fired[s]!]!;
      }
      const scores = l === layers.length - 1 && !isIntegrator(this.#shape, l);
      const macs = NEURON_MACS + (scores ? PSC_MACS : 0);
      return {
        inputSpikes,
        ac: (inputSpikes + (bias ? sample.steps : 0)) * neurons + recurrent,
        mac: macs * neurons * sample.steps,
      };
    });
  }
}
