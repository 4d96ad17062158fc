/**
 * One workload at one size of batch, on the graphics card and on the processor in turns: arguments are the workload, the
 * batch, the threads of the processor and how often to time. Prints JSON.
 */
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { createWebgpuEngine } from '../../src/engine/webgpu/engine.ts';
import type { GpuPoint } from '../gpu.ts';
import { buildWorkload } from '../network.ts';
import { median } from '../statistics.ts';
import { ADAM, workloadNamed, workloadSamples } from '../workloads.ts';

/** Pairs of batches stop here, whatever was asked for: a card that is slow is measured no better by waiting. */
const MOST_MS = 20_000;

const [name, batch, workers, repeats] = process.argv.slice(2);
const workload = { ...workloadNamed(name!), batch: Number(batch) };
const samples = workloadSamples(workload);
const engine = await createWebgpuEngine();
const card = (await buildWorkload(engine, workload)).network;
const processor = (await buildWorkload(createWasmEngine(Number(workers)), workload)).network;

async function time(network: EngineNetwork): Promise<number> {
  const begin = performance.now();
  await network.gradients(samples);
  await network.adamStep(ADAM);
  return performance.now() - begin;
}

// Compiles, and reserves memory.
await time(card);
await time(processor);
const pairs: [card: number, processor: number][] = [];
const start = performance.now();
do {
  pairs.push([await time(card), await time(processor)]);
} while (pairs.length < Number(repeats) && performance.now() - start < MOST_MS);
const webgpuMs = median(pairs.map(([ms]) => ms));
const point: GpuPoint = {
  workload: workload.name,
  batch: workload.batch,
  device: engine.device!,
  workers: Number(workers),
  webgpuMs,
  wasmMs: median(pairs.map(([, ms]) => ms)),
  ratio: median(pairs.map(([ours, theirs]) => theirs / ours)),
  nanosecondsPerNeuronStep: (webgpuMs * 1e6) / (workload.neurons * workload.steps * workload.batch),
};
console.log(JSON.stringify(point));
card.dispose();
processor.dispose();
