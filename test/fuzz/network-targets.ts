/** The readers of trained networks: NIR, the runtime's file, exported files, architectures, weights. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MotifsmithError } from '../../src/core/errors.ts';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import type { PortableModel } from '../../src/exchange/portable-model.ts';
import {
  decodePortable,
  encodePortable,
  type PortableFormat,
} from '../../src/experiment/portable-files.ts';
import { parseArchitectureText } from '../../src/model/parse-architecture.ts';
import { blueprint } from '../../src/model/shape.ts';
import { decodeWeights, encodeWeights } from '../../src/run/schema/weights-file.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import { PLANS, portable } from '../exchange/networks.ts';
import { craftSafetensors } from './container-targets.ts';
import { damageJsonBytes } from './json-damage.ts';
import { bytesOf, type FuzzTarget } from './target.ts';

const FOREIGN = join(import.meta.dirname, '../exchange/foreign');
const STEP_MS = 1;
/** Bytes that a network may take. */
const MEMORY = 2 ** 26;
/** Steps that a network which was accepted must survive. */
const STEPS = 3;

const models = (): Promise<PortableModel[]> =>
  Promise.all(
    [PLANS.motif!, PLANS.stacked!, PLANS['no hidden layer']!].map(
      async (plan) => (await portable(plan)).model,
    ),
  );

/** What is wrong with the sizes of an imported network, or null. */
function modelProblem({ architecture, weights, neurons }: PortableModel): string | null {
  const { layout, shape } = blueprint(architecture);
  if (weights.length !== layout.length) return `${weights.length} weights of ${layout.length}`;
  const wrong = shape.layers.findIndex(
    ({ neurons: count }, l) =>
      neurons[l]?.resistance.length !== count || neurons[l]?.tau.length !== count,
  );
  return wrong < 0 ? null : `R and τ of layer ${wrong}`;
}

const nir: FuzzTarget = {
  id: 'nir',
  kinds: ['artifact', 'usage'],
  seeds: async () => {
    const [model] = await models();
    const options = { stepSeconds: 0.001, target: 'generic', allowLossy: false } as const;
    const own = (await exportNir(model!, options)).bytes;
    const foreign = ['snntorch', 'norse-v114', 'rockpool'].map(
      (name) => new Uint8Array(readFileSync(join(FOREIGN, `${name}.nir`))),
    );
    return [own, ...foreign];
  },
  run: (input, random) => {
    const stepSeconds = [0.0001, 0.001, null][random.integer(3)]!;
    try {
      return modelProblem(importNir(input, 'input', { stepSeconds, unpackedBytes: MEMORY }).model);
    } catch (error) {
      // Only the missing step is the user's to give.
      const usage = error instanceof MotifsmithError && error.kind === 'usage';
      if (usage && stepSeconds !== null) throw new Error('usage', { cause: error });
      throw error;
    }
  },
};

const networkFile: FuzzTarget = {
  id: 'network-file',
  kinds: ['artifact', 'usage'],
  seeds: async () => (await models()).map((model) => encodePortable(model, STEP_MS, 'safetensors')),
  craft: craftSafetensors,
  run: async (input, random) => {
    const network = await loadNetwork(input, 'input');
    for (let t = 0; t < STEPS; t++) {
      const { scores, decision } = network.step([random.integer(network.inputs)]);
      if (scores.length !== network.classes) return `${scores.length} scores`;
      if (!(decision >= 0 && decision < network.classes)) return `class ${decision}`;
    }
    return null;
  },
};

function exportedTarget(format: PortableFormat): FuzzTarget {
  return {
    id: `exported-${format}`,
    kinds: format === 'npz' ? ['artifact', 'data'] : ['artifact'],
    seeds: async () => (await models()).map((model) => encodePortable(model, STEP_MS, format)),
    ...(format === 'safetensors' ? { craft: craftSafetensors } : {}),
    run: (input) => modelProblem(decodePortable(input, format, 'input', MEMORY)),
  };
}

/** The weights of a run, beside a sound architecture. */
function weightsTarget(): FuzzTarget {
  let known: PortableModel | null = null;
  return {
    id: 'weights',
    kinds: ['artifact'],
    seeds: async () => {
      known = (await models())[1]!;
      return [encodeWeights(known)];
    },
    craft: craftSafetensors,
    run: (input) => modelProblem(decodeWeights(input, known!.architecture, 'input')),
  };
}

const architecture: FuzzTarget = {
  id: 'architecture',
  kinds: ['artifact'],
  share: 2,
  seeds: async () => (await models()).map((model) => bytesOf(JSON.stringify(model.architecture))),
  craft: (random, seeds) => damageJsonBytes(seeds, random),
  run: (input) => {
    const { inputs, outputs } = parseArchitectureText(new TextDecoder().decode(input), 'input');
    return inputs >= 1 && outputs >= 1 ? null : `${inputs} inputs, ${outputs} outputs`;
  },
};

export const NETWORK_TARGETS: readonly FuzzTarget[] = [
  nir,
  networkFile,
  exportedTarget('safetensors'),
  exportedTarget('npz'),
  weightsTarget(),
  architecture,
];
