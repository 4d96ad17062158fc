/**
 * One point of the scale measurements: arguments are neurons, steps, batch and workers. The layer is
 * that of W1, larger, its samples longer. Prints JSON.
 */
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { peakMemory } from '../memory.ts';
import { buildWorkload } from '../network.ts';
import type { ScalePoint } from '../scale.ts';
import { median } from '../statistics.ts';
import { ADAM, workloadNamed, workloadSamples } from '../workloads.ts';

const WARM_UPS = 2;
const LEAST_BATCHES = 3;
const LEAST_MS = 2000;

const [neurons, steps, batch, workers] = process.argv.slice(2).map(Number) as [
  number,
  number,
  number,
  number,
];
const workload = { ...workloadNamed('W1'), neurons, steps, batch };
const samples = workloadSamples(workload);
const before = peakMemory();
const { network } = await buildWorkload(createWasmEngine(workers), workload);
const times: number[] = [];
const start = performance.now();
while (times.length < WARM_UPS + LEAST_BATCHES || performance.now() - start < LEAST_MS) {
  const begin = performance.now();
  await network.gradients(samples);
  await network.adamStep(ADAM);
  times.push(performance.now() - begin);
}
const ms = median(times.slice(WARM_UPS));
const rssMB = peakMemory();
const neuronSteps = neurons * steps * batch;
const point: ScalePoint = {
  neurons,
  steps,
  batch,
  ms,
  nanosecondsPerNeuronStep: (ms * 1e6) / neuronSteps,
  rssMB,
  bytesPerNeuronStep: ((rssMB - before) * 1e6) / neuronSteps,
};
console.log(JSON.stringify(point));
