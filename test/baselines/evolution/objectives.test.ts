/** Objectives on bitsets against the same written plainly. */
import { describe, expect, test } from 'vitest';
import { Branching, criticality } from '../../../src/baselines/evolution/branching.ts';
import {
  connectionsIn,
  connects,
  emptyMask,
  flip,
  type Mask,
} from '../../../src/baselines/evolution/mask.ts';
import {
  componentFacts,
  smallWorldForDensity,
} from '../../../src/baselines/evolution/small-world.ts';
import { Random } from '../../../src/core/random.ts';
import { sampleFromEvents } from '../../../src/data/events/sample.ts';

function drawMask(neurons: number, share: number, seed: number): Mask {
  const random = new Random(seed, 'test/mask');
  const mask = emptyMask(neurons);
  for (let i = 0; i < neurons; i++) {
    for (let j = 0; j < neurons; j++) if (random.uniform() < share) flip(mask, i, j);
  }
  return mask;
}

/** Steps between all pairs, by Floyd and Warshall. */
function distances(mask: Mask): number[][] {
  const all = [...Array(mask.neurons).keys()];
  const edge = (i: number, j: number) => i !== j && (connects(mask, i, j) || connects(mask, j, i));
  const d = all.map((i) => all.map((j) => (i === j ? 0 : edge(i, j) ? 1 : Infinity)));
  for (const k of all) {
    for (const i of all) for (const j of all) d[i]![j] = Math.min(d[i]![j]!, d[i]![k]! + d[k]![j]!);
  }
  return d;
}

// 70 neurons take three words of a row, the last of them in part.
describe.each([
  [70, 0.01],
  [70, 0.02],
  [33, 0.2],
  [32, 0.6],
  [1, 1],
])('%d neurons, share %d', (neurons, share) => {
  const mask = drawMask(neurons, share, neurons);
  const facts = componentFacts(mask);
  const d = distances(mask);

  test('the largest component and its mean path', () => {
    const reachable = d.map((row) => row.flatMap((steps, j) => (steps < Infinity ? [j] : [])));
    const largest = reachable.reduce((most, one) => (one.length > most.length ? one : most));
    expect(facts.neurons).toEqual(largest);
    const pairs = largest.flatMap((i) => largest.filter((j) => j !== i).map((j) => d[i]![j]!));
    const mean = pairs.reduce((sum, steps) => sum + steps, 0) / Math.max(pairs.length, 1);
    expect(facts.pathLength).toBeCloseTo(mean, 12);
  });

  test('clustering', () => {
    const near = (i: number, j: number) => d[i]![j] === 1;
    facts.neurons.forEach((v, place) => {
      const neighbours = facts.neurons.filter((u) => near(v, u));
      const linked = neighbours.flatMap((u) => neighbours.filter((w) => near(u, w))).length;
      const k = neighbours.length;
      expect(facts.clustering[place]).toBeCloseTo(k < 2 ? 0 : linked / (k * (k - 1)), 12);
    });
  });

  test('the number of connections', () => {
    const all = [...Array(neurons).keys()];
    const count = all.flatMap((i) => all.filter((j) => connects(mask, i, j))).length;
    expect(connectionsIn(mask)).toBe(count);
  });
});

test('a ring with shortcuts is a smaller world than a random graph', () => {
  const ring = emptyMask(100);
  for (let i = 0; i < 100; i++) {
    for (const distance of [1, 2, 3]) flip(ring, i, (i + distance) % 100);
  }
  for (const i of [0, 20, 40]) flip(ring, i, i + 50);
  const random = drawMask(100, 0.03, 1);
  const [small, plain] = [ring, random].map((mask) => smallWorldForDensity(componentFacts(mask)));
  expect(small).toBeGreaterThan(2);
  expect(plain).toBeCloseTo(1, 0);
});

test('the branching ratio, written plainly', () => {
  const [neurons, steps, width] = [12, 50, 3];
  const mask = drawMask(neurons, 0.2, 5);
  const random = new Random(2, 'test/spikes');
  const fires = Array.from({ length: steps }, () =>
    Array.from({ length: neurons }, () => random.uniform() < 0.1),
  );
  const spikes = fires.flatMap((row, t) => row.flatMap((is, i) => (is ? [[t, i] as const] : [])));
  const ratios = spikes.flatMap(([t, i]) => {
    if (t < width || t >= steps - width) return [];
    const within = (least: number, most: number, linked: (other: number) => boolean) =>
      spikes.filter(([time, other]) => time >= least && time <= most && linked(other)).length;
    const before = within(t - width, t - 1, (j) => connects(mask, i, j));
    const after = within(t + 1, t + width, (j) => connects(mask, j, i));
    return before === 0 ? [] : [after / before];
  });
  const { offsets, channels } = sampleFromEvents(
    steps,
    spikes.map(([t]) => t),
    spikes.map(([, i]) => i),
    0,
  );
  const branching = new Branching(mask, width);
  branching.add({ offsets, neurons: channels });
  const { sum } = branching;
  expect(sum.spikes).toBe(ratios.length);
  expect(sum.ratios).toBeCloseTo(
    ratios.reduce((total, ratio) => total + ratio, 0),
    10,
  );
  expect(criticality(sum)).toBeGreaterThan(0);
  expect(criticality({ ratios: 0, spikes: 0 })).toBe(Infinity);
});
