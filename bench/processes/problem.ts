/** Writes the files of a workload for the peers: arguments are the workload and a folder. */
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { buildWorkload } from '../network.ts';
import { writeProblem } from '../problem.ts';
import { workloadNamed, workloadSamples } from '../workloads.ts';

const [name, folder] = process.argv.slice(2);
const workload = workloadNamed(name!);
const { network, plan } = await buildWorkload(createWasmEngine(), workload);
writeProblem(folder!, plan, network, workloadSamples(workload));
network.dispose();
console.log('{}');
