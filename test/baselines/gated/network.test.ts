/** Networks of gated cells: gradients against finite differences, and what batches may not change. */
import { describe, expect, test } from 'vitest';
import { CELLS, type Cell, part } from '../../../src/baselines/gated/layout.ts';
import { GATED_LOSSES } from '../../../src/baselines/gated/loss.ts';
import { GatedNetwork, type GatedOptions } from '../../../src/baselines/gated/network.ts';
import { Random } from '../../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../../src/data/events/sample.ts';

const INPUTS = 4;
const CLASSES = 3;
const OPTIONS: GatedOptions = {
  loss: 'rate-ce',
  sampling: 'steps',
  inputDecay: 0,
  dt: 1.5,
  leak: 0.01,
};

function network(cell: Cell, options: Partial<GatedOptions> = {}, dense: number | null = null) {
  const shape = { cell, inputs: INPUTS, units: [3, 2], dense, classes: CLASSES };
  const made = new GatedNetwork(shape, { ...OPTIONS, ...options });
  const random = new Random(5, cell);
  made.weights.forEach((_, k) => {
    made.weights[k] = 0.8 * random.normal();
  });
  for (const l of [0, 1]) {
    const fill = (name: string, value: () => number) => {
      const values = part(made.layout, made.weights, `layers.${l}.${name}`);
      values.forEach((_, k) => {
        values[k] = value();
      });
    };
    fill('tau', () => 3 + 6 * random.uniform());
    fill('shift', () => 4 * random.uniform());
    fill('open', () => 0.4 + 0.4 * random.uniform());
  }
  return made;
}

/** Samples of different lengths with counts above one and steps without events, some of them silent throughout. */
function samples(count: number): EventSample[] {
  const random = new Random(6, 'samples');
  return Array.from({ length: count }, (_, k) => {
    const steps = 4 + random.integer(5);
    const events = k === 2 ? 0 : 7;
    const times = Array.from({ length: events }, () => random.integer(steps)).sort((a, b) => a - b);
    const channels = times.map(() => random.integer(INPUTS));
    return sampleFromEvents(steps, times, channels, k % CLASSES);
  });
}

const VARIANTS: [string, Cell, Partial<GatedOptions>, number | null][] = [
  ...CELLS.map((cell): [string, Cell, Partial<GatedOptions>, number | null] => [
    cell,
    cell,
    {},
    null,
  ]),
  ...GATED_LOSSES.map((loss): [string, Cell, Partial<GatedOptions>, number | null] => [
    ...([`lstm, ${loss}, a dense layer`, 'lstm', { loss }, 3] as const),
  ]),
  ['gru, filtered input', 'gru-reset-before', { inputDecay: 0.6 }, 2],
  ['phased, steps with events', 'phased', { sampling: 'events', inputDecay: 0.6 }, null],
];

describe.each(VARIANTS)('%s', (_, cell, options, dense) => {
  test('every gradient is the slope of the loss', () => {
    const made = network(cell, options, dense);
    const batch = samples(4);
    const weightOf = (label: number) => 0.5 + label;
    made.gradients(batch, weightOf);
    const found = made.gradient.slice();
    const lossAt = () => made.gradients(batch, weightOf).loss;
    const step = 1e-5;
    made.weights.forEach((value, k) => {
      made.weights[k] = value + step;
      const above = lossAt();
      made.weights[k] = value - step;
      const slope = (above - lossAt()) / (2 * step);
      made.weights[k] = value;
      expect(Math.abs(found[k]! - slope), `parameter ${k}`).toBeLessThan(1e-8);
    });
    expect(found.some((slope) => Math.abs(slope) > 1e-2)).toBe(true);
  });

  test('what a sample yields does not depend on its batch', () => {
    const made = network(cell, options, dense);
    const batch = samples(5);
    const together = made.evaluate(batch);
    batch.forEach((sample, b) => {
      expect(made.evaluate([sample]).scores[0]).toEqual(together.scores[b]);
    });
  });
});

test('a batch too large for one pass is taken in parts, with the same gradient', () => {
  const batch = samples(6);
  const whole = network('lstm');
  const { loss } = whole.gradients(batch);
  const inParts = network('lstm', { tapeNumbers: 500 });
  expect(inParts.gradients(batch).loss).toBe(loss);
  whole.gradient.forEach((slope, k) => {
    expect(inParts.gradient[k]).toBeCloseTo(slope, 12);
  });
  expect(inParts.gradient.some((slope, k) => slope !== whole.gradient[k])).toBe(true);
});

test('a time gate that is closed keeps what there was, unless it leaks', () => {
  const made = network('phased');
  part(made.layout, made.weights, 'layers.1.shift').fill(0);
  part(made.layout, made.weights, 'layers.1.tau').fill(1e6);
  part(made.layout, made.weights, 'layers.1.open').fill(1e-9);
  const bias = part(made.layout, made.weights, 'readout.b');
  // Never open after the first step, in which it is not open yet: nothing reaches the readout.
  made.evaluate(samples(1)).scores[0]!.forEach((score, k) => {
    expect(score).toBeCloseTo(bias[k]!, 14);
  });
  expect(made.finalHidden(samples(1)[0]!)[1]).not.toEqual(new Float64Array(2));
});
