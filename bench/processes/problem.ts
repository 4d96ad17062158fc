/** Writes the files of a workload for the peers: arguments are the workload, a folder, and the batch if it is another. */
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { buildWorkload } from '../network.ts';
import { writeProblem } from '../problem.ts';
import { workloadNamed, workloadSamples } from '../workloads.ts';

const [name, folder, batch] = process.argv.slice(2);
const named = workloadNamed(name!);
const workload = { ...named, batch: Number(batch ?? named.batch) };
const { network, plan } = await buildWorkload(createWasmEngine(), workload);
writeProblem(folder!, plan, network, workloadSamples(workload));
network.dispose();
console.log('{}');
