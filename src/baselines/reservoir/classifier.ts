/** A liquid and its readout, ready to classify. */
import type { EventSample } from '../../data/events/sample.ts';
import type { Engine, EngineNetwork, SpikeTrain } from '../../engine/engine.ts';
import { spectralRadius } from '../../model/spectral-radius.ts';
import type { Tensors } from '../../training/network.ts';
import {
  type Readout,
  readOut,
  readoutLoss,
  readoutOf,
  readoutParameters,
  readoutTensors,
} from '../readout/readout.ts';
import { spikingScores } from '../readout/spiking-readout.ts';
import type { Classifier, Examined, SpikingLayer } from '../system.ts';
import { featuresOf, type ReservoirArchitecture } from './architecture.ts';
import { type FeatureOptions, spikeFeatures } from './features.ts';
import { type Liquid, liquidOf, liquidTensors, openLiquid } from './liquid.ts';

/** MACs of a neuron in a step: one for the synapse filter, two for the membrane. */
const NEURON_MACS = 3;

/** The tensors of a liquid and its readout. */
export const reservoirTensors = (liquid: Liquid, readout: Readout): Tensors => ({
  ...liquidTensors(liquid),
  ...readoutTensors(readout),
});

/**
 * @param tensors of the shapes that `reservoirShapes` gives
 * @throws MotifsmithError `artifact` if they hold what cannot be
 */
export async function openReservoir(
  engine: Engine,
  architecture: ReservoirArchitecture,
  tensors: Tensors,
): Promise<ReservoirClassifier> {
  const { inputs, neurons, connections, neuron } = architecture;
  const size = { inputs, neurons, connections: connections.recurrent };
  const liquid = liquidOf(tensors, size, neuron);
  const network = await openLiquid(engine, liquid);
  const readout = readoutOf(tensors, architecture.readout);
  return new ReservoirClassifier(network, liquid, architecture, readout);
}

export class ReservoirClassifier implements Classifier {
  readonly #network: EngineNetwork;
  readonly #liquid: Liquid;
  readonly #architecture: ReservoirArchitecture;
  readonly #readout: Readout;
  /** [inputs], [N] synapses that leave each. */
  readonly #inputDegrees: Uint32Array;
  readonly #degrees: Uint32Array;
  readonly #features: Float32Array;

  /** @param network of the liquid, which is the classifier's from now on */
  constructor(
    network: EngineNetwork,
    liquid: Liquid,
    architecture: ReservoirArchitecture,
    readout: Readout,
  ) {
    this.#network = network;
    this.#liquid = liquid;
    this.#architecture = architecture;
    this.#readout = readout;
    this.#features = new Float32Array(featuresOf(architecture));
    this.#degrees = new Uint32Array(liquid.edges.neurons);
    for (const source of liquid.edges.sources) this.#degrees[source]! += 1;
    this.#inputDegrees = new Uint32Array(liquid.inputs);
    for (let k = 0; k < liquid.input.length; k++) {
      if (liquid.input[k] !== 0) this.#inputDegrees[Math.floor(k / liquid.edges.neurons)]! += 1;
    }
  }

  get classes(): number {
    return this.#architecture.outputs;
  }

  /** R and τ of every neuron are fixed as well. */
  get parameters() {
    const { neurons, connections, outputs } = this.#architecture;
    return {
      trainable: readoutParameters(featuresOf(this.#architecture), outputs),
      fixed: connections.input + connections.recurrent + 2 * neurons,
    };
  }

  get shape() {
    return { layers: [{ neurons: this.#architecture.neurons }] };
  }

  get layers(): readonly SpikingLayer[] {
    const { edges, recurrent, resistance, tau } = this.#liquid;
    return [
      {
        kind: 'reservoir',
        neurons: edges.neurons,
        resistance,
        tau,
        spectralRadius: spectralRadius(edges, recurrent),
      },
    ];
  }

  async evaluate(samples: readonly EventSample[]) {
    const losses = new Float64Array(samples.length);
    const scores: Float64Array[] = [];
    let spikes = 0;
    let steps = 0;
    for (const [b, sample] of samples.entries()) {
      const train = (await this.#network.record(sample)).spikes[0]!;
      scores.push(this.#scores(train, sample.steps));
      losses[b] = readoutLoss(this.#readout.kind, scores[b]!, sample.label);
      spikes += train.neurons.length;
      steps += sample.steps;
    }
    return { losses, scores, spikes: Float64Array.of(spikes), steps };
  }

  async examine(sample: EventSample): Promise<Examined> {
    const { steps } = sample;
    const { spikes } = await this.#network.record(sample);
    const { offsets, neurons: fired } = spikes[0]!;
    const { neurons, features } = this.#architecture;
    const counts = new Uint32Array(neurons);
    for (const neuron of fired) counts[neuron]! += 1;
    const inputAc = sample.channels.reduce((sum, c) => sum + this.#inputDegrees[c]!, 0);
    // A spike in the last step arrives nowhere.
    let recurrent = 0;
    for (let s = 0; s < offsets[steps - 1]!; s++) recurrent += this.#degrees[fired[s]!]!;
    return {
      scores: this.#scores(spikes[0]!, steps),
      spikes: [counts],
      operations: [
        {
          name: 'hidden.0',
          inputSpikes: sample.channels.length,
          ac: inputAc + recurrent,
          mac: NEURON_MACS * neurons * steps,
        },
        this.#readoutOperations(features, fired.length, steps),
      ],
      inputAc,
    };
  }

  /**
   * With `rate`, a spike adds a row of the weights, divided by the deviations once and for all, to the scores of its
   * window: one accumulation a class. With `trace`, a trace decays at every step, and each is weighted where it is read.
   * Spiking neurons take a row at each spike, and a MAC for the bias and two for the membrane at every step.
   */
  #readoutOperations({ kind, windows }: FeatureOptions, spikes: number, steps: number) {
    const { neurons, outputs } = this.#architecture;
    const inputSpikes = spikes;
    if (this.#readout.kind === 'lif')
      return {
        name: 'output',
        inputSpikes,
        ac: spikes * outputs,
        mac: NEURON_MACS * steps * outputs,
      };
    if (kind === 'rate')
      return { name: 'output', inputSpikes, ac: spikes * outputs, mac: windows * outputs };
    const mac = neurons * (steps + windows * outputs);
    return { name: 'output', inputSpikes, ac: spikes, mac };
  }

  #scores(train: SpikeTrain, steps: number): Float64Array {
    if (this.#readout.kind === 'lif') return spikingScores(this.#readout, train, steps);
    const { neurons, features } = this.#architecture;
    spikeFeatures(train, neurons, steps, features, this.#features);
    return readOut(this.#readout, this.#features);
  }

  dispose(): void {
    this.#network.dispose();
  }
}
