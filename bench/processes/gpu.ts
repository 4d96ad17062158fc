/**
 * One workload at one size of batch, on the graphics card, there also several networks at a time, and on the processor
 * in turns: arguments are the workload, the batch, the threads of the processor and how often to time. Prints JSON.
 */
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { createWebgpuEngine } from '../../src/engine/webgpu/engine.ts';
import type { CardPoint } from '../gpu.ts';
import { buildWorkload } from '../network.ts';
import { median } from '../statistics.ts';
import { ADAM, workloadNamed, workloadSamples } from '../workloads.ts';

/** Pairs of batches stop here, whatever was asked for: a card that is slow is measured no better by waiting. */
const MOST_MS = 8000;

const [name, batch, workers, repeats] = process.argv.slice(2);
const workload = { ...workloadNamed(name!), batch: Number(batch) };
const samples = workloadSamples(workload);
const engine = await createWebgpuEngine();
const cards: EngineNetwork[] = [];
for (let k = 0; k < engine.networksAtATime; k++) {
  cards.push((await buildWorkload(engine, workload)).network);
}
const card = cards[0]!;
const processor = (await buildWorkload(createWasmEngine(Number(workers)), workload)).network;

/** Milliseconds of a batch of each network, all together. */
async function time(...networks: EngineNetwork[]): Promise<number> {
  const begin = performance.now();
  await Promise.all(
    networks.map(async (network) => {
      await network.gradients(samples);
      await network.adamStep(ADAM);
    }),
  );
  return performance.now() - begin;
}

// Compiles, and reserves memory.
await time(...cards);
await time(processor);
const turns: [card: number, together: number, processor: number][] = [];
const start = performance.now();
do {
  turns.push([await time(card), (await time(...cards)) / cards.length, await time(processor)]);
} while (turns.length < Number(repeats) && performance.now() - start < MOST_MS);
const neuronSteps = workload.neurons * workload.steps * workload.batch;
const togetherMs = median(turns.map(([, ms]) => ms));
const point: CardPoint = {
  workload: workload.name,
  batch: workload.batch,
  device: engine.device!,
  workers: Number(workers),
  networks: cards.length,
  aloneMs: median(turns.map(([ms]) => ms)),
  togetherMs,
  processorMs: median(turns.map(([, , ms]) => ms)),
  processorToTogether: median(turns.map(([, ours, theirs]) => theirs / ours)),
  nanosecondsPerNeuronStep: (togetherMs * 1e6) / neuronSteps,
};
console.log(JSON.stringify(point));
for (const network of [...cards, processor]) network.dispose();
