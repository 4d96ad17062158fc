/** A small network with known spikes, and networks with random weights, for the tests of analyses. */
import { Random } from '../../src/core/random.ts';
import type { Engine, EngineNetwork } from '../../src/engine/engine.ts';
import type { Architecture } from '../../src/model/architecture-schema.ts';
import { initialIntrinsic } from '../../src/model/initialise.ts';
import type { Readout } from '../../src/model/readout.ts';
import { blueprint } from '../../src/model/shape.ts';
import { openModel, type TrainedModel } from '../../src/training/network.ts';
import { CLASSES, INPUTS, NEURON } from '../training/toy.ts';

/** Motifs with every type, a dense layer and one without recurrence. */
export const ARCHITECTURE: Architecture = {
  inputs: INPUTS,
  hidden: [
    {
      kind: 'scml',
      neurons: 7,
      motif: {
        size: 2,
        intra: [
          ['exc', 'none'],
          ['inh', 'exc'],
        ],
        inter: [
          ['exc', 'none'],
          ['none', 'inh'],
        ],
      },
      boundary: 'open',
    },
    { kind: 'dense', neurons: 4 },
    { kind: 'feedforward', neurons: 5 },
  ],
  outputs: CLASSES,
  neuron: NEURON,
};

/** Weights large enough that all layers spike. */
export function randomModel(seed: number, readout: Readout = 'spiking'): TrainedModel {
  const plan = blueprint(ARCHITECTURE);
  const random = new Random(seed, 'weights');
  const weights = new Float32Array(plan.layout.length);
  for (const { kind, offset, length, nonNegative } of plan.layout.segments) {
    for (let k = offset; k < offset + length; k++) {
      const value = kind === 'feedforward' ? 0.3 + 1.5 * random.normal() : 0.4 * random.normal();
      weights[k] = nonNegative ? Math.abs(value) : value;
    }
  }
  return { architecture: { ...ARCHITECTURE, readout }, weights, neurons: initialIntrinsic(plan) };
}

export const randomNetwork = (
  engine: Engine,
  seed: number,
  readout?: Readout,
): Promise<EngineNetwork> => openModel(engine, randomModel(seed, readout));
