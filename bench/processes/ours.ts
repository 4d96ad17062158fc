/**
 * Our contender: forward pass, TSSL-BP and Adam on one workload; arguments are the workload, the
 * number of workers and, to keep it from 256-bit vectors, `narrow`. The network is that which a user of the package would build.
 */
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { peakMemory } from '../memory.ts';
import { buildWorkload } from '../network.ts';
import { median } from '../statistics.ts';
import { ADAM, workloadNamed, workloadSamples } from '../workloads.ts';

/** Updates before the weights are hashed, however many of them are timed. */
const HASHED_UPDATES = 17;
const WARM_UP_UPDATES = 3;
const WARM_UP_MS = 500;
/** A turn: batches one after the other, as in training, until this long has passed. */
const TURN_MS = 400;

const [name, workers, width] = process.argv.slice(2);
const workload = workloadNamed(name!);
const engine = createWasmEngine(Number(workers), width !== 'narrow');
const { network } = await buildWorkload(engine, workload);
const samples = workloadSamples(workload);
const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);

let updates = 0;
let hash = '';

/** One batch; its duration, ms. */
async function update(): Promise<number> {
  const begin = performance.now();
  await network.gradients(samples);
  await network.adamStep(ADAM);
  const ms = performance.now() - begin;
  updates += 1;
  if (updates === HASHED_UPDATES) {
    hash = createHash('sha256').update(network.weights).digest('hex').slice(0, 16);
  }
  return ms;
}

/** Median duration of the batches of a turn, ms. */
async function turn(): Promise<number> {
  const times: number[] = [];
  const begin = performance.now();
  do times.push(await update());
  while (performance.now() - begin < TURN_MS);
  return median(times);
}

const first = await network.gradients(samples);
const begin = performance.now();
while (updates < WARM_UP_UPDATES || performance.now() - begin < WARM_UP_MS) await update();
say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  say({ ms: await turn() });
}
const rssMB = peakMemory();
while (updates < HASHED_UPDATES) await update();
const rate = first.spikes[0]! / (first.steps * workload.neurons);
say({ rssMB, hash, loss: first.loss, rate });
network.dispose();
