/** How far a run of several members is, when one after the other reports its own work. */
import { expect, test } from 'vitest';
import { WholeRun } from '../../src/cli/whole-run.ts';
import { temporaryFolder, tinyPlan } from '../experiment/tiny.ts';

const member = (seed: number, method: 'search' | 'random') => ({ seed, method });
const members = [
  member(1, 'search'),
  member(1, 'random'),
  member(2, 'search'),
  member(2, 'random'),
];

test('work of members that have not begun is that of others with the same method', async () => {
  const { config } = await tinyPlan(temporaryFolder());
  const whole = new WholeRun(members, config, 100);
  whole.begin(1);
  whole.progress({ work: 0, totalWork: 700 });
  whole.begin(2);
  expect(whole.progress({ work: 50, totalWork: 200 })).toEqual({ work: 750, totalWork: 1800 });
  whole.begin(4);
  expect(whole.progress({ work: 200, totalWork: 200 })).toEqual({ work: 1800, totalWork: 1800 });
});

test('members that had finished before count as done, with a rough number', async () => {
  const { config } = await tinyPlan(temporaryFolder());
  const whole = new WholeRun(members, config, 100);
  whole.begin(2);
  const { work, totalWork } = whole.progress({ work: 0, totalWork: 200 });
  expect(work).toBeGreaterThan(200);
  expect(totalWork).toBe(2 * work + 400);
});
