/** The runtime against the engine: every bit of every step; and what a stream's user relies on. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { argmax } from '../../src/model/supernet.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import type { NetworkPlan } from '../engine/random-network.ts';
import { type Exported, eventsOf, exported, PLANS, STEP_MS } from './exported.ts';

/** The bits of numbers: −0 is not 0. */
const bits = (values: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(values.slice().buffer);

/** Runs all samples through both, step by step and as the batch run records them. */
async function compare({ network, bytes, samples }: Exported): Promise<number> {
  const runtime = await loadNetwork(bytes);
  let spikes = 0;
  for (const sample of samples) {
    runtime.reset();
    const recording = await network.record(sample);
    let state = network.initialState();
    for (let t = 0; t < sample.steps; t++) {
      const events = eventsOf(sample, t);
      const result = runtime.step(events);
      state = network.step(state, events);
      const { layers, psc, scores, steps } = runtime.state;
      expect(steps).toBe(t + 1);
      state.layers.forEach((expected, l) => {
        const { current, potential } = layers[l]!;
        expect(bits(current)).toEqual(bits(expected.current as Float32Array));
        expect(bits(potential)).toEqual(bits(expected.potential as Float32Array));
        const { offsets, neurons } = recording.spikes[l]!;
        expect(runtime.spikes(l)).toEqual(neurons.subarray(offsets[t]!, offsets[t + 1]!));
        expect(runtime.spikes(l)).toEqual(expected.spikes);
        spikes += expected.spikes.length;
      });
      expect(result.spikes).toEqual(state.layers.at(-1)!.spikes);
      expect(bits(psc)).toEqual(bits(state.layers.at(-1)!.psc as Float32Array));
      expect(bits(result.scores)).toEqual(bits(state.scores));
      expect(bits(scores)).toEqual(bits(state.scores));
      expect(result.decision).toBe(argmax(state.scores));
    }
    expect(bits(runtime.state.scores)).toEqual(bits(recording.scores));
  }
  return spikes;
}

const plans: fc.Arbitrary<NetworkPlan> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  inputs: fc.integer({ min: 1, max: 11 }),
  classes: fc.integer({ min: 1, max: 20 }),
  layers: fc.array(
    fc.record({
      kind: fc.constantFrom('scml' as const, 'dense' as const, 'feedforward' as const),
      neurons: fc.integer({ min: 1, max: 70 }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 3 },
  ),
  lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
  density: fc.constantFrom(0, 0.1, 0.4, 1),
  types: fc.constantFrom<NetworkPlan['types']>(
    ['exc', 'inh', 'none'],
    ['exc'],
    ['inh'],
    ['none'],
    ['exc', 'none'],
  ),
  synapses: fc.boolean(),
  bias: fc.boolean(),
});

describe('gives the bits of the engine, of step and of record', () => {
  it.each(Object.entries(PLANS))('%s', async (_, plan) => {
    const { inputs } = plan;
    const network = await exported(plan);
    expect(await compare(network)).toBeGreaterThan(30);
    const { layers, classes, stepMs, ...runtime } = await loadNetwork(network.bytes);
    expect(runtime.inputs).toBe(inputs);
    expect(classes).toBe(plan.classes);
    expect(layers).toEqual([...plan.layers.map(({ neurons }) => neurons), plan.classes]);
    expect(stepMs).toBe(STEP_MS);
  });

  it('on random networks', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        await compare(await exported(plan));
      }),
      { numRuns: 100 },
    );
  });

  it('of a file in an ArrayBuffer, and in the midst of a larger one', async () => {
    const { bytes, samples } = await exported(PLANS.motif!);
    const shifted = new Uint8Array(bytes.length + 7);
    shifted.set(bytes, 3);
    const results = [];
    for (const file of [bytes, bytes.slice().buffer, shifted.subarray(3, 3 + bytes.length)]) {
      const runtime = await loadNetwork(file);
      for (let t = 0; t < samples[0]!.steps; t++) runtime.step(eventsOf(samples[0]!, t));
      results.push(runtime.state);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

describe('a stream', () => {
  test('does not depend on the order of events within a step, and counts repeated ones', async () => {
    const { network, bytes } = await exported(PLANS.motif!);
    const ascending = await loadNetwork(bytes);
    const other = await loadNetwork(bytes);
    let state = network.initialState();
    for (let t = 0; t < 20; t++) {
      const events = [3, 3, 7, 7, 7, 11, 12, 19];
      state = network.step(state, events);
      ascending.step(events);
      other.step([...events].reverse());
      expect(other.state).toEqual(ascending.state);
      expect(bits(other.state.layers[0]!.current)).toEqual(
        bits(state.layers[0]!.current as Float32Array),
      );
    }
  });

  test('may bring more events in a step than in any before', async () => {
    const { network, bytes } = await exported(PLANS.motif!);
    const runtime = await loadNetwork(bytes);
    let state = network.initialState();
    for (const count of [0, 1, 50, 3, 200_000, 2]) {
      const events = Uint32Array.from({ length: count }, (_, e) => Math.floor((e * 20) / count));
      state = network.step(state, events);
      runtime.step(events);
      expect(bits(runtime.state.layers[0]!.potential)).toEqual(
        bits(state.layers[0]!.potential as Float32Array),
      );
    }
  });

  test('begins anew after a reset, and goes on from a state', async () => {
    const { bytes, samples } = await exported(PLANS.stacked!);
    const sample = samples[0]!;
    const runtime = await loadNetwork(bytes);
    const fresh = runtime.state;
    const results = [];
    for (let t = 0; t < sample.steps; t++) results.push(runtime.step(eventsOf(sample, t)));
    runtime.reset();
    expect(runtime.state).toEqual(fresh);
    const half = sample.steps >> 1;
    for (let t = 0; t < half; t++) {
      expect(runtime.step(eventsOf(sample, t))).toEqual(results[t]);
    }
    const paused = runtime.state;
    const copy = structuredClone(paused);
    for (let t = 0; t < 9; t++) runtime.step([0, 1, 2, 3, 4, 5]);
    expect(paused).toEqual(copy);
    runtime.state = paused;
    expect(runtime.state).toEqual(copy);
    // Another instance may go on as well.
    const other = await loadNetwork(bytes);
    other.state = copy;
    for (let t = half; t < sample.steps; t++) {
      expect(runtime.step(eventsOf(sample, t))).toEqual(results[t]);
      expect(other.step(eventsOf(sample, t))).toEqual(results[t]);
    }
    expect(paused).toEqual(copy);
  });

  test('refuses channels that are not there, and stays as it was', async () => {
    const { bytes } = await exported(PLANS.motif!);
    const runtime = await loadNetwork(bytes);
    for (let t = 0; t < 5; t++) runtime.step([1, 2, 3, 4, 5]);
    const before = runtime.state;
    for (const channel of [20, -1, 1.5, Number.NaN, Infinity, 2 ** 32, undefined, '1']) {
      let error: unknown;
      try {
        runtime.step([1, channel as number]);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(MotifsmithError);
      expect(error).toMatchObject({ kind: 'data', where: 'step 5, event 1' });
      expect(runtime.state).toEqual(before);
    }
    expect(() => runtime.spikes(2)).toThrow(MotifsmithError);
    expect(() => runtime.spikes(-1)).toThrow(MotifsmithError);
  });

  test('refuses states of other networks, and stays as it was', async () => {
    const runtime = await loadNetwork((await exported(PLANS.motif!)).bytes);
    const other = await loadNetwork((await exported(PLANS.dense!)).bytes);
    for (let t = 0; t < 5; t++) runtime.step([1, 2, 3, 4, 5]);
    const before = runtime.state;
    const [hidden, output] = before.layers;
    const withHidden = (change: object) => ({
      ...before,
      layers: [{ ...hidden, ...change }, output],
    });
    const wrong: [string, unknown][] = [
      ['layers[0].current', other.state],
      ['steps', { ...before, steps: -1 }],
      ['layers', { ...before, layers: [hidden] }],
      ['psc', { ...before, psc: new Float32Array(4) }],
      ['scores', { ...before, scores: new Float32Array(5) }],
      ['layers[0].current', { ...before, layers: [null, output] }],
      ['layers[0].potential', withHidden({ potential: new Float32Array(51) })],
      ['layers[0].spikes', withHidden({ spikes: Uint32Array.of(50) })],
      ['layers[0].spikes', withHidden({ spikes: Uint32Array.of(3, 3) })],
      ['layers[0].spikes', withHidden({ spikes: [1] })],
    ];
    for (const [field, state] of wrong) {
      let error: unknown;
      try {
        runtime.state = state as typeof before;
      } catch (caught) {
        error = caught;
      }
      expect(error, field).toBeInstanceOf(MotifsmithError);
      expect(error).toMatchObject({ kind: 'usage', where: `state, field ${field}` });
      expect(runtime.state).toEqual(before);
    }
  });
});
