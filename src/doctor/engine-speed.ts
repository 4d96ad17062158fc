/** What each engine can do on this machine. */
import { MotifsmithError } from '../core/errors.ts';
import { ENGINE_NAMES, type EngineName } from '../engine/engine.ts';
import { createEngine } from '../experiment/engines.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../model/initialise.ts';
import { blueprint } from '../model/shape.ts';
import { positionCount, topologyFromTypes } from '../model/topology.ts';
import { createNetwork } from '../training/network.ts';
import { DEFAULT_WEIGHT_SETTINGS } from '../training/settings.ts';
import { randomBatch } from './random-batch.ts';

const MOTIF_SIZE = 8;
/** A layer of motifs, each connection excitatory, inhibitory or absent in turn. */
const ARCHITECTURE: Architecture = {
  inputs: 64,
  hidden: [
    {
      kind: 'scml',
      neurons: 400,
      boundary: 'open',
      motif: topologyFromTypes(
        MOTIF_SIZE,
        Array.from(
          { length: positionCount(MOTIF_SIZE) },
          (_, k) => (['exc', 'inh', 'none'] as const)[k % 3]!,
        ),
      ),
    },
  ],
  outputs: 10,
  neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
};
const BATCH = {
  samples: 64,
  steps: 100,
  inputs: ARCHITECTURE.inputs,
  classes: ARCHITECTURE.outputs,
  density: 0.1,
};
/** Milliseconds for each engine; the batch that is running then is finished. */
const PATIENCE = 1500;

/** An engine that works, and how fast it trains; or why it does not. */
export type EngineReport =
  | {
      readonly name: EngineName;
      readonly works: true;
      /** The graphics card; null: the processor. */
      readonly device: string | null;
      /** Neurons times steps times samples that training takes in a second, forward, backward and update. */
      readonly neuronStepsPerSecond: number;
    }
  | {
      readonly name: EngineName;
      readonly works: false;
      readonly problem: string;
      readonly remedy: string | null;
    };

async function measure(name: EngineName): Promise<EngineReport> {
  try {
    const engine = await createEngine(name);
    const plan = blueprint(ARCHITECTURE);
    const { loss } = DEFAULT_WEIGHT_SETTINGS;
    const weights = initialWeights(plan, 1, 'speed');
    const network = await createNetwork(engine, plan, weights, initialIntrinsic(plan), loss);
    try {
      const samples = randomBatch('speed', BATCH);
      const train = async () => {
        await network.gradients(samples);
        await network.adamStep(DEFAULT_WEIGHT_SETTINGS);
      };
      // The first batch compiles.
      await train();
      const begin = performance.now();
      let batches = 0;
      do {
        await train();
        batches++;
      } while (performance.now() - begin < PATIENCE);
      const seconds = (performance.now() - begin) / 1000;
      const neurons = plan.shape.layers.reduce((sum, layer) => sum + layer.neurons, 0);
      const neuronStepsPerSecond = (batches * BATCH.samples * BATCH.steps * neurons) / seconds;
      return { name, works: true, device: engine.device, neuronStepsPerSecond };
    } finally {
      network.dispose();
    }
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    return { name, works: false, problem: error.message, remedy: error.remedy ?? null };
  }
}

/** All engines, one after the other. */
export async function measureEngines(): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) reports.push(await measure(name));
  return reports;
}
