/** Output neurons that are leaky integrators: what they compute, and that their gradients are those of the loss. */
import { describe, expect, it } from 'vitest';
import { sampleFromEvents } from '../../src/data/events/sample.ts';
import type { Engine, EngineNetwork } from '../../src/engine/engine.ts';
import type { Loss } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const PLAN: NetworkPlan = {
  seed: 7,
  inputs: 6,
  classes: 4,
  layers: [],
  lengths: [25, 40, 1],
  density: 0.3,
  types: ['exc', 'inh', 'none'],
  bias: 'trained',
  readout: 'integrator',
};
const LOSSES: Loss[] = [
  { kind: 'psc' },
  { kind: 'cross-entropy', sharpness: 3, reference: 0.25 },
  { kind: 'rate-mse' },
];

describe.each([referenceEngine, createWasmEngine(2)] satisfies Engine[])('$name', (engine) => {
  it('scores by potentials that leak, and never spike or reset', async () => {
    const plan: NetworkPlan = { ...PLAN, inputs: 1, classes: 1, bias: false };
    const { network } = await randomNetwork(engine, plan);
    network.weights[0] = 6;
    network.neurons(0).resistance[0] = 8;
    network.neurons(0).tau[0] = 8;
    const { scores, spikes } = await network.record(sampleFromEvents(4, [0, 2], [0, 0], 0));
    // τs = 4, τ = R = 8: I += (6 s − I)/4, u += (8 I − u)/8.
    let [current, potential, sum] = [0, 0, 0];
    for (const s of [1, 0, 1, 0]) {
      current += (6 * s - current) / 4;
      potential += (8 * current - potential) / 8;
      sum += potential;
    }
    expect(potential).toBeGreaterThan(network.shape.threshold);
    expect(scores[0]).toBeCloseTo(sum, 5);
    expect(spikes[0]!.neurons).toHaveLength(0);
  });

  it('adds what a layer of spiking neurons sends it', async () => {
    const layers = [{ kind: 'dense', neurons: 12, size: 1 }] as const;
    const { network } = await randomNetwork(engine, { ...PLAN, layers });
    const samples = randomSamples({ ...PLAN, layers });
    const whole = await network.evaluate(samples);
    expect(whole.spikes[0]).toBeGreaterThan(0);
    expect(whole.spikes[1]).toBe(0);
    expect(new Set(whole.scores[0]).size).toBeGreaterThan(1);
    expect((await network.gradients(samples)).scores).toEqual(whole.scores);
  });
});

/** The sum of the losses, their weights of classes left out, as a function of what `change` moves. */
async function slope(
  network: EngineNetwork,
  samples: ReturnType<typeof randomSamples>,
  change: (by: number) => void,
): Promise<number> {
  const width = 1e-5;
  const losses: number[] = [];
  for (const by of [width, -2 * width]) {
    change(by);
    losses.push((await network.evaluate(samples)).loss);
  }
  change(width);
  return (losses[0]! - losses[1]!) / (2 * width);
}

describe.each(LOSSES)('the gradient of $kind', (loss) => {
  it.each(['tssl-bp', 'stbp'] as const)('is exact by %s: finite differences', async (kind) => {
    const rule = kind === 'stbp' ? ({ kind, halfWidth: 0.5 } as const) : ({ kind } as const);
    const { network } = await randomNetwork(referenceEngine, { ...PLAN, loss, rule });
    const samples = randomSamples(PLAN);
    await network.gradients(samples, { neurons: true });
    const [gradient, neurons] = [
      network.gradient.slice(),
      structuredClone(network.neuronGradient(0)),
    ];
    expect(gradient.some((g) => Math.abs(g) > 1e-3)).toBe(true);
    for (let k = 0; k < gradient.length; k++) {
      const found = await slope(network, samples, (by) => {
        network.weights[k]! += by;
      });
      expect(gradient[k]).toBeCloseTo(found, 7);
    }
    for (const name of ['resistance', 'tau'] as const) {
      for (let i = 0; i < PLAN.classes; i++) {
        const found = await slope(network, samples, (by) => {
          network.neurons(0)[name][i]! += by;
        });
        expect(neurons[name][i], name).toBeCloseTo(found, 7);
      }
    }
  });
});
