/** How batches become buffers. */
import { expect, it } from 'vitest';
import { sampleFromEvents } from '../../../src/data/events/sample.ts';
import { planNetwork } from '../../../src/engine/webgpu/plan.ts';
import { packGroup, splitBatch } from '../../../src/engine/webgpu/sample-group.ts';
import { weightLayout } from '../../../src/model/shape.ts';

const LAYERS = [{ neurons: 2, inputs: 3, edges: null }];
const PLAN = planNetwork(
  { inputs: 3, layers: LAYERS, tauSynapse: 4, threshold: 1 },
  weightLayout(LAYERS, [false]),
);
const EVALUATION = { spikes: false, tape: false };
const TRAINING = { spikes: true, tape: true };
const sampleOf = (steps: number, times: number[], channels: number[]) =>
  sampleFromEvents(steps, times, channels, 1);

it('starts another group after as many samples as a dispatch may have', () => {
  const one = sampleOf(1, [0], [2]);
  const samples = Array.from({ length: 70_000 }, () => one);
  const groups = splitBatch(PLAN, samples, EVALUATION, 2 ** 30);
  expect(groups.map(({ length }) => length)).toEqual([65_535, 70_000 - 65_535]);
});

it('lists for each channel the rows of the tape in which it spikes, in the order of samples and steps', () => {
  // The second sample begins at row 64, because the first has 40 steps and one that stays empty.
  const samples = [sampleOf(40, [0, 39, 39], [2, 0, 2]), sampleOf(2, [1, 1, 1], [2, 2, 0])];
  const { events, firstWords, words } = packGroup(PLAN, samples, TRAINING, [1, 1], [0]);
  expect([words, firstWords]).toEqual([3, [0, 2]]);
  const begin = events[3]!;
  const rows = [0, 1, 2].map((channel) => [
    ...events.subarray(events[begin + channel]!, events[begin + channel + 1]!),
  ]);
  expect(rows).toEqual([[39, 65], [], [0, 39, 65, 65]]);
});
