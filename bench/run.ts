/**
 * Times forward, backward and Adam on the workloads: `npm run bench`. Prints milliseconds a batch
 * and a sample (medians of five or more), the hidden firing rate and a hash of the final weights.
 */
import { createHash } from 'node:crypto';
import { Random } from '../src/core/random.ts';
import type { EngineNetwork } from '../src/engine/engine.ts';
import { createWasmEngine } from '../src/engine/wasm/engine.ts';
import { blueprint } from '../src/model/shape.ts';
import { WORKLOADS, type Workload, workloadArchitecture, workloadSamples } from './workloads.ts';

/** `npm run bench -- 2`: threads a network. */
const engine = createWasmEngine(Number(process.argv[2] ?? 1));

const ADAM = {
  learningRate: 5e-4,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  clipGradientNorm: null,
  clipFeedforward: null,
};

async function build(workload: Workload): Promise<EngineNetwork> {
  const built = blueprint(workloadArchitecture(workload));
  const network = await engine.createNetwork(built.shape, built.layout);
  const random = new Random(1, `bench/${workload.name}/weights`);
  const { weights } = network;
  for (const { kind, layer, offset, length } of built.layout.segments) {
    const fan = built.shape.layers[layer]!.inputs;
    const scale = Math.sqrt(2 / fan) * (layer === 0 ? workload.inputScale : 1);
    for (let k = offset; k < offset + length; k++) {
      weights[k] = kind === 'recurrent' ? 0.2 : scale * random.normal();
    }
  }
  built.shape.layers.forEach((_, l) => {
    network.neurons(l).resistance.fill(16);
    network.neurons(l).tau.fill(16);
    const coupling = built.couplings[l];
    if (coupling) network.setCoupling(l, coupling);
  });
  return network;
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measure(workload: Workload, repeats: number) {
  const network = await build(workload);
  const samples = workloadSamples(workload);
  const first = await network.gradients(samples);
  const rate = first.spikes[0]! / (first.steps * workload.neurons);
  const times: number[] = [];
  for (let k = 0; k < repeats + 2; k++) {
    const begin = performance.now();
    await network.gradients(samples);
    await network.adamStep(ADAM);
    times.push(performance.now() - begin);
  }
  const milliseconds = median(times.slice(2));
  const hash = createHash('sha256').update(network.weights).digest('hex').slice(0, 16);
  return { milliseconds, perSample: milliseconds / workload.batch, rate, hash };
}

for (const workload of WORKLOADS) {
  const { milliseconds, perSample, rate, hash } = await measure(workload, 15);
  const steps = workload.neurons * workload.steps;
  console.log(
    `${workload.name}  ${milliseconds.toFixed(2)} ms a batch of ${workload.batch}, ` +
      `${perSample.toFixed(3)} ms a sample, ${((perSample * 1e6) / steps).toFixed(2)} ns a neuron-step, ` +
      `hidden rate ${(rate * 100).toFixed(1)} %, weights ${hash}`,
  );
}
