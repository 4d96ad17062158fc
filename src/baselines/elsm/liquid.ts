/**
 * The liquid that a mask makes of weights between all neurons, which never change. They are N², so those that a mask
 * leaves are drawn again for each liquid rather than all of them kept.
 */
import { Random } from '../../core/random.ts';
import type { EdgePattern } from '../../model/edges.ts';
import { type Mask, maskEdges } from '../evolution/mask.ts';
import type { Liquid } from '../reservoir/liquid.ts';
import type { ElsmSettings } from './settings.ts';

/** [inputs][N], single-precision numbers for either engine. */
export function drawInputWeights(
  { neurons, inputWeight }: ElsmSettings,
  inputs: number,
  seed: number,
): Float32Array {
  const largest = inputWeight ?? 1 / Math.sqrt(inputs);
  const random = new Random(seed, 'elsm/input');
  const weights = new Float32Array(inputs * neurons);
  for (let k = 0; k < weights.length; k++) weights[k] = largest * (2 * random.uniform() - 1);
  return weights;
}

/** Of the weights between all neurons, drawn row by row, those of the connections there are. */
function drawRecurrentWeights({ neurons, offsets, sources }: EdgePattern, seed: number) {
  const largest = 1 / Math.sqrt(neurons);
  const random = new Random(seed, 'elsm/recurrent');
  const weights = new Float32Array(sources.length);
  for (let target = 0; target < neurons; target++) {
    let e = offsets[target]!;
    for (let source = 0; source < neurons; source++) {
      const weight = largest * (2 * random.uniform() - 1);
      if (e < offsets[target + 1]! && sources[e] === source) weights[e++] = weight;
    }
  }
  return weights;
}

/** @param input weights, [inputs][N] @param seed of the others */
export function maskedLiquid(
  { neurons, tauMembrane, threshold }: ElsmSettings,
  input: Float32Array,
  mask: Mask,
  seed: number,
): Liquid {
  const edges = maskEdges(mask);
  return {
    inputs: input.length / neurons,
    // u ← u + (I − u)/τ: no filter of the synapses, and R = 1.
    neuron: { tauSynapse: 1, threshold },
    edges,
    input,
    recurrent: drawRecurrentWeights(edges, seed),
    resistance: new Float32Array(neurons).fill(1),
    tau: new Float32Array(neurons).fill(tauMembrane),
  };
}
