/**
 * STBP's gradient against derivatives that run forwards in time, with the surrogate in place of the derivative of a
 * spike: another way through the same chain rule, which shares no code with the engines.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { blueprint } from '../../src/model/shape.ts';
import { type NetworkPlan, randomNetwork, randomSamples } from './random-network.ts';

const INPUTS = 3;
const NEURONS = 4;
const CLASSES = 2;
const THRESHOLD = 0.5;
const HALF_WIDTH = 0.3;

interface Neurons {
  /** [N][M] and [N][N] or null, rows = target. */
  readonly input: number[][];
  readonly recurrent: number[][] | null;
  readonly bias: number[];
}

/** A number and its derivative in one direction. */
interface Dual {
  readonly x: number;
  readonly dx: number;
}

const zeros = (count: number): Dual[] => Array.from({ length: count }, () => ({ x: 0, dx: 0 }));
const scaled = ({ x, dx }: Dual, factor: number): Dual => ({ x: factor * x, dx: factor * dx });
const sum = (terms: readonly Dual[]): Dual => ({
  x: terms.reduce((total, { x }) => total + x, 0),
  dx: terms.reduce((total, { dx }) => total + dx, 0),
});
const product = (a: Dual, b: Dual): Dual => ({ x: a.x * b.x, dx: a.dx * b.x + a.x * b.dx });

/** [T][N] spikes that go through a layer's neurons, and their derivatives. */
function layer(
  spikes: readonly (readonly Dual[])[],
  weights: Neurons,
  direction: Neurons,
  tau: number,
  tauSynapse: number,
): Dual[][] {
  const count = weights.bias.length;
  const dual = (x: number, dx: number): Dual => ({ x, dx });
  let current = zeros(count);
  let rest = zeros(count);
  let own = zeros(count);
  return spikes.map((arriving) => {
    const spiked = own.map((_, i) => {
      const driven = sum([
        dual(weights.bias[i]!, direction.bias[i]!),
        ...arriving.map((s, j) => product(dual(weights.input[i]![j]!, direction.input[i]![j]!), s)),
        ...(weights.recurrent ? own : []).map((s, r) =>
          product(dual(weights.recurrent![i]![r]!, direction.recurrent![i]![r]!), s),
        ),
      ]);
      current[i] = sum([scaled(current[i]!, 1 - 1 / tauSynapse), scaled(driven, 1 / tauSynapse)]);
      const u = sum([scaled(rest[i]!, 1 - 1 / tau), current[i]!]);
      const slope = Math.abs(u.x - THRESHOLD) < HALF_WIDTH ? 1 / (2 * HALF_WIDTH) : 0;
      const s = dual(u.x > THRESHOLD ? 1 : 0, slope * u.dx);
      rest[i] = product(u, dual(1 - s.x, -s.dx));
      return s;
    });
    current = current.slice();
    rest = rest.slice();
    own = spiked;
    return spiked;
  });
}

/** dE in the direction, by the loss `rate-mse` on PSCs. */
function directional(
  sample: EventSample,
  hidden: [Neurons, Neurons],
  output: [Neurons, Neurons],
  tau: number,
  tauSynapse: number,
): number {
  const arriving = Array.from({ length: sample.steps }, (_, t) => {
    const counts = new Array<number>(INPUTS).fill(0);
    for (const j of sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!)) {
      counts[j]! += 1;
    }
    return counts.map((x): Dual => ({ x, dx: 0 }));
  });
  const spikes = layer(
    layer(arriving, hidden[0], hidden[1], tau, tauSynapse),
    output[0],
    output[1],
    tau,
    tauSynapse,
  );
  let derivative = 0;
  for (let o = 0; o < CLASSES; o++) {
    let psc: Dual = { x: 0, dx: 0 };
    const total = { x: 0, dx: 0 };
    for (const row of spikes) {
      psc = sum([scaled(psc, 1 - 1 / tauSynapse), scaled(row[o]!, 1 / tauSynapse)]);
      total.x += psc.x / sample.steps;
      total.dx += psc.dx / sample.steps;
    }
    const error = total.x - (o === sample.label ? 1 : 0);
    derivative += (2 / CLASSES) * error * total.dx;
  }
  return derivative;
}

const drawn = (random: Random, inputs: number, count: number, recurrent: boolean): Neurons => {
  const row = (length: number) => Array.from({ length }, () => 0.7 * random.normal());
  const rows = (length: number) => Array.from({ length: count }, () => row(length));
  return {
    input: rows(inputs),
    recurrent: recurrent ? rows(count) : null,
    bias: row(count).map((value) => value / 2),
  };
};

/** A layer's numbers in the order of θ. */
const flat = ({ input, recurrent, bias }: Neurons): number[] => [
  ...input[0]!.flatMap((_, j) => input.map((row) => row[j]!)),
  ...(recurrent ?? []).flat(),
  ...bias,
];

describe('STBP', () => {
  it('is the derivative of the loss with the surrogate, in networks with filters, recurrence and bias', async () => {
    let spikes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.boolean(),
        fc.constantFrom(1, 3),
        fc.constantFrom(1 / (1 - 0.3), 6),
        async (seed, recurrent, tauSynapse, tau) => {
          const random = new Random(seed, 'stbp');
          const [hidden, toHidden] = [0, 1].map(() => drawn(random, INPUTS, NEURONS, recurrent));
          const [output, toOutput] = [0, 1].map(() => drawn(random, NEURONS, CLASSES, false));
          const times: number[] = [];
          const channels: number[] = [];
          const steps = 1 + random.integer(12);
          for (let k = 0; k < 2 * steps; k++) times.push(Math.floor(k / 2));
          for (const _ of times) channels.push(random.integer(INPUTS));
          const sample = sampleFromEvents(steps, times, channels, random.integer(CLASSES));
          const built = blueprint({
            inputs: INPUTS,
            hidden: [{ kind: recurrent ? 'dense' : 'feedforward', neurons: NEURONS }],
            outputs: CLASSES,
            neuron: { tauMembrane: tau, tauSynapse, threshold: THRESHOLD, inhibitoryWeight: -2 },
            bias: 'trained',
          });
          const network = await referenceEngine.createNetwork(
            built.shape,
            built.layout,
            { kind: 'rate-mse' },
            { kind: 'stbp', halfWidth: HALF_WIDTH },
          );
          built.shape.layers.forEach((_, l) => {
            network.neurons(l).resistance.fill(tau);
            network.neurons(l).tau.fill(tau);
          });
          network.weights.set([...flat(hidden!), ...flat(output!)]);
          const result = await network.gradients([sample]);
          spikes += result.spikes[1]!;
          const direction = [...flat(toHidden!), ...flat(toOutput!)];
          const found = direction.reduce((total, d, k) => total + d * network.gradient[k]!, 0);
          const wanted = directional(
            sample,
            [hidden!, toHidden!],
            [output!, toOutput!],
            tau,
            tauSynapse,
          );
          expect(found).toBeCloseTo(wanted, 10);
        },
      ),
      { numRuns: 200 },
    );
    expect(spikes).toBeGreaterThan(200);
  });

  it('gives the same bits for any number of threads, and changes a trained bias', async () => {
    const plan: NetworkPlan = {
      seed: 3,
      inputs: 9,
      classes: 5,
      layers: [
        { kind: 'scml', neurons: 37, size: 6 },
        { kind: 'feedforward', neurons: 22, size: 1 },
      ],
      lengths: Array.from({ length: 21 }, (_, b) => 3 + ((b * 11) % 40)),
      density: 0.3,
      types: ['exc', 'inh', 'none'],
      loss: { kind: 'rate-mse' },
      rule: { kind: 'stbp', halfWidth: 0.4 },
      bias: 'trained',
    };
    const samples = randomSamples(plan);
    const run = async (threads: number) => {
      const { network } = await randomNetwork(createWasmEngine(threads), plan);
      const before = network.neurons(1).bias!.slice();
      const batches = [];
      for (let k = 0; k < 3; k++) {
        batches.push(await network.gradients(samples));
        const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
        const free = { decoupledWeightDecay: 0, clipGradientNorm: null, clipFeedforward: null };
        await network.adamStep({ ...adam, ...free });
      }
      const after = network.neurons(1).bias!.slice();
      network.dispose();
      return { batches, before, after };
    };
    const single = await run(1);
    expect(await run(3)).toEqual(single);
    expect(single.after).not.toEqual(single.before);
    expect(single.batches[2]!.loss).toBeLessThan(single.batches[0]!.loss);
  });
});
