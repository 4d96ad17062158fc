/**
 * What a search and a user do besides training, on the layer of W1: arguments are the row, the
 * number of workers and how often to time it. Prints JSON.
 */
import { createHash } from 'node:crypto';
import type { EngineNetwork, Vector } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { encodePortable } from '../../src/experiment/portable-files.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import { DEFAULT_SEARCH, plasticitySettings } from '../../src/search/settings.ts';
import { architectureGradient, softly } from '../../src/search/supernet/architecture-gradient.ts';
import { ArchitectureParameters } from '../../src/search/supernet/parameters.ts';
import { readModel } from '../../src/training/network.ts';
import type { ExtraName, ExtraResult } from '../extras.ts';
import { peakMemory } from '../memory.ts';
import { buildSupernet, buildWorkload } from '../network.ts';
import { median, quantile } from '../statistics.ts';
import { ADAM, NEURON_MODEL, workloadNamed, workloadSamples } from '../workloads.ts';

/** Goes into the file; nothing here depends on it. */
const STEP_MS = 1;
/** Before the clock runs and the result is hashed. */
const WARM_UPS = 3;

const [row, workers, repeats] = process.argv.slice(2);
const engine = createWasmEngine(Number(workers));
const workload = workloadNamed('W1');
const samples = workloadSamples(workload);

const hashOf = (...values: Vector[]): string => {
  const hash = createHash('sha256');
  for (const part of values) hash.update(part);
  return hash.digest('hex').slice(0, 16);
};

/** Median duration, ms, and the hash of what the warm-ups led to. */
async function time(
  once: () => Promise<unknown>,
  result: () => Vector[],
): Promise<{ ms: number; hash: string }> {
  for (let k = 0; k < WARM_UPS; k++) await once();
  const hash = hashOf(...result());
  const times: number[] = [];
  for (let k = 0; k < Number(repeats); k++) {
    const begin = performance.now();
    await once();
    times.push(performance.now() - begin);
  }
  return { ms: median(times), hash };
}

async function alphaStep() {
  const { network, plan } = await buildSupernet(engine, workload);
  const parameters = ArchitectureParameters.initial(plan, 1, DEFAULT_SEARCH.initialTypeLogits);
  const valid = workloadSamples(workload, 'valid');
  const how = {
    order: 2,
    xi: ADAM.learningRate,
    clipGradientNorm: null,
    train: samples,
  } as const;
  const step = async () => {
    const relaxed = softly(parameters.searched);
    const { gradients } = await architectureGradient(network, relaxed, valid, how);
    parameters.step(gradients, DEFAULT_SEARCH.architecture);
  };
  return time(step, () => [parameters.values]);
}

async function perSample(
  once: (network: EngineNetwork) => Promise<Vector[]>,
): Promise<{ samplesPerSecond: number; hash: string }> {
  const { network } = await buildWorkload(engine, workload);
  let last: Vector[] = [];
  const { ms, hash } = await time(
    async () => {
      last = await once(network);
    },
    () => last,
  );
  return { samplesPerSecond: (1000 * samples.length) / ms, hash };
}

const plasticityPass = () =>
  perSample(async (network) => {
    const settings = plasticitySettings(DEFAULT_SEARCH.plasticity, NEURON_MODEL)!;
    await network.intrinsicPlasticity(samples, [0], settings);
    const { resistance, tau } = network.neurons(0);
    return [resistance, tau];
  });

const inference = () => perSample(async (network) => (await network.evaluate(samples)).scores);

/** Latencies of the steps of all samples, once the code is warm. */
async function latencies(
  begin: () => (channels: Uint32Array) => Float64Array,
): Promise<Omit<ExtraResult, 'rssMB'>> {
  const microseconds: number[] = [];
  const scores: Float64Array[] = [];
  for (let pass = 0; pass < 2; pass++) {
    microseconds.length = 0;
    scores.length = 0;
    for (const { steps, offsets, channels } of samples) {
      const step = begin();
      let last: Float64Array = new Float64Array();
      for (let t = 0; t < steps; t++) {
        const events = channels.subarray(offsets[t]!, offsets[t + 1]!);
        const start = performance.now();
        last = step(events);
        microseconds.push(1000 * (performance.now() - start));
      }
      scores.push(last);
    }
  }
  return {
    medianMicroseconds: median(microseconds),
    p99Microseconds: quantile(microseconds, 0.99),
    hash: hashOf(...scores),
  };
}

async function streaming() {
  const { network } = await buildWorkload(engine, workload);
  return latencies(() => {
    let state = network.initialState();
    return (events) => {
      state = network.step(state, events);
      return state.scores;
    };
  });
}

/** The network as its users load it, which carries its state itself. */
async function runtime() {
  const { network, plan } = await buildWorkload(engine, workload);
  const bytes = encodePortable(readModel(network, plan.architecture), STEP_MS, 'safetensors');
  const loaded = await loadNetwork(bytes);
  return latencies(() => {
    loaded.reset();
    return (events) => loaded.step(events).scores;
  });
}

const rows: Record<ExtraName, () => Promise<Omit<ExtraResult, 'rssMB'>>> = {
  alphaStep,
  plasticityPass,
  inference,
  streaming,
  runtime,
};
const result = await rows[row as ExtraName]();
console.log(JSON.stringify({ ...result, rssMB: peakMemory() }));
