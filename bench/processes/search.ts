/**
 * One search iteration (second-order architecture step, weight step, intrinsic plasticity) on a
 * supernet; arguments are neurons and workers. Prints JSON.
 */
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { DEFAULT_SEARCH, plasticitySettings } from '../../src/search/settings.ts';
import { searchIteration } from '../../src/search/supernet/iteration.ts';
import { ArchitectureParameters } from '../../src/search/supernet/parameters.ts';
import { peakMemory } from '../memory.ts';
import { buildSupernet } from '../network.ts';
import type { SearchPoint } from '../scale.ts';
import { ADAM, NEURON_MODEL, workloadNamed, workloadSamples } from '../workloads.ts';

const [neurons, workers] = process.argv.slice(2).map(Number) as [number, number];
const workload = { ...workloadNamed('W1'), neurons };
const train = workloadSamples(workload);
const valid = workloadSamples(workload, 'valid');
const { network, plan } = await buildSupernet(createWasmEngine(workers), workload);
const parameters = ArchitectureParameters.initial(plan, 1, DEFAULT_SEARCH.initialTypeLogits);
const iterate = (batch: number) =>
  searchIteration({
    network,
    parameters,
    train,
    valid,
    window: train,
    order: 2,
    weights: ADAM,
    architecture: DEFAULT_SEARCH.architecture,
    relaxation: DEFAULT_SEARCH.relaxation,
    prices: null,
    moment: { seed: 1, stage: 'size', iteration: batch - 1, progress: 0 },
    plasticity: plasticitySettings(DEFAULT_SEARCH.plasticity, NEURON_MODEL),
    position: { stage: 'size', epoch: 1, batch },
  });
// The first compiles and reserves.
await iterate(1);
const begin = performance.now();
await iterate(2);
const point: SearchPoint = { neurons, ms: performance.now() - begin, rssMB: peakMemory() };
console.log(JSON.stringify(point));
