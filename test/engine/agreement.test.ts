/** The wasm engine against the oracle, and both against what every engine must keep. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine, StreamState } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { expectAgreement, largest, plans, smallestMargin } from './agreement.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const wasmEngine = createWasmEngine();
describe('wasm against reference', () => {
  it('agrees on random networks: spikes exactly, numbers within the documented tolerances', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        await expectAgreement(wasmEngine, plan, 1e-5);
        compared++;
      }),
      { numRuns: 250 },
    );
    expect(compared).toBeGreaterThanOrEqual(250);
  });

  it('takes the same Adam steps', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.constantFrom(null, 0.01),
        fc.constantFrom(null, 0.05),
        fc.constantFrom(0, 0.5),
        async (plan, clipGradientNorm, clipFeedforward, decoupledWeightDecay) => {
          const settings = {
            learningRate: 0.01,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            decoupledWeightDecay,
            clipGradientNorm,
            clipFeedforward,
          };
          const [reference, wasm] = await Promise.all(
            [referenceEngine, wasmEngine].map((engine) => randomNetwork(engine, plan)),
          );
          const samples = randomSamples(plan);
          await reference!.network.gradients(samples);
          for (let k = 0; k < 3; k++) {
            // The same gradient for both: Adam's first steps divide it by itself.
            wasm!.network.gradient.set(reference!.network.gradient);
            reference!.network.gradient.set(wasm!.network.gradient);
            await reference!.network.adamStep(settings);
            await wasm!.network.adamStep(settings);
          }
          wasm!.network.weights.forEach((weight, k) => {
            expect(Math.abs(weight - reference!.network.weights[k]!)).toBeLessThan(1e-5);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['window', 'tauCalcium', 0],
    ['window', 'tauCalcium-1', 2],
    ['online', 'tauCalcium', 0],
    ['online', 'tauCalcium', 3],
  ] as const)(
    'adapts R and τ alike in %s mode, divided by %s, resting for %i',
    async (mode, rateDivisor, refractory) => {
      const settings = {
        targetRate: 0.2,
        learningRate: 0.05,
        tauCalcium: 16,
        minimumRate: 0.01,
        resistanceBounds: [4, 64] as const,
        tauBounds: [4, 64] as const,
        mode,
        rateDivisor,
        refractory,
      };
      await fc.assert(
        fc.asyncProperty(plans, async (plan) => {
          const reference = await randomNetwork(referenceEngine, plan);
          const wasm = await randomNetwork(wasmEngine, plan);
          fc.pre(plan.layers.length > 0 && smallestMargin(reference.network, plan) > 1e-3);
          const hidden = plan.layers.map((_, l) => l);
          const samples = randomSamples(plan);
          const expected = await reference.network.intrinsicPlasticity(samples, hidden, settings);
          const actual = await wasm.network.intrinsicPlasticity(samples, hidden, settings);
          // In online mode R moves the spikes; from the first one that differs on, so does the rest.
          fc.pre(expected.every((rate, l) => rate === actual[l]));
          for (const l of hidden) {
            for (const name of ['resistance', 'tau'] as const) {
              const wanted = reference.network.neurons(l)[name];
              wasm.network.neurons(l)[name].forEach((value, i) => {
                expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-4 * (1 + wanted[i]!));
              });
            }
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});

const STREAMED = {
  seed: 3,
  inputs: 4,
  classes: 3,
  layers: [{ kind: 'dense', neurons: 5, size: 1 }],
  lengths: [4],
  density: 0.3,
} satisfies Partial<NetworkPlan>;

/** The state with other spikes of its first layer. */
const withSpikes = ({ layers: [first, ...rest], ...state }: StreamState, spikes: number[]) => ({
  ...state,
  layers: [{ ...first!, spikes: Uint32Array.from(spikes) }, ...rest],
});

describe.each([referenceEngine, wasmEngine] satisfies Engine[])('$name engine', (engine) => {
  it('streams the same spikes and scores as the batch run, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { network } = await randomNetwork(engine, plan);
        for (const sample of randomSamples(plan)) {
          const whole = await network.record(sample);
          let state = network.initialState();
          for (let t = 0; t < sample.steps; t++) {
            const now = sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!);
            state = network.step(state, now);
            state.layers.forEach(({ spikes }, l) => {
              const { offsets, neurons } = whole.spikes[l]!;
              expect(spikes).toEqual(neurons.slice(offsets[t]!, offsets[t + 1]!));
            });
          }
          expect(state.scores).toEqual(whole.scores);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves each sample alone when the batch is permuted; gradients move by rounding only', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { network } = await randomNetwork(engine, plan);
        const samples = randomSamples(plan);
        const forward = await network.gradients(samples);
        const gradient = network.gradient.slice();
        const backward = await network.gradients(samples.toReversed());
        expect(backward.scores.toReversed()).toEqual(forward.scores);
        expect(backward.losses.toReversed()).toEqual(forward.losses);
        expect(backward.spikes).toEqual(forward.spikes);
        const scale = largest(gradient);
        network.gradient.forEach((g, k) => {
          expect(Math.abs(g - gradient[k]!)).toBeLessThanOrEqual(1e-5 * scale);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('runs streams in turns on one network, and goes on from copies of their states', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { network } = await randomNetwork(engine, plan);
        const samples = randomSamples(plan);
        const whole = [];
        for (const sample of samples) whole.push((await network.record(sample)).scores);
        const states = samples.map(() => network.initialState());
        for (let t = 0; t < Math.max(...plan.lengths); t++) {
          samples.forEach(({ steps, offsets, channels }, b) => {
            if (t >= steps) return;
            const now = channels.subarray(offsets[t]!, offsets[t + 1]!);
            const next = network.step(states[b]!, now);
            states[b] = t % 2 === 0 ? next : structuredClone(next);
          });
        }
        expect(states.map(({ scores }) => scores)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    [
      'layers of other sizes',
      (state: StreamState) => ({ ...state, layers: state.layers.toReversed() }),
    ],
    ['fewer layers', (state: StreamState) => ({ ...state, layers: state.layers.slice(1) })],
    ['other classes', (state: StreamState) => ({ ...state, scores: new Float64Array(9) })],
    ['a spike of no neuron', (state: StreamState) => withSpikes(state, [400])],
    ['spikes out of order', (state: StreamState) => withSpikes(state, [2, 1])],
  ])('refuses a state with %s', async (_, change) => {
    const plan = { ...STREAMED, types: ['exc', 'inh', 'none'] as const };
    const { network } = await randomNetwork(engine, plan);
    const state = network.initialState();
    expect(() => network.step(change(state), [0])).toThrowError(/not that of this network/);
    expect(network.step(state, [0])).toEqual(network.step(network.initialState(), [0]));
  });

  it('finds the same edge gradients, R and τ included, without those of weights', async () => {
    let recurrent = 0;
    await fc.assert(
      fc.asyncProperty(plans, fc.boolean(), async (plan, neurons) => {
        const { network } = await randomNetwork(engine, plan);
        const samples = randomSamples(plan);
        const found = () =>
          network.shape.layers.map(({ edges }, l) => ({
            edges: edges && network.edgeGradient(l).slice(),
            neurons: neurons && structuredClone(network.neuronGradient(l)),
          }));
        const whole = await network.gradients(samples, { neurons });
        const expected = found();
        // Other samples in between, so that nothing is left over.
        await network.gradients(randomSamples({ ...plan, seed: plan.seed + 1 }), { neurons });
        expect(await network.gradients(samples, { weights: false, neurons })).toEqual(whole);
        expect(found()).toEqual(expected);
        recurrent += expected.filter(({ edges }) => edges !== null).length;
      }),
      { numRuns: 40 },
    );
    expect(recurrent).toBeGreaterThan(0);
  });

  it('repeats a batch to the bit, whatever ran in between', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { network } = await randomNetwork(engine, plan);
        const samples = randomSamples(plan);
        const first = await network.gradients(samples);
        const gradient = network.gradient.slice();
        await network.evaluate(randomSamples({ ...plan, seed: plan.seed + 1, lengths: [70] }));
        network.step(network.initialState(), [0]);
        expect(await network.gradients(samples)).toEqual(first);
        expect(network.gradient).toEqual(gradient);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses samples that do not fit, naming them', async () => {
    const plan: NetworkPlan = {
      seed: 1,
      inputs: 4,
      classes: 2,
      layers: [],
      lengths: [3, 3],
      density: 1,
      types: ['exc'],
    };
    const { network } = await randomNetwork(engine, plan);
    const [good, other] = randomSamples(plan);
    await expect(network.gradients([good!, { ...other!, label: 2 }])).rejects.toMatchObject({
      kind: 'data',
      where: 'sample 1',
    });
    const strange = { ...other!, channels: other!.channels.map((c) => c + 1) };
    await expect(network.evaluate([strange])).rejects.toMatchObject({ kind: 'data' });
    await expect(network.gradients([])).rejects.toMatchObject({ kind: 'data' });
  });
});

describe('threads', () => {
  it('1, 2, 3 and 8 of them give the same bits', async () => {
    const plan: NetworkPlan = {
      seed: 5,
      inputs: 9,
      classes: 5,
      layers: [
        { kind: 'supernet', neurons: 37, size: 6 },
        { kind: 'dense', neurons: 22, size: 1 },
      ],
      lengths: Array.from({ length: 21 }, (_, b) => 3 + ((b * 11) % 40)),
      density: 0.3,
      types: ['exc', 'inh', 'none'],
    };
    const samples = randomSamples(plan);
    const run = async (threads: number) => {
      const { network } = await randomNetwork(createWasmEngine(threads), plan);
      const batches = [];
      for (let k = 0; k < 3; k++) {
        batches.push(await network.gradients(samples));
        await network.adamStep({
          learningRate: 0.01,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          decoupledWeightDecay: 0.1,
          clipGradientNorm: 1,
          clipFeedforward: null,
        });
        batches.push(
          await network.intrinsicPlasticity(samples, [0, 1], {
            targetRate: 0.2,
            learningRate: 0.05,
            tauCalcium: 16,
            minimumRate: 0.01,
            resistanceBounds: [4, 64],
            tauBounds: [4, 64],
            mode: 'window',
          }),
        );
      }
      const result = {
        batches,
        weights: network.weights.slice(),
        resistance: network.neurons(0).resistance.slice(),
        edges: network.edgeGradient(1).slice(),
      };
      network.dispose();
      return result;
    };
    const single = await run(1);
    expect(single.weights.some((w) => w !== 0)).toBe(true);
    for (const threads of [2, 3, 8]) expect(await run(threads)).toEqual(single);
  });
});
