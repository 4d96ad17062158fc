/**
 * ∂E/∂R and ∂E/∂τ, from D_i[t] = ∂E/∂I_i[t], which is read from the gradients of weights: an input channel that
 * fires once, at step t, into weights of 0 changes nothing, and its gradients are D̃_i[t].
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import type { Engine, EngineNetwork, Vector } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { visitEdges } from '../../src/model/edges.ts';
import { type Blueprint, blueprint } from '../../src/model/shape.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const wasmEngine = createWasmEngine(2);

const plans: fc.Arbitrary<NetworkPlan> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  inputs: fc.integer({ min: 1, max: 9 }),
  classes: fc.integer({ min: 1, max: 5 }),
  layers: fc.array(
    fc.record({
      kind: fc.constantFrom('scml' as const, 'supernet' as const, 'dense' as const),
      neurons: fc.integer({ min: 1, max: 37 }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 2 },
  ),
  lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
  density: fc.constantFrom(0.1, 0.4, 1),
  types: fc.constant(['exc', 'inh', 'none'] as const),
  synapses: fc.boolean(),
  bias: fc.boolean(),
  readout: fc.constantFrom('spiking' as const, 'integrator' as const),
});

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Σ over what enters a neuron of weight times gradient. */
function byInput(
  network: EngineNetwork,
  built: Blueprint,
  gains: (l: number) => Vector | null,
  l: number,
) {
  const { neurons, inputs, edges } = built.shape.layers[l]!;
  const sums = new Float64Array(neurons);
  const segment = built.layout.segments.find((s) => s.layer === l && s.kind === 'feedforward')!;
  for (let k = 0; k < inputs * neurons; k++) {
    const at = segment.offset + k;
    sums[k % neurons]! += network.weights[at]! * network.gradient[at]!;
  }
  const effective = gains(l);
  if (edges && effective) {
    const gradient = network.edgeGradient(l);
    visitEdges(edges, (e, target) => {
      sums[target]! += effective[e]! * gradient[e]!;
    });
  }
  return sums;
}

describe('the gradients for R and τ', () => {
  it('agree between engines', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const samples = randomSamples(plan);
        const results = await Promise.all(
          [referenceEngine, wasmEngine].map(async (engine: Engine) => {
            const { network } = await randomNetwork(engine, plan);
            const { spikes } = await network.gradients(samples, { neurons: true });
            return { network, spikes };
          }),
        );
        const [reference, wasm] = results as [(typeof results)[0], (typeof results)[0]];
        // Where a potential touches the threshold, rounding may rightly decide either way.
        fc.pre(reference.spikes.every((count, l) => count === wasm.spikes[l]));
        reference.network.shape.layers.forEach((_, l) => {
          const wanted = reference.network.neuronGradient(l);
          const got = wasm.network.neuronGradient(l);
          for (const name of ['resistance', 'tau'] as const) {
            const scale = largest(wanted.resistance) + largest(wanted.tau);
            wanted[name].forEach((g, i) => {
              expect(Math.abs(got[name][i]! - g), `${name}[${i}]`).toBeLessThanOrEqual(
                2e-3 * scale + 1e-9,
              );
            });
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('change nothing else, and have the same bits for any number of threads', async () => {
    const [plan] = fc.sample(plans, { numRuns: 1, seed: 4 });
    const samples = randomSamples(plan!);
    const found: unknown[] = [];
    for (const [threads, neurons] of [
      [1, true],
      [3, true],
      [1, false],
    ] as const) {
      const { network } = await randomNetwork(createWasmEngine(threads), plan!);
      const result = await network.gradients(samples, { neurons });
      const layers = network.shape.layers.map((_, l) => (neurons ? network.neuronGradient(l) : l));
      if (!neurons) expect(() => network.neuronGradient(0)).toThrow('was not asked for');
      found.push({ result, gradient: network.gradient.slice(), ...(neurons && { layers }) });
      network.dispose();
    }
    const { layers: _, ...plain } = found[0] as { layers: unknown };
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(plain);
  });

  it('scale with R as with all weights: R ∂E/∂R = Σ w ∂E/∂w', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { network, built } = await randomNetwork(referenceEngine, { ...plan, bias: false });
        await network.gradients(randomSamples(plan), { neurons: true });
        built.shape.layers.forEach(({ edges }, l) => {
          const coupling = built.couplings[l];
          if (edges && !coupling) return;
          const segment = built.layout.segments.find(
            (s) => s.layer === l && s.kind === 'recurrent',
          );
          const effective = coupling?.gain.map(
            (gain, e) => gain * network.weights[segment!.offset + e]! + coupling.offset[e]!,
          );
          const sums = byInput(network, built, () => effective ?? null, l);
          const { resistance } = network.neurons(l);
          const gradient = network.neuronGradient(l);
          sums.forEach((sum, i) => {
            expect(resistance[i]! * gradient.resistance[i]!).toBeCloseTo(sum, 9);
          });
        });
      }),
      { numRuns: 60 },
    );
  });
});

/** Channels 0 … 2 drive one neuron; channel 3 + t fires at step t alone, into a weight of 0. */
const STEPS = 12;
const TAU_SYNAPSE = 30;

async function singleNeuron(engine: Engine, bias = 0) {
  const built = blueprint({
    inputs: 3 + STEPS,
    hidden: [],
    outputs: 1,
    neuron: { tauMembrane: 8, tauSynapse: TAU_SYNAPSE, threshold: 1, inhibitoryWeight: -2 },
    ...(bias !== 0 && { bias: true }),
  });
  const network = await engine.createNetwork(built.shape, built.layout);
  network.weights.set([60, -45, 3]);
  network.neurons(0).bias?.fill(bias);
  const { resistance, tau } = network.neurons(0);
  resistance[0] = 7;
  tau[0] = 9;
  const times: number[] = [];
  const channels: number[] = [];
  for (let t = 0; t < STEPS; t++) {
    for (const [channel, fires] of [t === 0, t === 1, t % 4 === 2].entries()) {
      if (!fires) continue;
      times.push(t);
      channels.push(channel);
    }
    times.push(t);
    channels.push(3 + t);
  }
  return { network, sample: sampleFromEvents(STEPS, times, channels, 0) };
}

/** I[t], u[t] before reset, s[t] and δ[t] of the neuron, by the public interface alone. */
async function trajectory(network: EngineNetwork, sample: EventSample) {
  const { resistance, tau } = network.neurons(0);
  await network.gradients([sample], { neurons: true });
  const filtered = Array.from(network.gradient.slice(3, 3 + STEPS));
  const delta = filtered.map((error, t) => {
    const after = filtered[t + 1] ?? 0;
    const D = TAU_SYNAPSE * (error - (1 - 1 / TAU_SYNAPSE) * after);
    return (D * tau[0]!) / resistance[0]!;
  });
  let state = network.initialState();
  const steps = delta.map((δ, t) => {
    const from = state.layers[0]!.potential[0]!;
    state = network.step(
      state,
      sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!),
    );
    const { current, spikes, psc } = state.layers[0]!;
    return { δ, from, current: current[0]!, spiked: spikes.length > 0, psc: psc[0]! };
  });
  return steps;
}

describe('finite differences', () => {
  // The neuron fires at step 0 and is never quiet from then on, so every error passes through its potential: the
  // smooth case. Between its spikes, which are held where they are, the potential is a smooth function of R and τ.
  it.each([
    { engine: referenceEngine, bias: 0 },
    { engine: wasmEngine, bias: 0 },
    { engine: referenceEngine, bias: 0.7 },
    { engine: wasmEngine, bias: 0.7 },
  ])(
    'of the potentials at the spikes give ∂E/∂R and ∂E/∂τ: $engine.name, bias $bias',
    async ({ engine, bias }) => {
      const { network, sample } = await singleNeuron(engine, bias);
      const steps = await trajectory(network, sample);
      const fired = steps.flatMap(({ spiked }, t) => (spiked ? [t] : []));
      expect(fired[0]).toBe(0);
      expect(fired.length).toBeGreaterThan(2);
      expect(fired.length).toBeLessThan(STEPS);
      expect(steps.every(({ psc }) => psc >= 1 / (4 * TAU_SYNAPSE))).toBe(true);
      // E to first order: each spike costs δ times what its potential gains.
      const E = (R: number, τ: number): number => {
        let u = 0;
        let sum = 0;
        for (const { δ, current, spiked } of steps) {
          u = u * (1 - 1 / τ) + (R / τ) * current;
          if (!spiked) continue;
          sum += δ * u;
          u = 0;
        }
        return sum;
      };
      const [R, τ, ε] = [7, 9, 1e-5];
      const { resistance, tau } = network.neuronGradient(0);
      const precision = engine.name === 'reference' ? 8 : 4;
      expect(resistance[0]).toBeCloseTo((E(R + ε, τ) - E(R - ε, τ)) / (2 * ε), precision);
      expect(tau[0]).toBeCloseTo((E(R, τ + ε) - E(R, τ - ε)) / (2 * ε), precision);
      expect(Math.abs(tau[0]!)).toBeGreaterThan(1e-3);
    },
  );

  it('of each step give them where the surrogate cuts the chain of steps', async () => {
    const { network, sample } = await singleNeuron(referenceEngine);
    network.weights.set([0, 20, 6]);
    const steps = await trajectory(network, sample);
    expect(steps.some(({ psc }) => psc < 1 / (4 * TAU_SYNAPSE))).toBe(true);
    const E = (R: number, τ: number): number =>
      steps.reduce(
        (sum, { δ, from, current }) => sum + δ * (from * (1 - 1 / τ) + (R / τ) * current),
        0,
      );
    const [R, τ, ε] = [7, 9, 1e-5];
    const { resistance, tau } = network.neuronGradient(0);
    expect(resistance[0]).toBeCloseTo((E(R + ε, τ) - E(R - ε, τ)) / (2 * ε), 8);
    expect(tau[0]).toBeCloseTo((E(R, τ + ε) - E(R, τ - ε)) / (2 * ε), 8);
  });
});
