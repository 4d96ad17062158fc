/** Whether the engines of the processor compute, on this machine, the bits that they compute on every other. */
import { MotifsmithError } from '../core/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { createEngine } from '../experiment/engines.ts';
import { sha256 } from '../files/sha256.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../model/initialise.ts';
import { blueprint } from '../model/shape.ts';
import { topologyFromTypes } from '../model/topology.ts';
import { createNetwork } from '../training/network.ts';
import { DEFAULT_WEIGHT_SETTINGS } from '../training/settings.ts';
import { type Finding, ok, problem } from './finding.ts';
import { networkMemory } from './memory.ts';
import { randomBatch } from './random-batch.ts';

const ARCHITECTURE: Architecture = {
  inputs: 24,
  hidden: [
    {
      kind: 'scml',
      neurons: 40,
      boundary: 'open',
      motif: topologyFromTypes(2, ['exc', 'inh', 'exc', 'none', 'inh', 'exc', 'exc', 'inh']),
    },
    { kind: 'dense', neurons: 20 },
  ],
  outputs: 4,
  neuron: { tauMembrane: 8, tauSynapse: 4, threshold: 1, inhibitoryWeight: -2 },
};
const BATCHES = 4;
const BATCH = {
  samples: 6,
  steps: 40,
  inputs: ARCHITECTURE.inputs,
  classes: ARCHITECTURE.outputs,
  density: 0.3,
};

/** SHA-256 of the weights of a small network after a few updates. */
export async function trainedBits(engine: Engine): Promise<string> {
  const plan = blueprint(ARCHITECTURE);
  const { loss } = DEFAULT_WEIGHT_SETTINGS;
  const weights = initialWeights(plan, 1, 'doctor');
  const network = await createNetwork(engine, plan, weights, initialIntrinsic(plan), loss);
  try {
    const batch = randomBatch('doctor', BATCH);
    for (let k = 0; k < BATCHES; k++) {
      await network.gradients(batch);
      await network.adamStep(DEFAULT_WEIGHT_SETTINGS);
    }
    const trained = network.weights.slice();
    return sha256(new Uint8Array(trained.buffer));
  } finally {
    network.dispose();
  }
}

/** What `trainedBits` is everywhere. A new value needs a reason: results of users change with it. */
export const EXPECTED = {
  reference: 'eb98243563a89afcc9cd81fe2259c2286e5f712e615374a5fd55bc4de9b541bc',
  wasm: 'ae44b4f7e4f58a5fcc386dc71e030b5eb005d6ed40ade35ca0686566a15c6315',
} as const;

const REMEDY = 'Please report it, with the output of `motifsmith doctor --json`.';

/** Both engines; `wasm` on one thread and on two. */
export async function engineBits(expected: typeof EXPECTED = EXPECTED): Promise<Finding> {
  if (typeof WebAssembly === 'undefined' || networkMemory().state === 'problem') {
    return problem('not tried, because of the problem above', 'Mend that first.');
  }
  const runs = [
    ['reference', 1],
    ['wasm', 1],
    ['wasm', 2],
  ] as const;
  for (const [name, threads] of runs) {
    const label = threads === 1 ? name : `${name} on ${threads} threads`;
    try {
      const bits = await trainedBits(await createEngine(name, threads));
      if (bits === expected[name]) continue;
    } catch (error) {
      if (!(error instanceof MotifsmithError)) throw error;
      return problem(`${label}: ${error.message}`, error.remedy ?? REMEDY);
    }
    return problem(`${label} computes other bits than on other machines`, REMEDY);
  }
  return ok('both compute the same bits as on other machines');
}
