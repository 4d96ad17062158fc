/** An ST-RSBP network, ready to classify: the output that fires most says the class. */
import type { EventSample } from '../../data/events/sample.ts';
import { spectralRadius } from '../../model/spectral-radius.ts';
import type { Tensor } from '../../training/job.ts';
import type { Tensors } from '../../training/network.ts';
import { edgesOf } from '../edge-tensors.ts';
import type { BaselineModel, Classifier, Examined, SpikingLayer } from '../system.ts';
import type { StRsbpArchitecture } from './architecture.ts';
import { SpikeTrainRunner } from './forward.ts';
import { countLoss, type DesiredCounts } from './loss.ts';
import { counted, type SpikeTrainLayer, type Train } from './network.ts';
import {
  type Column,
  layerSizes,
  layerVectors,
  networkOn,
  type SpikeTrainShape,
  weightCount,
} from './shape.ts';

/** MACs of a neuron in a step: one for the synapse filter, two for the membrane. */
const NEURON_MACS = 3;

const tensorNames = (layer: string) => ({
  weights: `${layer}.weights`,
  recurrent: `${layer}.recurrent`,
  offsets: `${layer}.offsets`,
  sources: `${layer}.sources`,
});

export function stRsbpShapes(
  architecture: StRsbpArchitecture,
): ReadonlyMap<string, readonly number[]> {
  return new Map(
    layerSizes(architecture).flatMap(({ name, neurons, inputs, recurrent }) => {
      const names = tensorNames(name);
      const weights: [string, number[]] = [names.weights, [neurons, inputs]];
      if (recurrent === null) return [weights];
      const pattern: [string, number[]][] = [
        [names.recurrent, [recurrent]],
        [names.offsets, [neurons + 1]],
        [names.sources, [recurrent]],
      ];
      return [weights, ...pattern];
    }),
  );
}

export function stRsbpTensors(
  { architecture, columns }: SpikeTrainShape,
  weights: Float64Array,
): Tensors {
  const tensors: Record<string, Tensor> = {};
  const vectors = layerVectors(architecture, weights);
  layerSizes(architecture).forEach(({ name, neurons, inputs }, l) => {
    const names = tensorNames(name);
    tensors[names.weights] = { shape: [neurons, inputs], data: vectors[l]!.weights.slice() };
    const column = columns[l];
    if (!column) return;
    const vector = (data: Tensor['data']): Tensor => ({ shape: [data.length], data });
    tensors[names.recurrent] = vector(vectors[l]!.recurrent.slice());
    tensors[names.offsets] = vector(column.edges.offsets);
    tensors[names.sources] = vector(column.edges.sources);
  });
  return tensors;
}

/** @throws MotifsmithError `artifact` if tensors, of the right shapes, hold what cannot be */
export function openStRsbp({
  architecture,
  tensors,
}: BaselineModel<StRsbpArchitecture>): StRsbpClassifier {
  const weights = new Float64Array(weightCount(architecture));
  const vectors = layerVectors(architecture, weights);
  const columns = layerSizes(architecture).map(({ name, neurons, recurrent }, l): Column | null => {
    const names = tensorNames(name);
    vectors[l]!.weights.set(tensors[names.weights]!.data);
    if (recurrent === null) return null;
    vectors[l]!.recurrent.set(tensors[names.recurrent]!.data);
    return { edges: edgesOf(tensors, names, neurons) };
  });
  const shape = { architecture, columns };
  return new StRsbpClassifier(shape, new SpikeTrainRunner(networkOn(shape, weights)));
}

/** The spikes that outputs should have over a sample of so many steps. */
export function wantedCounts({ counts }: StRsbpArchitecture, steps: number): DesiredCounts {
  const { desired, undesired, margin } = counts;
  const share = steps / counts.steps;
  return { desired: desired * share, undesired: undesired * share, margin: margin * share };
}

export const trainOfSample = ({ offsets, channels }: EventSample): Train => ({
  offsets,
  neurons: channels,
});

/** Spectral radius of the recurrent weights of a layer, as shares of its threshold; null without any. */
export function recurrentRadius({ recurrence, threshold }: SpikeTrainLayer): number | null {
  if (!recurrence) return null;
  const { edges, weights } = recurrence;
  return spectralRadius(
    edges,
    weights.map((weight) => weight / threshold),
  );
}

export class StRsbpClassifier implements Classifier {
  readonly #shape: SpikeTrainShape;
  readonly #runner: SpikeTrainRunner;

  constructor(shape: SpikeTrainShape, runner: SpikeTrainRunner) {
    this.#shape = shape;
    this.#runner = runner;
  }

  get classes(): number {
    return this.#shape.architecture.outputs;
  }

  get shape() {
    return { layers: this.#runner.network.layers };
  }

  get parameters() {
    return { trainable: weightCount(this.#shape.architecture), fixed: 0 };
  }

  get layers(): readonly SpikingLayer[] {
    const { layers, neuron } = this.#runner.network;
    return layers.slice(0, -1).map((layer) => ({
      kind: layer.recurrence ? 'column' : 'feedforward',
      neurons: layer.neurons,
      resistance: new Float64Array(layer.neurons).fill(neuron.tauMembrane),
      tau: new Float64Array(layer.neurons).fill(neuron.tauMembrane),
      spectralRadius: recurrentRadius(layer),
    }));
  }

  async evaluate(samples: readonly EventSample[]) {
    const { layers } = this.#runner.network;
    const losses = new Float64Array(samples.length);
    const spikes = new Float64Array(layers.length);
    const scores: Float64Array[] = [];
    let steps = 0;
    for (const [b, sample] of samples.entries()) {
      const trains = this.#runner.trains(trainOfSample(sample));
      const { counts } = counted(trains.at(-1)!, this.classes);
      const wanted = wantedCounts(this.#shape.architecture, sample.steps);
      losses[b] = countLoss(counts, sample.label, wanted).loss;
      scores.push(counts);
      trains.forEach(({ neurons }, l) => {
        spikes[l]! += neurons.length;
      });
      steps += sample.steps;
    }
    return { losses, scores, spikes, steps };
  }

  /** A spike in the last step arrives nowhere, unless it is a step without delay to the next layer. */
  async examine(sample: EventSample): Promise<Examined> {
    const { neuron, layers, lateralInhibition } = this.#runner.network;
    const { steps } = sample;
    const input = trainOfSample(sample);
    const trains = this.#runner.trains(input);
    let inputAc = 0;
    const operations = layerSizes(this.#shape.architecture).map(({ name, neurons }, l) => {
      const inputSpikes = (trains[l - 1] ?? input).offsets[steps - neuron.inputDelay]!;
      const feedforward = inputSpikes * neurons;
      if (l === 0) inputAc = feedforward;
      const { offsets, neurons: fired } = trains[l]!;
      const returning = fired.subarray(0, offsets[steps - 1]);
      const { recurrence } = layers[l]!;
      let recurrent = 0;
      if (recurrence) {
        const degrees = new Uint32Array(neurons);
        for (const source of recurrence.edges.sources) degrees[source]! += 1;
        for (const i of returning) recurrent += degrees[i]!;
      }
      const inhibits = l === layers.length - 1 && lateralInhibition !== 0;
      if (inhibits) recurrent += returning.length * (neurons - 1);
      return { name, inputSpikes, ac: feedforward + recurrent, mac: NEURON_MACS * neurons * steps };
    });
    const spikes = trains.map((train, l) => counted(train, layers[l]!.neurons).counts);
    return { scores: spikes.at(-1)!, spikes, operations, inputAc };
  }

  dispose(): void {
    // All memory is garbage-collected.
  }
}
