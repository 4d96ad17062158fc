/** What the engines are compared on: any network, any loss, any rule. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Engine, EngineNetwork } from '../../src/engine/engine.ts';
import { type Loss, PSC_LOSS } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { type Rule, TSSL_BP } from '../../src/engine/rule.ts';
import type { ConnectionType } from '../../src/model/connection-types.ts';
import { isIntegrator } from '../../src/model/shape.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const layers = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'scml' as const,
      'supernet' as const,
      'dense' as const,
      'feedforward' as const,
    ),
    neurons: fc.integer({ min: 1, max: 37 }),
    size: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 3 },
);

const kinds: fc.Arbitrary<Loss> = fc.oneof(
  fc.constant(PSC_LOSS),
  fc.constant({ kind: 'rate-mse' as const }),
  fc.record({
    kind: fc.constant('cross-entropy' as const),
    // The first is 0 in single precision, and must not become another loss.
    sharpness: fc.constantFrom(1e-60, 0.5, 5, 50),
    reference: fc.constantFrom(0, 0.25),
  }),
);

const losses: fc.Arbitrary<Loss> = fc.oneof(
  kinds,
  fc
    .tuple(kinds, fc.array(fc.constantFrom(0.25, 0.7, 1, 6), { maxLength: 9 }))
    .map(([loss, classWeights]) => ({ ...loss, classWeights })),
);

const rules: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant(TSSL_BP),
  // Of no width in single precision, and wider than any potential.
  fc
    .constantFrom(1e-60, 0.25, 0.6, 1e60)
    .map((halfWidth) => ({ kind: 'stbp' as const, halfWidth })),
);

/** Any layer kinds, sizes not divisible by the motif, T = 1, silent and all-firing inputs. */
export const plans: fc.Arbitrary<NetworkPlan> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  inputs: fc.integer({ min: 1, max: 11 }),
  classes: fc.integer({ min: 1, max: 9 }),
  layers,
  lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
  density: fc.constantFrom(0, 0.1, 0.4, 1),
  types: fc.constantFrom<readonly ConnectionType[]>(
    ['exc', 'inh', 'none'],
    ['exc'],
    ['inh'],
    ['none'],
    ['exc', 'none'],
  ),
  loss: losses,
  rule: rules,
  synapses: fc.boolean(),
  bias: fc.constantFrom(false, true, 'trained' as const),
  readout: fc.constantFrom('spiking' as const, 'integrator' as const),
});

/** Distance of the closest potential to the threshold or to an end of its surrogate, over all steps, layers and neurons. */
export function smallestMargin(network: EngineNetwork, plan: NetworkPlan): number {
  let margin = Infinity;
  const ends = plan.rule?.kind === 'stbp' ? [0, plan.rule.halfWidth] : [0];
  for (const sample of randomSamples(plan)) {
    let state = network.initialState();
    for (let t = 0; t < sample.steps; t++) {
      const before = state;
      state = network.step(
        state,
        sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!),
      );
      state.layers.forEach(({ current }, l) => {
        if (isIntegrator(network.shape, l)) return;
        const { resistance, tau } = network.neurons(l);
        before.layers[l]!.potential.forEach((u, i) => {
          const potential = u - u / tau[i]! + (resistance[i]! / tau[i]!) * current[i]!;
          const distance = Math.abs(potential - network.shape.threshold);
          for (const end of ends) margin = Math.min(margin, Math.abs(distance - end));
        });
      });
    }
  }
  return margin;
}

export const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/**
 * Runs a batch on the reference engine and on `engine`: spikes exactly, numbers within the documented tolerances.
 * Discards the plan where a potential touches the threshold, since rounding may rightly decide either way there.
 * @param margin how close a potential may come
 */
export async function expectAgreement(
  engine: Engine,
  plan: NetworkPlan,
  margin: number,
): Promise<void> {
  const reference = await randomNetwork(referenceEngine, plan);
  fc.pre(smallestMargin(reference.network, plan) > margin);
  const { network } = await randomNetwork(engine, plan);
  const samples = randomSamples(plan);
  // What rounding leaves of a score is multiplied by the sharpness on its way to the loss.
  const { loss } = reference.network;
  const sharpness = loss.kind === 'cross-entropy' ? loss.sharpness : 0;
  const expected = await reference.network.gradients(samples);
  const actual = await network.gradients(samples);
  expect(actual.spikes).toEqual(expected.spikes);
  expect(actual.correct).toBe(expected.correct);
  expect(actual.steps).toBe(expected.steps);
  for (let b = 0; b < samples.length; b++) {
    // A mean PSC is at most 1, a mean potential is not.
    const scale = Math.max(1, largest(expected.scores[b]!) / samples[b]!.steps);
    expect(Math.abs(actual.losses[b]! - expected.losses[b]!)).toBeLessThan(
      1e-5 * (1 + sharpness) * scale ** 2,
    );
    expected.scores[b]!.forEach((score, o) => {
      expect(Math.abs(actual.scores[b]![o]! - score)).toBeLessThan(
        1e-5 * (scale + Math.abs(score)),
      );
    });
    const train = await network.record(samples[b]!);
    expect(train.spikes).toEqual((await reference.network.record(samples[b]!)).spikes);
  }
  const means = expected.scores.map((scores, b) => largest(scores) / samples[b]!.steps);
  const rounding = 1e-6 * sharpness * Math.max(1, ...means);
  for (const { name, offset, length } of reference.built.layout.segments) {
    const wanted = reference.network.gradient.subarray(offset, offset + length);
    const got = network.gradient.subarray(offset, offset + length);
    const scale = largest(wanted);
    wanted.forEach((g, k) => {
      expect(Math.abs(got[k]! - g), `${name}[${k}]`).toBeLessThanOrEqual(
        1e-3 * scale + 1e-12 + rounding,
      );
    });
  }
  network.dispose();
}
