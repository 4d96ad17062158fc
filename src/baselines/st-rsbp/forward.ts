/** The forward pass, one layer over a whole sample at a time; its work follows the spikes that arrive. */
import type { SpikeTrainLayer, SpikeTrainNetwork, Train } from './network.ts';

/** Synapses by source, so that a spike finds its targets together. */
interface Outgoing {
  /** w [M][N] */
  readonly weights: Float64Array;
  /** Entries starts[r] … starts[r + 1] are the recurrent synapses of neuron r. */
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  /** [E] where each of them is in the pattern. */
  readonly edges: Uint32Array;
  readonly recurrent: Float64Array;
}

function outgoing({ neurons, inputs, recurrence }: SpikeTrainLayer): Outgoing {
  const starts = new Uint32Array(neurons + 1);
  const sources = recurrence?.edges.sources ?? new Uint32Array(0);
  for (const r of sources) starts[r + 1]! += 1;
  for (let r = 0; r < neurons; r++) starts[r + 1]! += starts[r]!;
  const next = starts.slice();
  const targets = new Uint32Array(sources.length);
  const edges = new Uint32Array(sources.length);
  for (let i = 0, e = 0; recurrence && i < neurons; i++) {
    for (; e < recurrence.edges.offsets[i + 1]!; e++) {
      const at = next[sources[e]!]++;
      targets[at] = i;
      edges[at] = e;
    }
  }
  const weights = new Float64Array(inputs * neurons);
  return { weights, starts, targets, edges, recurrent: new Float64Array(sources.length) };
}

/** Runs a network; `refresh` tells it that weights have changed. */
export class SpikeTrainRunner {
  readonly network: SpikeTrainNetwork;
  readonly #outgoing: readonly Outgoing[];

  constructor(network: SpikeTrainNetwork) {
    this.network = network;
    this.#outgoing = network.layers.map(outgoing);
    this.refresh();
  }

  refresh(): void {
    this.network.layers.forEach(({ neurons, inputs, weights, recurrence }, l) => {
      const own = this.#outgoing[l]!;
      for (let i = 0; i < neurons; i++) {
        for (let j = 0; j < inputs; j++) own.weights[j * neurons + i] = weights[i * inputs + j]!;
      }
      own.edges.forEach((e, at) => {
        own.recurrent[at] = recurrence!.weights[e]!;
      });
    });
  }

  /** [layers] spikes of all layers. */
  trains(input: Train): Train[] {
    const { layers, lateralInhibition } = this.network;
    const trains: Train[] = [];
    layers.forEach((_, l) => {
      const inhibition = l === layers.length - 1 ? lateralInhibition : 0;
      trains.push(this.#spikes(l, trains[l - 1] ?? input, inhibition));
    });
    return trains;
  }

  /**
   * v ← (1 − 1/τm) v + I/τs with I ← (1 − 1/τs) I + input; a spike where v > ν, after which v is 0 and stays it for the
   * refractory steps.
   * @param inhibition of all other neurons by each spike, a step later
   */
  #spikes(l: number, input: Train, inhibition: number): Train {
    const { tauMembrane, tauSynapse, refractory, inputDelay } = this.network.neuron;
    const { neurons, threshold } = this.network.layers[l]!;
    const { weights, starts, targets, recurrent } = this.#outgoing[l]!;
    const steps = input.offsets.length - 1;
    const v = new Float64Array(neurons);
    const current = new Float64Array(neurons);
    const arriving = new Float64Array(neurons);
    const restingUntil = new Uint32Array(neurons);
    const offsets = new Uint32Array(steps + 1);
    let fired = new Uint32Array(neurons);
    let count = 0;
    for (let t = 0; t < steps; t++) {
      arriving.fill(0);
      const arrived = t - inputDelay;
      const last = arrived < 0 ? 0 : input.offsets[arrived + 1]!;
      for (let s = arrived < 0 ? 0 : input.offsets[arrived]!; s < last; s++) {
        const row = input.neurons[s]! * neurons;
        for (let i = 0; i < neurons; i++) arriving[i]! += weights[row + i]!;
      }
      const before = t === 0 ? 0 : offsets[t - 1]!;
      for (let s = before; s < count; s++) {
        const r = fired[s]!;
        for (let k = starts[r]!; k < starts[r + 1]!; k++) arriving[targets[k]!]! += recurrent[k]!;
      }
      if (inhibition !== 0) {
        for (let s = before; s < count; s++) {
          for (let i = 0; i < neurons; i++) if (i !== fired[s]!) arriving[i]! -= inhibition;
        }
      }
      if (fired.length < count + neurons) fired = enlarged(fired, 2 * (count + neurons));
      for (let i = 0; i < neurons; i++) {
        let I = current[i]!;
        I -= I / tauSynapse;
        I += arriving[i]!;
        current[i] = I;
        let potential = v[i]!;
        potential -= potential / tauMembrane;
        potential += I / tauSynapse;
        if (t < restingUntil[i]!) potential = 0;
        if (potential > threshold) {
          fired[count++] = i;
          restingUntil[i] = t + 1 + refractory;
          potential = 0;
        }
        v[i] = potential;
      }
      offsets[t + 1] = count;
    }
    return { offsets, neurons: fired.slice(0, count) };
  }
}

function enlarged(values: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(values);
  return larger;
}
