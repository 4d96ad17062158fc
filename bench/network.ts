/** Networks for measurements, with the same weights in every process, engine and thread count. */
import { Random } from '../src/core/random.ts';
import type { Engine, EngineNetwork } from '../src/engine/engine.ts';
import { PSC_LOSS } from '../src/engine/loss.ts';
import type { Architecture } from '../src/model/architecture-schema.ts';
import { DEFAULT_EXCITATORY_WEIGHT, initialIntrinsic } from '../src/model/initialise.ts';
import { type Blueprint, blueprint } from '../src/model/shape.ts';
import { createNetwork } from '../src/training/network.ts';
import { supernetArchitecture, type Workload, workloadArchitecture } from './workloads.ts';

/** A network made ready, and its blueprint. */
export interface Built {
  readonly network: EngineNetwork;
  readonly plan: Blueprint;
}

/**
 * Builds a network with He-normal feedforward weights and the default excitatory weights.
 * @param stream names the random stream of the weights
 * @param inputScale factor on the weights of the first layer
 */
async function buildNetwork(
  engine: Engine,
  architecture: Architecture,
  stream: string,
  inputScale: number,
): Promise<Built> {
  const plan = blueprint(architecture);
  const random = new Random(1, stream);
  const weights = new Float32Array(plan.layout.length);
  for (const { kind, layer, offset, length } of plan.layout.segments) {
    const fan = plan.shape.layers[layer]!.inputs;
    const scale = Math.sqrt(2 / fan) * (layer === 0 ? inputScale : 1);
    for (let k = offset; k < offset + length; k++) {
      weights[k] = kind === 'recurrent' ? DEFAULT_EXCITATORY_WEIGHT : scale * random.normal();
    }
  }
  const network = await createNetwork(engine, plan, weights, initialIntrinsic(plan), PSC_LOSS);
  return { network, plan };
}

/** The network of a workload. */
export function buildWorkload(engine: Engine, workload: Workload): Promise<Built> {
  const stream = `bench/${workload.name}/weights`;
  return buildNetwork(engine, workloadArchitecture(workload), stream, workload.inputScale);
}

/** The supernet of a workload; its couplings are left to the search. */
export function buildSupernet(engine: Engine, workload: Workload): Promise<Built> {
  return buildNetwork(
    engine,
    supernetArchitecture(workload),
    'bench/supernet/weights',
    workload.inputScale,
  );
}
