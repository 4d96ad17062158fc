/** The liquid that a mask makes of weights between all neurons, which are drawn once and never change. */
import { Random } from '../../core/random.ts';
import { edgesFromSources } from '../../model/edges.ts';
import { type Mask, rowOf, visitRow } from '../evolution/mask.ts';
import type { Liquid } from '../reservoir/liquid.ts';
import type { ElsmSettings } from './settings.ts';

/** Weights of a seed, single-precision numbers for either engine. */
export interface FixedWeights {
  /** [inputs][N] */
  readonly input: Float32Array;
  /** [target][source] */
  readonly recurrent: Float32Array;
}

const uniform = (length: number, largest: number, random: Random): Float32Array =>
  Float32Array.from({ length }, () => largest * (2 * random.uniform() - 1));

export function drawWeights(
  { neurons, inputWeight }: ElsmSettings,
  inputs: number,
  seed: number,
): FixedWeights {
  const largest = inputWeight ?? 1 / Math.sqrt(inputs);
  return {
    input: uniform(inputs * neurons, largest, new Random(seed, 'elsm/input')),
    recurrent: uniform(
      neurons * neurons,
      1 / Math.sqrt(neurons),
      new Random(seed, 'elsm/recurrent'),
    ),
  };
}

export function maskedLiquid(
  { neurons, tauMembrane, threshold }: ElsmSettings,
  { input, recurrent }: FixedWeights,
  inputs: number,
  mask: Mask,
): Liquid {
  const rows = Array.from({ length: neurons }, (_, target) => {
    const sources: number[] = [];
    visitRow(rowOf(mask, target), (source) => sources.push(source));
    return sources;
  });
  const weights = rows.flatMap((sources, target) =>
    sources.map((source) => recurrent[target * neurons + source]!),
  );
  return {
    inputs,
    // u ← u + (I − u)/τ: no filter of the synapses, and R = 1.
    neuron: { tauSynapse: 1, threshold },
    edges: edgesFromSources(rows),
    input,
    recurrent: Float32Array.from(weights),
    resistance: new Float32Array(neurons).fill(1),
    tau: new Float32Array(neurons).fill(tauMembrane),
  };
}
