/** Draws the liquid of a liquid state machine. */
import { Random } from '../../core/random.ts';
import {
  columnSize,
  connectionProbability,
  drawConnections,
  drawInput,
  drawTypes,
  MAASS_PAIRS,
  signedWeights,
} from '../reservoir/column.ts';
import type { Liquid } from '../reservoir/liquid.ts';
import type { LsmSettings } from './settings.ts';

/** The liquid of a seed, before calibration; its weights are single-precision numbers, for either engine. */
export function drawLiquid(settings: LsmSettings, inputs: number, seed: number): Liquid {
  const { shape, density, tauMembrane, tauSynapse, threshold } = settings;
  const neurons = columnSize(shape);
  const stream = (name: string) => new Random(seed, `lsm/${name}`);
  const inhibitory = drawTypes(neurons, settings.inhibitoryShare, stream('types'));
  const { EE, EI, IE, II } = MAASS_PAIRS;
  const probability = connectionProbability(shape, inhibitory, {
    pairs: { EE: density * EE, EI: density * EI, IE: density * IE, II: density * II },
    lambda: settings.lambda,
    self: false,
  });
  const random = stream('connections');
  const edges = drawConnections(neurons, probability, () => random.uniform());
  const { excitatoryWeight, inhibitoryWeight, inputFanOut, inputWeight } = settings;
  return {
    inputs,
    neuron: { tauSynapse, threshold },
    edges,
    input: drawInput(inputs, neurons, inputFanOut, inputWeight, stream('input')),
    recurrent: Float32Array.from(
      signedWeights(edges, inhibitory, excitatoryWeight, inhibitoryWeight),
    ),
    resistance: new Float32Array(neurons).fill(tauMembrane),
    tau: new Float32Array(neurons).fill(tauMembrane),
  };
}
