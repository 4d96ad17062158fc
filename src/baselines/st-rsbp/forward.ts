/** The forward pass, one layer over a whole sample at a time. */
import { visitEdges } from '../../model/edges.ts';
import {
  type SpikeTrainLayer,
  type SpikeTrainNetwork,
  type SpikeTrainNeuron,
  spikesAt,
  type Train,
  trainOf,
} from './network.ts';

/** W by source: what each neuron sends to the others of its layer, [N] lists of target and weight. */
function outgoing({ neurons, recurrence }: SpikeTrainLayer): [target: number, weight: number][][] {
  const lists = Array.from({ length: neurons }, (): [number, number][] => []);
  if (!recurrence) return lists;
  visitEdges(recurrence.edges, (e, target, source) => {
    lists[source]!.push([target, recurrence.weights[e]!]);
  });
  return lists;
}

/**
 * v ← (1 − 1/τm) v + I/τs with I ← (1 − 1/τs) I + input; a spike where v > ν, after which v is 0 and stays it for the
 * refractory steps.
 * @param inhibition of all other neurons by each spike, a step later
 */
function layerSpikes(
  { tauMembrane, tauSynapse, refractory, inputDelay }: SpikeTrainNeuron,
  layer: SpikeTrainLayer,
  input: Train,
  inhibition: number,
): Train {
  const { neurons, inputs, threshold, weights } = layer;
  const sends = outgoing(layer);
  const v = new Float64Array(neurons);
  const current = new Float64Array(neurons);
  const restingUntil = new Float64Array(neurons);
  const rows: number[][] = [];
  for (let t = 0; t + 1 < input.offsets.length; t++) {
    const arriving = new Float64Array(neurons);
    for (const j of spikesAt(input, t - inputDelay)) {
      for (let i = 0; i < neurons; i++) arriving[i]! += weights[i * inputs + j]!;
    }
    const own = rows[t - 1] ?? [];
    for (const r of own) for (const [target, weight] of sends[r]!) arriving[target]! += weight;
    if (inhibition !== 0) {
      for (const r of own) {
        for (let i = 0; i < neurons; i++) if (i !== r) arriving[i]! -= inhibition;
      }
    }
    const fired: number[] = [];
    for (let i = 0; i < neurons; i++) {
      v[i]! -= v[i]! / tauMembrane;
      current[i]! -= current[i]! / tauSynapse;
      current[i]! += arriving[i]!;
      v[i]! += current[i]! / tauSynapse;
      if (t < restingUntil[i]!) v[i] = 0;
      if (!(v[i]! > threshold)) continue;
      fired.push(i);
      v[i] = 0;
      restingUntil[i] = t + 1 + refractory;
    }
    rows.push(fired);
  }
  return trainOf(rows);
}

/** [layers] spikes of all layers. */
export function forwardTrains(
  { neuron, layers, lateralInhibition }: SpikeTrainNetwork,
  input: Train,
): Train[] {
  const trains: Train[] = [];
  layers.forEach((layer, l) => {
    const inhibition = l === layers.length - 1 ? lateralInhibition : 0;
    trains.push(layerSpikes(neuron, layer, trains[l - 1] ?? input, inhibition));
  });
  return trains;
}
