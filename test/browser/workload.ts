/**
 * What Node and a browser both compute, hashed name by name: training of seeded small networks on a
 * number of threads, and the exact functions and random numbers that everything else rests on.
 */
import { exp, log, norm, softmax } from '../../src/core/math.ts';
import { Random } from '../../src/core/random.ts';
import { asinh, cos, sin, sinh } from '../../src/core/trigonometry.ts';
import type { EngineNetwork } from '../../src/engine/engine.ts';
import type { IntrinsicPlasticitySettings } from '../../src/engine/plasticity-settings.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from '../engine/random-network.ts';
import { digest } from './digest.ts';

export type Hashes = Record<string, string>;

const shared = {
  inputs: 20,
  classes: 5,
  lengths: [40, 25, 33, 40, 1, 17],
  density: 0.15,
  types: ['exc', 'inh', 'none'],
} as const;

export const PLANS: Readonly<Record<string, NetworkPlan>> = {
  motif: { ...shared, seed: 21, layers: [{ kind: 'scml', neurons: 50, size: 8 }] },
  'cross-entropy': {
    ...shared,
    seed: 26,
    layers: [{ kind: 'scml', neurons: 50, size: 8 }],
    loss: { kind: 'cross-entropy', sharpness: 40, reference: 0.25 },
  },
  supernet: { ...shared, seed: 22, layers: [{ kind: 'supernet', neurons: 36, size: 6 }] },
  dense: { ...shared, seed: 23, layers: [{ kind: 'dense', neurons: 33, size: 1 }] },
  stacked: {
    ...shared,
    seed: 24,
    layers: [
      { kind: 'scml', neurons: 40, size: 5 },
      { kind: 'feedforward', neurons: 19, size: 1 },
      { kind: 'supernet', neurons: 24, size: 4 },
      { kind: 'dense', neurons: 16, size: 1 },
    ],
  },
  // Inputs times neurons above 131,072: weights beyond the cache have a path of their own.
  'large input': {
    ...shared,
    seed: 25,
    inputs: 1200,
    density: 0.1,
    layers: [{ kind: 'scml', neurons: 112, size: 16 }],
  },
};

const ADAM = {
  learningRate: 5e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledWeightDecay: 0.1,
  clipGradientNorm: 1,
  clipFeedforward: 4,
};
const PLASTICITY: Omit<IntrinsicPlasticitySettings, 'mode'> = {
  targetRate: 0.2,
  learningRate: 0.05,
  tauCalcium: 64,
  minimumRate: 0.01,
  resistanceBounds: [4, 64],
  tauBounds: [4, 64],
};
/** Batches of gradients and Adam. */
const BATCHES = 4;

/** Batches both smaller and larger than the number of threads, and both modes of plasticity. */
async function train(network: EngineNetwork, plan: NetworkPlan): Promise<Hashes> {
  const samples = randomSamples(plan);
  const hidden = plan.layers.map((_, l) => l);
  const results: Float64Array[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const { loss, losses, scores, spikes } = await network.gradients(
      batch % 2 === 0 ? samples : samples.slice(batch, batch + 2),
    );
    await network.adamStep(ADAM);
    const rates = await network.intrinsicPlasticity(samples, hidden, {
      ...PLASTICITY,
      mode: batch % 2 === 0 ? 'window' : 'online',
    });
    results.push(Float64Array.of(loss, ...rates), losses, spikes, ...scores);
  }
  const { scores, spikes } = await network.record(samples[0]!);
  const parameters = plan.layers.map((_, l) => network.neurons(l));
  return {
    weights: await digest(network.weights as Float32Array),
    gradient: await digest(network.gradient as Float32Array),
    moments: await digest(
      network.adam.firstMoment as Float32Array,
      network.adam.secondMoment as Float32Array,
    ),
    neurons: await digest(
      ...parameters.flatMap(({ resistance, tau }) => [resistance, tau] as Float32Array[]),
    ),
    results: await digest(...results),
    recording: await digest(
      scores,
      ...spikes.flatMap(({ offsets, neurons }) => [offsets, neurons]),
    ),
  };
}

/** Hashes of everything that training leaves behind, by network. */
export async function engineHashes(
  threads: number,
  plans: Readonly<Record<string, NetworkPlan>> = PLANS,
): Promise<Hashes> {
  const engine = createWasmEngine(threads);
  const hashes: Hashes = {};
  for (const [name, plan] of Object.entries(plans)) {
    const { network } = await randomNetwork(engine, plan);
    try {
      for (const [part, hash] of Object.entries(await train(network, plan))) {
        hashes[`${name}: ${part}`] = hash;
      }
    } finally {
      network.dispose();
    }
  }
  return hashes;
}

/** Arguments of every size and sign, powers of two and their neighbours among them. */
function grid(): Float64Array {
  const values = [0, -0, Number.MIN_VALUE, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN];
  for (let exponent = -1074; exponent <= 1023; exponent += 3) {
    for (const mantissa of [1, 1 + Number.EPSILON, 1.37, Math.SQRT2, 2 - Number.EPSILON]) {
      values.push(mantissa * 2 ** exponent, -mantissa * 2 ** exponent);
    }
  }
  for (let k = -8000; k <= 8000; k++) values.push(k / 11);
  return Float64Array.from(values);
}

/** NaNs have many bit patterns, and which of them an operation gives is not fixed. */
const withoutNaN = (values: Float64Array): Float64Array =>
  values.map((value) => (Number.isNaN(value) ? 12345.678 : value));

/** Hashes of the exact functions on a grid, and of random numbers of every kind. */
export async function coreHashes(): Promise<Hashes> {
  const values = grid();
  const moderate = values.filter((x) => Math.abs(x) <= 2 ** 20);
  const random = new Random(2 ** 40 + 7, 'browser');
  const draw = (count: number, next: () => number) => Float64Array.from({ length: count }, next);
  return {
    exp: await digest(withoutNaN(values.map(exp))),
    log: await digest(withoutNaN(values.map(log))),
    softmax: await digest(softmax(moderate.map((x) => x / 2 ** 11))),
    norm: await digest(Float64Array.of(norm(moderate))),
    sin: await digest(moderate.map(sin)),
    cos: await digest(moderate.map(cos)),
    sinh: await digest(withoutNaN(values.map(sinh))),
    asinh: await digest(withoutNaN(values.filter((x) => x >= 0).map(asinh))),
    uniform: await digest(draw(5000, () => random.uniform())),
    integer: await digest(draw(5000, () => random.integer(1000))),
    normal: await digest(draw(5000, () => random.normal())),
    permutation: await digest(random.permutation(999)),
  };
}
