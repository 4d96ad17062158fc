/** A bias, and a synaptic time constant of each layer, against what they mean. */
import { describe, expect, it } from 'vitest';
import type { EventSample } from '../../src/data/events/sample.ts';
import { sampleFromEvents } from '../../src/data/events/sample.ts';
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { visitEdges } from '../../src/model/edges.ts';
import { type Blueprint, blueprint } from '../../src/model/shape.ts';
import { createNetwork } from '../../src/training/network.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const ENGINES = [referenceEngine, createWasmEngine(2)];

const PLAN: NetworkPlan = {
  seed: 3,
  inputs: 10,
  classes: 5,
  layers: [
    { kind: 'scml', neurons: 20, size: 4 },
    { kind: 'feedforward', neurons: 17, size: 1 },
    { kind: 'dense', neurons: 18, size: 1 },
  ],
  lengths: [60, 45],
  density: 0.25,
  types: ['exc', 'inh', 'none'],
  synapses: true,
  bias: true,
};

/**
 * Spikes [layers][[step, neuron]] by J = W s + W_rec s' + b, I += (J − I)/τs, u += (R I − u)/τ.
 */
function simulate(network: EngineNetwork, { architecture, shape, layout, couplings }: Blueprint) {
  const state = shape.layers.map(({ neurons }) => ({
    current: new Float64Array(neurons),
    potential: new Float64Array(neurons),
    fired: [] as number[],
  }));
  const weightsOf = (l: number, kind: string) => {
    const found = layout.segments.find((part) => part.layer === l && part.kind === kind)!;
    return network.weights.subarray(found.offset, found.offset + found.length);
  };
  return (sample: EventSample): [number, number][][] => {
    for (const { current, potential, fired } of state) {
      current.fill(0);
      potential.fill(0);
      fired.length = 0;
    }
    const spikes: [number, number][][] = shape.layers.map(() => []);
    for (let t = 0; t < sample.steps; t++) {
      let arriving = Array.from(
        sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!),
      );
      shape.layers.forEach(({ neurons, edges }, l) => {
        const layer = architecture.hidden[l];
        const own = layer && layer.kind !== 'supernet' ? layer.tauSynapse : undefined;
        const tauSynapse = own ?? architecture.neuron.tauSynapse;
        const { resistance, tau, bias } = network.neurons(l);
        const { current, potential, fired } = state[l]!;
        const input = Float64Array.from(bias!);
        const feedforward = weightsOf(l, 'feedforward');
        for (const j of arriving) {
          for (let i = 0; i < neurons; i++) input[i]! += feedforward[j * neurons + i]!;
        }
        if (edges) {
          const { gain, offset } = couplings[l]!;
          const recurrent = weightsOf(l, 'recurrent');
          visitEdges(edges, (e, target, source) => {
            if (fired.includes(source)) input[target]! += gain[e]! * recurrent[e]! + offset[e]!;
          });
        }
        fired.length = 0;
        for (let i = 0; i < neurons; i++) {
          current[i]! += (input[i]! - current[i]!) / tauSynapse;
          potential[i]! += (resistance[i]! * current[i]! - potential[i]!) / tau[i]!;
          if (!(potential[i]! > shape.threshold)) continue;
          potential[i] = 0;
          fired.push(i);
          spikes[l]!.push([t, i]);
        }
        arriving = [...fired];
      });
    }
    return spikes;
  };
}

describe.each(ENGINES)('$name', (engine) => {
  it('gives the spikes of the equations', async () => {
    const { network, built } = await randomNetwork(engine, PLAN);
    expect(built.shape.layers.map(({ tauSynapse }) => tauSynapse)).toEqual([2.5, 6, 4, undefined]);
    const run = simulate(network, built);
    for (const sample of randomSamples(PLAN)) {
      const { spikes } = await network.record(sample);
      const found = spikes.map(({ offsets, neurons }) =>
        Array.from({ length: sample.steps }, (_, t) =>
          Array.from(neurons.subarray(offsets[t], offsets[t + 1]), (i) => [t, i]),
        ).flat(),
      );
      const expected = run(sample);
      expect(found).toEqual(expected);
      for (const layer of expected) expect(layer.length).toBeGreaterThan(20);
    }
  });

  it('takes a bias for the weights of a channel that fires at every step', async () => {
    const layers = [] as const;
    const inputs = 6;
    const plan = { ...PLAN, layers, inputs, lengths: [60, 45, 80, 70] };
    const { network } = await randomNetwork(engine, plan);
    const bias = network.neurons(0).bias!;
    const other = await randomNetwork(engine, { ...plan, inputs: inputs + 1, bias: false });
    other.network.weights.set([...network.weights, ...bias]);
    const { resistance, tau } = network.neurons(0);
    other.network.neurons(0).resistance.set(resistance);
    other.network.neurons(0).tau.set(tau);
    const samples = randomSamples(plan);
    const withChannel = samples.map(({ steps, offsets, channels, label }) => {
      const times = Array.from({ length: steps }, (_, t) =>
        new Array<number>(offsets[t + 1]! - offsets[t]!).fill(t),
      ).flat();
      const always = Array.from({ length: steps }, (_, t) => t);
      return sampleFromEvents(
        steps,
        [...times, ...always],
        [...channels, ...always.map(() => inputs)],
        label,
      );
    });
    const result = await network.gradients(samples, { neurons: true });
    const expected = await other.network.gradients(withChannel, { neurons: true });
    expect(result.spikes).toEqual(expected.spikes);
    expect(result.spikes[0]).toBeGreaterThan(50);
    const close = (found: ArrayLike<number>, wanted: ArrayLike<number>, digits: number) =>
      Array.from(found).forEach((value, k) => {
        expect(value).toBeCloseTo(wanted[k]!, digits);
      });
    const digits = engine.name === 'reference' ? 12 : 5;
    close(result.losses, expected.losses, digits);
    close(network.gradient, other.network.gradient, digits);
    for (const name of ['resistance', 'tau'] as const) {
      close(network.neuronGradient(0)[name], other.network.neuronGradient(0)[name], digits);
    }
    expect(bias).toEqual(network.neurons(0).bias);
  });

  it('hands errors down through the filter of the layer that receives the spikes', async () => {
    // Channel 0 makes the hidden neuron fire at step 2, channel 1 silences it from then on; channels 2 + t fire at step
    // t alone, into weights of 0.
    const steps = 12;
    const [tauHidden, tauOutput] = [30, 5];
    const plan = blueprint({
      inputs: 2 + steps,
      hidden: [{ kind: 'feedforward', neurons: 1, tauSynapse: tauHidden }],
      outputs: 1,
      neuron: {
        tauMembrane: 8,
        tauSynapse: tauOutput,
        threshold: 1,
        inhibitoryWeight: -2,
      },
    });
    const network = await engine.createNetwork(plan.shape, plan.layout);
    const w = 7;
    network.weights.set([10, -10, ...new Array<number>(steps).fill(0), w]);
    const [R, τ] = [40, 9];
    for (const l of [0, 1]) {
      network.neurons(l).resistance.fill(R);
      network.neurons(l).tau.fill(τ);
    }
    const always = Array.from({ length: steps }, (_, t) => t);
    const channels = [0, 1, ...always.map((t) => 2 + t)];
    const sample = sampleFromEvents(steps, [2, 3, ...always], channels, 0);
    const { offsets } = (await network.record(sample)).spikes[0]!;
    expect(always.filter((t) => offsets[t + 1]! > offsets[t]!)).toEqual([2]);
    await network.gradients([sample]);
    const filtered = network.gradient.slice(2, 2 + steps);
    const D = Array.from(
      filtered,
      (error, t) => tauHidden * (error - (1 - 1 / tauHidden) * (filtered[t + 1] ?? 0)),
    );
    // D̃ of the output neuron at step 2: of a single spike, it is the gradient of the weight.
    const G = w * network.gradient[2 + steps]!;
    const P = 1 / ((R / τ) * (10 / tauHidden));
    expect(Math.abs(G)).toBeGreaterThan(1e-3);
    expect(D[2]! / ((R / τ) * P * G)).toBeCloseTo(1, engine.name === 'reference' ? 10 : 3);
  });

  it('is told how many biases there are', async () => {
    const plan = blueprint({
      inputs: 2,
      hidden: [],
      outputs: 2,
      neuron: { tauMembrane: 8, tauSynapse: 4, threshold: 1, inhibitoryWeight: -2 },
      bias: true,
    });
    const own = { resistance: [8, 8], tau: [8, 8] };
    const open = (neurons: object, built = plan) =>
      createNetwork(engine, built, [0, 0, 0, 0], [{ ...own, ...neurons }], { kind: 'psc' });
    await expect(open({})).rejects.toMatchObject({ kind: 'artifact', where: 'neurons.0.bias' });
    const network = await open({ bias: [1, -1] });
    expect(Array.from(network.neurons(0).bias!)).toEqual([1, -1]);
    const { bias: _, ...architecture } = plan.architecture;
    await expect(open({ bias: [1, -1] }, blueprint(architecture))).rejects.toMatchObject({
      where: 'neurons.0.bias',
    });
  });
});
