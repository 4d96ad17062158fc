/** ST-RSBP: identities that hold for any network, and cases that are refused. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { aggregatePotentials, layerPass } from '../../../src/baselines/st-rsbp/backward.ts';
import {
  effectTable,
  fitQuartic,
  quarticSlope,
} from '../../../src/baselines/st-rsbp/effect-table.ts';
import { SpikeTrainRunner } from '../../../src/baselines/st-rsbp/forward.ts';
import { countLoss, withForcedSpikes } from '../../../src/baselines/st-rsbp/loss.ts';
import { solve } from '../../../src/baselines/st-rsbp/lu.ts';
import {
  counted,
  type SpikeTrainLayer,
  type SpikeTrainNetwork,
  spikesAt,
  type Train,
  trainOf,
} from '../../../src/baselines/st-rsbp/network.ts';
import { checkCase } from '../../../src/conformance/conformance.ts';
import { Random } from '../../../src/core/random.ts';
import { referenceEngine } from '../../../src/engine/reference/index.ts';
import { denseEdges, visitEdges } from '../../../src/model/edges.ts';
import { blueprint } from '../../../src/model/shape.ts';

const INPUTS = 4;
const NEURONS = 5;
const TABLE = effectTable([[0, 0, 0, 0, 0]], 5);

function drawn(random: Random, recurrent: boolean): SpikeTrainLayer {
  const weights = (count: number) =>
    Float64Array.from({ length: count }, () => 3 * random.uniform() - 1);
  return {
    neurons: NEURONS,
    inputs: INPUTS,
    threshold: 0.7,
    weights: weights(NEURONS * INPUTS),
    recurrence: recurrent
      ? { edges: denseEdges(NEURONS), weights: weights(NEURONS * NEURONS) }
      : null,
  };
}

const inputTrain = (random: Random, steps: number): Train =>
  trainOf(
    Array.from({ length: steps }, () =>
      Array.from({ length: INPUTS }, (_, j) => (random.uniform() < 0.3 ? [j, j] : [])).flat(),
    ),
  );

/** Σ of the potentials at which each neuron fired, from its equations alone. */
function firingPotentials(
  { neuron, layers: [layer] }: SpikeTrainNetwork,
  input: Train,
  own: Train,
): Float64Array {
  const { neurons, inputs, weights, recurrence } = layer!;
  const [v, current, sum] = [0, 0, 0].map(() => new Float64Array(neurons));
  const rest = new Int32Array(neurons);
  for (let t = 0; t + 1 < own.offsets.length; t++) {
    const arriving = new Float64Array(neurons);
    for (const j of spikesAt(input, t - neuron.inputDelay)) {
      for (let i = 0; i < neurons; i++) arriving[i]! += weights[i * inputs + j]!;
    }
    const before = new Set(spikesAt(own, t - 1));
    if (recurrence) {
      visitEdges(recurrence.edges, (e, i, r) => {
        if (before.has(r)) arriving[i]! += recurrence.weights[e]!;
      });
    }
    const fired = new Set(spikesAt(own, t));
    for (let i = 0; i < neurons; i++) {
      current![i] = (1 - 1 / neuron.tauSynapse) * current![i]! + arriving[i]!;
      v![i] = (1 - 1 / neuron.tauMembrane) * v![i]! + current![i]! / neuron.tauSynapse;
      if (rest[i]! > 0) {
        v![i] = 0;
        rest[i]! -= 1;
      }
      if (!fired.has(i)) continue;
      sum![i]! += v![i]!;
      v![i] = 0;
      rest[i] = neuron.refractory;
    }
  }
  return sum!;
}

describe('S-PSPs', () => {
  it('weighted by their synapses, add up to the potentials at which a neuron fired', () => {
    let spikes = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.boolean(),
        fc.constantFrom(0 as const, 1 as const),
        fc.constantFrom(0, 2, 3),
        (seed, recurrent, inputDelay, refractory) => {
          const random = new Random(seed, 's-psp');
          const neuron = { tauMembrane: 16, tauSynapse: 4, refractory, inputDelay };
          const layers = [drawn(random, recurrent)];
          const network = { neuron, layers, lateralInhibition: 0 };
          const input = inputTrain(random, 1 + random.integer(40));
          const [own] = new SpikeTrainRunner(network).trains(input);
          spikes += own!.neurons.length;
          const pass = layerPass(
            network,
            layers[0]!,
            TABLE,
            counted(input, INPUTS),
            counted(own!, NEURONS),
          );
          const wanted = firingPotentials(network, input, own!);
          aggregatePotentials(layers[0]!, pass).forEach((a, i) => {
            expect(a).toBeCloseTo(wanted[i]!, 9);
          });
        },
      ),
      { numRuns: 200 },
    );
    expect(spikes).toBeGreaterThan(1000);
  });
});

describe('the forward pass', () => {
  it('gives the spikes of the engines without delay and refractory period', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed, 'forward');
      const layer = drawn(random, true);
      const output = { ...drawn(random, false), inputs: NEURONS };
      const wide = Float64Array.from({ length: NEURONS * NEURONS }, () => 2 * random.normal());
      const layers = [layer, { ...output, weights: wide }];
      const neuron = { tauMembrane: 16, tauSynapse: 4, refractory: 0, inputDelay: 0 as const };
      const input = inputTrain(random, 30);
      const plan = blueprint({
        inputs: INPUTS,
        hidden: [{ kind: 'dense', neurons: NEURONS }],
        outputs: NEURONS,
        neuron: { tauMembrane: 16, tauSynapse: 4, threshold: 0.7, inhibitoryWeight: -2 },
      });
      const network = await referenceEngine.createNetwork(plan.shape, plan.layout);
      const bySource = ({ weights, inputs, neurons }: SpikeTrainLayer) =>
        Array.from({ length: inputs * neurons }, (_, k) => {
          const source = Math.floor(k / neurons);
          return weights[(k % neurons) * inputs + source]!;
        });
      network.weights.set([
        ...bySource(layers[0]!),
        ...layers[0]!.recurrence!.weights,
        ...bySource(layers[1]!),
      ]);
      for (const l of [0, 1]) {
        network.neurons(l).resistance.fill(16);
        network.neurons(l).tau.fill(16);
      }
      const { offsets, neurons: channels } = input;
      const recorded = await network.record({ steps: 30, offsets, channels, label: 0 });
      const runner = new SpikeTrainRunner({ neuron, layers, lateralInhibition: 0 });
      expect(runner.trains(input)).toEqual(recorded.spikes);
    }
  });

  it('inhibits all other outputs a step after each spike', () => {
    const weights = new Float64Array([3, 2.9]);
    const layer = { neurons: 2, inputs: 1, threshold: 0.5, weights, recurrence: null };
    const neuron = { tauMembrane: 100, tauSynapse: 4, refractory: 0, inputDelay: 0 as const };
    const input = trainOf([[0], [0], [0]]);
    const spikes = (lateralInhibition: number) =>
      new SpikeTrainRunner({ neuron, layers: [layer], lateralInhibition }).trains(input)[0]!.neurons
        .length;
    expect(spikes(0)).toBe(6);
    expect(spikes(100)).toBe(2);
  });
});

describe('its parts', () => {
  it('solves systems whose first pivot is 0', () => {
    const random = new Random(1, 'lu');
    for (const n of [1, 2, 7, 30]) {
      const a = Float64Array.from({ length: n * n }, () => random.normal());
      if (n > 1) a[0] = 0;
      const x = Float64Array.from({ length: n }, () => random.normal());
      const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j]! * value, 0));
      solve(a.slice(), b).forEach((value, i) => {
        expect(value).toBeCloseTo(x[i]!, 9);
      });
    }
  });

  it('finds a quartic again, and its slope, which is constant beyond the counts', () => {
    const row = [2e-6, -3e-4, 0.01, 0.2, -0.5];
    const value = (o: number) => row.reduce((sum, c) => sum * o + c, 0);
    const fitted = fitQuartic(Array.from({ length: 60 }, (_, k) => value(k + 1)));
    fitted.forEach((c, k) => {
      expect(c).toBeCloseTo(row[k]!, 9);
    });
    const slope = (value(20 + 1e-4) - value(20 - 1e-4)) / 2e-4;
    expect(quarticSlope(row, 20, 60)).toBeCloseTo(slope, 6);
    expect(quarticSlope(row, 99, 60)).toBe(quarticSlope(row, 60, 60));
    expect(quarticSlope(row, 0, 60)).toBe(quarticSlope(row, 1, 60));
  });

  it('has no error within the margin, and gives spikes to a silent output of the label alone', () => {
    const wanted = { desired: 8, undesired: 2, margin: 1 };
    expect(countLoss([7, 3, 0], 0, wanted)).toEqual({
      loss: 2,
      errors: new Float64Array([0, 0, -2]),
    });
    const train = trainOf([[], [1], [], [], [0]]);
    expect(withForcedSpikes(train, 1, 8)).toBe(train);
    expect(withForcedSpikes(train, 2, 2)).toEqual(trainOf([[], [1], [2], [], [0, 2]]));
  });
});

const CASE = {
  case: 'st-rsbp',
  neuron: 'motifsmith',
  steps: 2,
  tau_membrane: 16,
  tau_syn: 1,
  refractory: 0,
  input_delay: 0,
  lateral_inhibition: 0,
  desired: 2,
  undesired: 0,
  margin: 0,
  inputs: 1,
  classes: 1,
  labels: [0],
  sample_weights: [1],
  effect_table: [[0, 0, 0, 0, 0]],
  input_spikes: [[[0, 0]]],
  layers: [{ n: 1, threshold: 0.5, weights: [[1]], recurrent: null }],
  // One spike, at a potential of 1: e = 1, D = −1/0.5, and ∂E/∂w = D e.
  expected: { loss: 0.5, counts: [[1]], spikes: [[[[0, 0]]]], grad_weights: [[[-2]]] },
};

test('a case by hand passes', async () => {
  expect((await checkCase(referenceEngine, CASE, 'a.json')).fields).toMatchObject([
    { field: 'loss', passed: true },
    { field: 'counts', passed: true },
    { field: 'spikes', passed: true },
    { field: 'grad_weights', passed: true },
  ]);
});

test.each([
  ['a time constant below a step', { tau_syn: 0.5 }, 'tau_syn'],
  ['a delay of 2', { input_delay: 2 }, 'input_delay'],
  ['an output too many', { layers: [{ ...CASE.layers[0], n: 2 }] }, 'layers[0].n'],
  ['a refractory period of its own neuron', { refractory: 2 }, 'neuron'],
  ['no table', { effect_table: [] }, 'effect_table'],
  [
    'a gradient of a recurrence that is not there',
    { expected: { grad_recurrent: [] } },
    'expected.grad_recurrent',
  ],
])('refuses %s', async (_, changed, path) => {
  await expect(checkCase(referenceEngine, { ...CASE, ...changed }, 'a.json')).rejects.toMatchObject(
    { kind: 'data', where: `a.json: ${path}` },
  );
});
