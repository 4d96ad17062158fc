/** What is told of a network, against counts made event by event and against the engines. */
import { describe, expect, it } from 'vitest';
import type { Operations } from '../../src/analysis/analysis.ts';
import { decisionCurve, decisions, outputTrace } from '../../src/analysis/decision.ts';
import { exponentialDivergence } from '../../src/analysis/divergence.ts';
import { NetworkAnalysis, parameterCounts } from '../../src/analysis/network-analysis.ts';
import { OperationCounter } from '../../src/analysis/operations.ts';
import { Random } from '../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import type { Engine, Recording, SpikeTrain } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { visitEdges } from '../../src/model/edges.ts';
import { READOUTS } from '../../src/model/readout.ts';
import { blueprint } from '../../src/model/shape.ts';
import { argmax } from '../../src/model/supernet.ts';
import { histogram } from '../../src/training/histogram.ts';
import { toySamples } from '../training/toy.ts';
import { ARCHITECTURE, randomModel, randomNetwork } from './network.ts';

const { shape } = blueprint(ARCHITECTURE);

/** Its weights let every layer spike and both classes win. */
const SEED = 22;
/** The same where outputs only integrate. */
const INTEGRATOR_SEED = 2;

/** Spikes of a layer from a list of neurons for each step. */
function train(rows: readonly (readonly number[])[]): SpikeTrain {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, t) => {
    offsets[t + 1] = offsets[t]! + row.length;
  });
  return { offsets, neurons: Uint32Array.from(rows.flat()) };
}

/** Runs through steps and synapses one at a time, as the definition is worded. */
function bruteForce(sample: EventSample, { spikes }: Recording): { ac: number; mac: number }[] {
  const fired = (l: number, t: number): number[] => {
    const { offsets, neurons } =
      l === -1 ? { offsets: sample.offsets, neurons: sample.channels } : spikes[l]!;
    return t < 0 ? [] : [...neurons.subarray(offsets[t]!, offsets[t + 1]!)];
  };
  return shape.layers.map(({ neurons, edges }, l) => {
    let [ac, mac] = [0, 0];
    for (let t = 0; t < sample.steps; t++) {
      for (const _spike of fired(l - 1, t)) for (let i = 0; i < neurons; i++) ac += 1;
      for (const spike of fired(l, t - 1)) {
        if (edges) visitEdges(edges, (_e, _target, source) => (ac += source === spike ? 1 : 0));
      }
      for (let i = 0; i < neurons; i++) mac += l === shape.layers.length - 1 ? 4 : 3;
    }
    return { ac, mac };
  });
}

it('operations of known spikes are those counted by hand', () => {
  // Three steps; channel 2 has two events in the first.
  const sample = sampleFromEvents(3, [0, 0, 2], [2, 2, 5], 0);
  const quiet = train([[], [], []]);
  const recording: Recording = {
    // Neuron 1 sends to itself alone: its motif has no neighbour before it to inhibit. Neuron 3 sends
    // to itself and inhibits neuron 1. What is fired in the last step arrives nowhere.
    spikes: [train([[1], [3], [0, 1, 2, 3]]), train([[], [2], []]), quiet, train([[], [], [0]])],
    scores: new Float64Array(2),
  };
  const [first, second, third, output] = new OperationCounter(shape).count(sample, recording);
  expect(first).toEqual({ inputSpikes: 3, ac: 3 * 7 + 1 + 2, mac: 3 * 7 * 3 });
  expect(second).toEqual({ inputSpikes: 6, ac: 6 * 4 + 4, mac: 3 * 4 * 3 });
  expect(third).toEqual({ inputSpikes: 1, ac: 5, mac: 3 * 5 * 3 });
  expect(output).toEqual({ inputSpikes: 0, ac: 0, mac: 4 * 2 * 3 });
  const integrating = new OperationCounter({ ...shape, readout: 'integrator' });
  expect(integrating.count(sample, recording)[3]!.mac).toBe(3 * 2 * 3);
});

it('operations of recorded samples are those of a loop over all synapses', async () => {
  const network = await randomNetwork(referenceEngine, SEED);
  const counter = new OperationCounter(shape);
  for (const sample of toySamples(6, 2)) {
    const recording = await network.record(sample);
    const counted = counter.count(sample, recording).map(({ ac, mac }) => ({ ac, mac }));
    expect(counted).toEqual(bruteForce(sample, recording));
    for (const { neurons } of recording.spikes) expect(neurons.length).toBeGreaterThan(0);
  }
});

const ENGINES: [string, () => Promise<Engine>][] = [
  ['reference', async () => referenceEngine],
  ['wasm', async () => createWasmEngine(1)],
];

describe.each(
  ENGINES.flatMap(([name, open]) => READOUTS.map((readout) => ({ name, open, readout }))),
)('decisions on the $name engine, $readout outputs', ({ open, readout }) => {
  const seed = readout === 'spiking' ? SEED : INTEGRATOR_SEED;
  const trace = outputTrace(randomModel(seed, readout));
  it('end with that of an evaluation', async () => {
    const network = await randomNetwork(await open(), seed, readout);
    const samples = toySamples(40, 7);
    const { scores } = await network.evaluate(samples);
    const answers = new Set<number>();
    for (const [k, sample] of samples.entries()) {
      const found = decisions(await network.record(sample), sample, trace);
      const { decided } = found.at(-1)!;
      expect(decided).toBe(argmax(scores[k]!));
      answers.add(decided);
    }
    network.dispose();
    expect(answers.size).toBe(2);
  });

  it('on the way are those of recordings that end there', async () => {
    const network = await randomNetwork(await open(), seed, readout);
    let changes = 0;
    for (const sample of toySamples(16, 7)) {
      const found = decisions(await network.record(sample), sample, trace);
      changes += found.length - 1;
      for (let t = 1; t <= sample.steps; t++) {
        const offsets = sample.offsets.slice(0, t + 1);
        const channels = sample.channels.slice(0, offsets[t]);
        const { scores } = await network.evaluate([{ ...sample, steps: t, offsets, channels }]);
        expect(found.findLast(({ steps }) => steps <= t)!.decided).toBe(argmax(scores[0]!));
      }
    }
    network.dispose();
    expect(changes).toBeGreaterThan(5);
  });
});

it('a curve lets short recordings count with their last word', () => {
  const curve = decisionCurve(
    [
      {
        label: 1,
        steps: 4,
        decisions: [
          { steps: 1, decided: 0 },
          { steps: 3, decided: 1 },
        ],
      },
      {
        label: 0,
        steps: 100,
        decisions: [
          { steps: 1, decided: 0 },
          { steps: 98, decided: 1 },
        ],
      },
    ],
    2,
  );
  expect(curve.stepMs).toBe(2);
  expect(curve.steps).toEqual(Array.from({ length: 25 }, (_, k) => 4 * (k + 1)));
  expect(curve.accuracy).toEqual([...new Array(24).fill(1), 0.5]);
  const short = decisionCurve([{ label: 0, steps: 3, decisions: [{ steps: 1, decided: 0 }] }], 1);
  expect(short.steps).toEqual([1, 2, 3]);
});

it('divergence: 0 for exponential rates, ln K for equal ones', () => {
  const n = 400;
  const mean = 0.2;
  const exponential = Float64Array.from(
    { length: n },
    (_, i) => -mean * Math.log(1 - (i + 0.5) / n),
  );
  expect(exponentialDivergence(exponential, mean)).toBeLessThan(1e-9);
  expect(exponentialDivergence(new Float64Array(n).fill(0.1), mean)).toBeCloseTo(Math.log(20), 12);
  expect(exponentialDivergence(new Float64Array(n), mean)).toBeCloseTo(Math.log(20), 12);
  // From an exponential of mean m: ln(μ/m) + m/μ − 1.
  const half = exponential.map((rate) => rate / 2);
  const expected = Math.log(2) + 0.5 - 1;
  expect(exponentialDivergence(half, mean)).toBeGreaterThan(0.9 * expected);
  expect(exponentialDivergence(half, mean)).toBeLessThan(1.01 * expected);
  // Chance: (K − 1)/2n.
  const random = new Random(1, 'rates');
  let sum = 0;
  for (let k = 0; k < 50; k++) {
    const drawn = Float64Array.from({ length: n }, () => -mean * Math.log(1 - random.uniform()));
    sum += exponentialDivergence(drawn, mean);
  }
  expect(sum / 50).toBeGreaterThan(0.8 * (19 / 800));
  expect(sum / 50).toBeLessThan(1.2 * (19 / 800));
});

it('histograms count every value once', () => {
  const { counts, ...rest } = histogram([0, 1, 2, 3, 4, 5, 6, 7, 8, 10]);
  expect(rest).toEqual({ from: 0, to: 10, mean: 4.6 });
  // Bins of width 0.5: 0 in bin 0, 1 in bin 2, …, 10 in the last.
  expect(counts).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1]);
  const equal = histogram(new Float32Array(3).fill(8));
  expect(equal).toEqual({ from: 8, to: 8, mean: 8, counts: [3, ...new Array(19).fill(0)] });
});

it('sums up a network', async () => {
  const model = randomModel(SEED);
  const network = await randomNetwork(referenceEngine, SEED);
  const samples = toySamples(12, 3);
  const analysis = new NetworkAnalysis(model);
  const counter = new OperationCounter(shape);
  const sums = { ac: 0, mac: 0 };
  for (const sample of samples) {
    const recording = await network.record(sample);
    analysis.add(sample, recording);
    for (const { ac, mac } of counter.count(sample, recording)) {
      sums.ac += ac;
      sums.mac += mac;
    }
  }
  const found = analysis.result('abc', 1, 0.2);
  const { spikes, correct, steps } = await network.evaluate(samples);
  const each = (operations: Operations) => operations.layers.map(({ name }) => name);
  expect(each(found.operations)).toEqual(['hidden.0', 'hidden.1', 'hidden.2', 'output']);
  expect(found.operations.ac).toBeCloseTo(sums.ac / 12, 9);
  expect(found.operations.mac).toBeCloseTo(sums.mac / 12, 9);
  expect(found.spikes.layers).toEqual([...spikes].map((count) => count / 12));
  expect(found.decision!.accuracy.at(-1)).toBe(correct / 12);
  expect(found.layers.map(({ kind }) => kind)).toEqual(['scml', 'dense', 'feedforward']);
  expect(found.layers[0]!.meanRate).toBeCloseTo(spikes[0]! / (7 * steps), 12);
  expect(found.layers.map(({ spectralRadius }) => spectralRadius !== null)).toEqual([
    true,
    true,
    false,
  ]);
  // λ of an SC-ML layer whose only cycles are single neurons: its largest excitation of itself.
  const { edges } = shape.layers[0]!;
  const plan = blueprint(ARCHITECTURE);
  const { offset } = plan.layout.segments[1]!;
  let largest = 0;
  visitEdges(edges!, (e, target, source) => {
    if (target === source) largest = Math.max(largest, model.weights[offset + e]!);
  });
  expect(found.layers[0]!.spectralRadius).toBeCloseTo(largest, 12);
  expect(JSON.stringify(found)).not.toContain('NaN');
});

it('parameters: what is not trained is inhibitory weights, R and τ', () => {
  const parameters = parameterCounts(blueprint(ARCHITECTURE));
  // Motifs of 2 in 7 neurons, the last one short: position 1 from 0 in three motifs, and from the
  // motif after in two.
  const inhibitory = 3 + 2;
  const neurons = 7 + 4 + 5 + 2;
  const excitatory = 4 + 3 + 3;
  const feedforward = 6 * 7 + 7 * 4 + 4 * 5 + 5 * 2;
  expect(parameters.trainable).toBe(feedforward + excitatory + 16);
  expect(parameters.fixed).toBe(inhibitory + 2 * neurons);
  expect(parameters.stored).toBe(parameters.trainable + parameters.fixed);
});
