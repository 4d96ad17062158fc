/** The webgpu engine against the oracle, on a software adapter. */

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkCase } from '../../../src/conformance/conformance.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { PSC_LOSS } from '../../../src/engine/loss.ts';
import { referenceEngine } from '../../../src/engine/reference/index.ts';
import { TSSL_BP } from '../../../src/engine/rule.ts';
import { Device } from '../../../src/engine/webgpu/device.ts';
import { createWebgpuEngine } from '../../../src/engine/webgpu/engine.ts';
import { WebgpuNetwork } from '../../../src/engine/webgpu/network.ts';
import { planNetwork } from '../../../src/engine/webgpu/plan.ts';
import { backwardShader } from '../../../src/engine/webgpu/shaders/backward.ts';
import { forwardShader } from '../../../src/engine/webgpu/shaders/forward.ts';
import { gradientShaders } from '../../../src/engine/webgpu/shaders/gradient.ts';
import { blueprint } from '../../../src/model/shape.ts';
import { expectAgreement, largest, plans, smallestMargin } from '../agreement.ts';
import {
  type NetworkPlan,
  planArchitecture,
  randomNetwork,
  randomSamples,
} from '../random-network.ts';
import { useSoftwareAdapter } from '../software-adapter.ts';

const isThere = useSoftwareAdapter();
// The adapter compiles every shader for the processor, which has other tests to run at the same time.
vi.setConfig({ testTimeout: 600_000 });
if (!isThere) console.warn('There is no software adapter for WebGPU: its tests are skipped.');

const PLAN: NetworkPlan = {
  seed: 5,
  inputs: 9,
  classes: 5,
  layers: [
    { kind: 'supernet', neurons: 37, size: 6 },
    { kind: 'dense', neurons: 22, size: 1 },
    { kind: 'scml', neurons: 300, size: 7 },
  ],
  lengths: [3, 31, 32, 33, 64, 1, 20],
  density: 0.3,
  types: ['exc', 'inh', 'none'],
  synapses: true,
  bias: 'trained',
};

const WINDOW = {
  targetRate: 0.2,
  learningRate: 0.05,
  tauCalcium: 16,
  minimumRate: 0.01,
  resistanceBounds: [4, 64] as const,
  tauBounds: [4, 64] as const,
  mode: 'window' as const,
};

const CASES = new URL('../../conformance/cases/', import.meta.url);

const ADAM = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledWeightDecay: 0.1,
  clipGradientNorm: 1,
  clipFeedforward: null,
};

describe.skipIf(!isThere)('webgpu', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWebgpuEngine();
  });

  it('agrees with the reference on random networks', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        await expectAgreement(engine, plan, 1e-4);
        compared++;
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThanOrEqual(40);
  });

  it('finds the gradients of R and τ', async () => {
    for (const [loss, readout] of [
      [{ kind: 'psc' }, 'spiking'],
      [{ kind: 'cross-entropy', sharpness: 5, reference: 0.25 }, 'spiking'],
      [{ kind: 'cross-entropy', sharpness: 5, reference: 0.25 }, 'integrator'],
      [{ kind: 'rate-mse' }, 'spiking'],
    ] as const) {
      const plan = { ...PLAN, loss, readout };
      const reference = (await randomNetwork(referenceEngine, plan)).network;
      const { network } = await randomNetwork(engine, plan);
      const samples = randomSamples(plan);
      await reference.gradients(samples, { neurons: true });
      await network.gradients(samples, { neurons: true });
      network.shape.layers.forEach((_, l) => {
        for (const name of ['resistance', 'tau'] as const) {
          const wanted = reference.neuronGradient(l)[name];
          const got = network.neuronGradient(l)[name];
          const scale = largest(wanted);
          expect(scale).toBeGreaterThan(0);
          wanted.forEach((g, i) => {
            expect(Math.abs(got[i]! - g)).toBeLessThanOrEqual(1e-3 * scale);
          });
        }
      });
      network.dispose();
    }
  });

  it('repeats its bits, through training and intrinsic plasticity', async () => {
    const samples = randomSamples(PLAN);
    const run = async () => {
      const { network } = await randomNetwork(engine, PLAN);
      const results = [];
      for (let k = 0; k < 3; k++) {
        results.push(await network.gradients(samples));
        await network.adamStep(ADAM);
        results.push(await network.intrinsicPlasticity(samples, [0, 2], WINDOW));
      }
      const weights = network.weights.slice();
      const resistance = network.neurons(2).resistance.slice();
      network.dispose();
      return { results, weights, resistance };
    };
    const first = await run();
    expect(first.weights.some((w) => w !== 0)).toBe(true);
    expect(await run()).toEqual(first);
  });

  it.each([0, 2])(
    'adapts R and τ by a window, neurons resting for %i steps',
    async (refractory) => {
      const plan = { ...PLAN, seed: 11 };
      const settings = { ...WINDOW, refractory };
      const reference = (await randomNetwork(referenceEngine, plan)).network;
      expect(smallestMargin(reference, plan)).toBeGreaterThan(1e-6);
      const { network } = await randomNetwork(engine, plan);
      const samples = randomSamples(plan);
      const expected = await reference.intrinsicPlasticity(samples, [0, 1, 2], settings);
      expect(await network.intrinsicPlasticity(samples, [0, 1, 2], settings)).toEqual(expected);
      for (const l of [0, 1, 2]) {
        for (const name of ['resistance', 'tau'] as const) {
          const wanted = reference.neurons(l)[name];
          network.neurons(l)[name].forEach((value, i) => {
            expect(Math.abs(value - wanted[i]!)).toBeLessThan(1e-4 * (1 + wanted[i]!));
          });
        }
      }
      network.dispose();
    },
  );

  it.each(readdirSync(CASES))('passes the worked case %s', async (name) => {
    const content = JSON.parse(readFileSync(new URL(name, CASES), 'utf8'));
    const { fields } = await checkCase(engine, content, name);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('splits a batch that does not fit, with the same result', async () => {
    const samples = randomSamples(PLAN);
    const run = async (largestBuffer?: number) => {
      const filled = (await randomNetwork(engine, PLAN)).network;
      const network = new WebgpuNetwork(await Device.open(), filled, largestBuffer);
      network.weights.set(filled.weights);
      const result = await network.gradients(samples);
      const found = { result, gradient: network.gradient.slice() };
      network.dispose();
      filled.dispose();
      return found;
    };
    const whole = await run();
    expect(whole.gradient.some((g) => g !== 0)).toBe(true);
    // Room for the longest sample of 64 steps, in 96 rows of all 364 neurons and 5 classes, and no other.
    expect(await run(160_000)).toEqual(whole);
    await expect(run(100_000)).rejects.toMatchObject({
      kind: 'usage',
      where: 'sample 4',
      message: expect.stringMatching(/64 steps .* allows 100000/),
    });
  });

  it('runs several networks together, each with the bits that it has alone', async () => {
    const device = await Device.open();
    const pipelines = vi.spyOn(device.gpu, 'createComputePipelineAsync');
    const submit = vi.spyOn(device.gpu.queue, 'submit');
    const plans = [0.2, 0.3, 0.5].map((density) => ({ ...PLAN, density }));
    const networks = await Promise.all(
      plans.map(async (plan) => {
        const filled = (await randomNetwork(engine, plan)).network;
        const network = new WebgpuNetwork(device, filled);
        network.weights.set(filled.weights);
        filled.dispose();
        return network;
      }),
    );
    const passes = async (network: WebgpuNetwork, k: number) => {
      const result = await network.gradients(randomSamples(plans[k]!));
      return {
        result,
        gradient: network.gradient.slice(),
        loss: await network.evaluate(randomSamples(PLAN)),
      };
    };
    const together = await Promise.all(networks.map(passes));
    expect(submit).toHaveBeenCalledTimes(2);
    const compiled = pipelines.mock.calls.length;
    for (const [k, network] of networks.entries()) {
      expect(await passes(network, k)).toEqual(together[k]);
      network.dispose();
    }
    expect(submit).toHaveBeenCalledTimes(2 + 2 * networks.length);
    // The same shaders serve all: for two passes of the forward, one of the backward, and one for each gradient.
    expect(compiled).toBe(
      3 + gradientShaders(planNetwork(networks[0]!.shape, networks[0]!.layout)).length,
    );
  });

  it('says when the graphics card is lost, and that the run can be resumed', async () => {
    const device = await Device.open();
    const { shape, layout } = blueprint(planArchitecture(PLAN));
    const network = new WebgpuNetwork(device, { shape, layout, loss: PSC_LOSS, rule: TSSL_BP });
    const samples = randomSamples(PLAN);
    await network.evaluate(samples);
    device.gpu.destroy();
    for (let k = 0; k < 2; k++) {
      await expect(network.gradients(samples)).rejects.toMatchObject({
        kind: 'inputOutput',
        message: expect.stringMatching(/was lost/),
        remedy: expect.stringMatching(/Resume/),
      });
    }
  });

  it('refuses what it cannot do, and says what can', async () => {
    const { network } = await randomNetwork(engine, PLAN);
    expect(() => network.initialState()).toThrow(/whole samples/);
    await expect(
      network.intrinsicPlasticity(randomSamples(PLAN), [0], { ...WINDOW, mode: 'online' }),
    ).rejects.toMatchObject({ kind: 'usage', where: 'intrinsicPlasticity.mode' });
    await expect(network.gradients([])).rejects.toMatchObject({ kind: 'data' });
    const huge: NetworkPlan = {
      ...PLAN,
      layers: [{ kind: 'feedforward', neurons: 100_000, size: 1 }],
    };
    await expect(randomNetwork(engine, huge)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/workgroup memory/),
    });
    network.dispose();
  });
});

describe('shaders', () => {
  it('of a network with every kind of layer', async () => {
    const { shape, layout } = blueprint(planArchitecture({ ...PLAN, lengths: [] }));
    const plan = planNetwork(shape, layout);
    const outputs = { ...PLAN, layers: [], lengths: [], readout: 'integrator' as const };
    const alone = blueprint(planArchitecture(outputs));
    const integrating = planNetwork(alone.shape, alone.layout);
    const cross = { kind: 'cross-entropy', sharpness: 5, reference: 0.25 } as const;
    const stbp = { kind: 'stbp', halfWidth: 0.25 } as const;
    const texts = {
      'forward-psc': forwardShader(plan, PSC_LOSS),
      'forward-cross-entropy': forwardShader(plan, cross),
      'forward-integrator': forwardShader(integrating, cross),
      'backward-integrator': backwardShader(integrating, cross, TSSL_BP),
      'backward-psc-tssl-bp': backwardShader(plan, PSC_LOSS, TSSL_BP),
      'backward-cross-entropy-stbp': backwardShader(plan, cross, stbp),
      'backward-rate-mse-tssl-bp': backwardShader(plan, { kind: 'rate-mse' }, TSSL_BP),
      ...Object.fromEntries(gradientShaders(plan).map(({ code }, k) => [`gradient-${k}`, code])),
    };
    for (const [name, text] of Object.entries(texts)) {
      await expect(text).toMatchFileSnapshot(`shaders/${name}.wgsl`);
    }
  });
});
