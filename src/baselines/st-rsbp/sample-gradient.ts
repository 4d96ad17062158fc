/** One sample through the whole network and back. */
import {
  addWeightGradient,
  errorsBelow,
  type LayerPass,
  layerPass,
  neuronErrors,
  outputFactors,
  type RecurrentError,
} from './backward.ts';
import type { EffectTable } from './effect-table.ts';
import type { SpikeTrainRunner } from './forward.ts';
import { countLoss, type DesiredCounts, withForcedSpikes } from './loss.ts';
import { counted, type LayerVectors, type Train } from './network.ts';

export interface SampleGradient {
  /** E, without the weight of the sample. */
  readonly loss: number;
  /** [K] before any spikes were given; the class is the first largest. */
  readonly counts: Float64Array;
  /** [layers] how many spikes there were, without those given. */
  readonly spikes: readonly number[];
  /** [layers] those given to a silent output included. */
  readonly trains: readonly Train[];
  /** [K]; null without lateral inhibition. */
  readonly outputFactors: Float64Array | null;
  readonly passes: readonly LayerPass[];
  /** [layers] ∂E/∂o [N], times the weight of the sample. */
  readonly countErrors: readonly Float64Array[];
}

/** A network, and how errors go back through it. */
export interface Backpropagation {
  readonly runner: SpikeTrainRunner;
  readonly table: EffectTable;
  /** How weights of recurrent layers see the error. */
  readonly rule: RecurrentError;
}

export interface GivenSample {
  readonly input: Train;
  readonly label: number;
  readonly wanted: DesiredCounts;
  /** Of the sample in its gradient. */
  readonly weight: number;
}

/** @param to [layers] what ∂E/∂w is added to */
export function sampleGradient(
  { runner, table, rule }: Backpropagation,
  { input, label, wanted, weight }: GivenSample,
  to: readonly LayerVectors[],
): SampleGradient {
  const { network } = runner;
  const { layers } = network;
  const last = layers.length - 1;
  const fired = runner.trains(input);
  const { counts } = counted(fired[last]!, layers[last]!.neurons);
  const { loss, errors: outputErrors } = countLoss(counts, label, wanted);
  const factors = outputFactors(network, fired[last]!, label);
  const trains = fired.with(last, withForcedSpikes(fired[last]!, label, wanted.desired));
  /** Of the input, then of all layers. */
  const all = [
    counted(input, layers[0]!.inputs),
    ...layers.map(({ neurons }, l) => counted(trains[l]!, neurons)),
  ];
  const passes: LayerPass[] = [];
  const countErrors: Float64Array[] = [];
  let error: Float64Array = outputErrors.map((value) => weight * value);
  for (let l = last; l >= 0; l--) {
    const [layer, below, own] = [layers[l]!, all[l]!, all[l + 1]!];
    const pass = layerPass(network, layer, table, below, own);
    const errors = neuronErrors(layer, pass, own, error, rule, l === last ? factors : null);
    addWeightGradient(layer, pass, errors, to[l]!);
    passes[l] = pass;
    countErrors[l] = error;
    if (l > 0) error = errorsBelow(layer, pass, below, errors);
  }
  const spikes = fired.map(({ neurons }) => neurons.length);
  return { loss, counts, spikes, trains, outputFactors: factors, passes, countErrors };
}
