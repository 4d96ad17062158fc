/**
 * Measures how long one step takes on this device:
 *
 *   node examples/streaming-latency.mjs [network.safetensors]
 *
 * Without a file, it uses a random network of 800 neurons in motifs of 16. In each step, one input channel
 * in ten has an event.
 */
import { readFile } from 'node:fs/promises';
import { loadNetwork } from 'motifsmith/runtime';

const STEPS = 20_000;
const WARM_UP = 5000;

async function drawNetwork() {
  const { blueprint, initialIntrinsic, initialWeights } = await import('motifsmith/core');
  const { encodePortable } = await import('motifsmith/interop');
  const { fixedArchitecture } = await import('motifsmith/search');
  const template = {
    inputs: 78,
    outputs: 26,
    neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
    hidden: [{ kind: 'scml', neurons: 800 }],
    motifSizes: [16],
    boundary: 'open',
    lateral: true,
  };
  const architecture = fixedArchitecture(template, { kind: 'random', seed: 1 });
  const plan = blueprint(architecture);
  // Larger than the initial weights of a training, so that 6 % of the neurons spike per step.
  const weights = Float32Array.from(initialWeights(plan, 1, 'latency'), (weight) => 6 * weight);
  return encodePortable(
    { architecture, weights, neurons: initialIntrinsic(plan) },
    1,
    'safetensors',
  );
}

const [file] = process.argv.slice(2);
const bytes = file ? await readFile(file) : await drawNetwork();
const started = performance.now();
const network = await loadNetwork(bytes);
const loading = performance.now() - started;

/** The channels that have an event in each step, from a linear congruential generator. */
let seed = 1;
const draw = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const inputs = Array.from({ length: network.inputs }, (_, channel) => channel);
const steps = Array.from({ length: 1000 }, () => inputs.filter(() => draw() < 0.1));

const times = [];
let spikes = 0;
for (let t = 0; t < WARM_UP + STEPS; t++) {
  const channels = steps[t % steps.length];
  const before = performance.now();
  network.step(channels);
  const taken = performance.now() - before;
  if (t < WARM_UP) continue;
  times.push(taken);
  for (let l = 0; l < network.layers.length; l++) spikes += network.spikes(l).length;
}
times.sort((a, b) => a - b);
const microseconds = (share) => (1000 * times[Math.floor(share * STEPS)]).toFixed(1);
const neurons = network.layers.reduce((sum, count) => sum + count, 0);
console.log(`${bytes.length} bytes, loaded in ${loading.toFixed(0)} ms`);
console.log(
  `${neurons} neurons, ${((100 * spikes) / STEPS / neurons).toFixed(1)} % spike per step`,
);
console.log(`µs per step: median ${microseconds(0.5)}, 99 % within ${microseconds(0.99)}`);
