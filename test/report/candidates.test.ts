/** Which of the motifs compared is marked as the one that went on. */
import { expect, it } from 'vitest';
import { chosenCandidate } from '../../src/report/run/candidates.tsx';
import type { CandidateRecord } from '../../src/report/run/history.ts';

const FREE = { connections: 0, spikes: 0, synops: 0 };

const record = (candidate: number, more: Partial<CandidateRecord>): CandidateRecord => ({
  event: 'candidate',
  stage: 'candidates',
  candidate,
  motifs: [],
  updates: 10,
  validationLoss: 1,
  validationAccuracy: 0.5,
  ...more,
});

it('is the best of the last round, not one that stood out in an earlier one', () => {
  const records = [
    record(1, { round: 1, validationAccuracy: 0.9 }),
    record(2, { round: 1, validationAccuracy: 0.6 }),
    record(2, { round: 2, validationAccuracy: 0.7 }),
    record(1, { round: 2, validationAccuracy: 0.8 }),
    record(1, { round: 3, validationAccuracy: 0.6 }),
  ];
  expect(chosenCandidate(records, FREE)).toBe(records[4]);
});

it('is one of the finalists where there were any', () => {
  const records = [
    record(1, { validationAccuracy: 0.9 }),
    record(1, { stage: 'finalists', validationAccuracy: 0.6 }),
    record(2, { stage: 'finalists', validationAccuracy: 0.6, validationLoss: 0.9 }),
  ];
  expect(chosenCandidate(records, FREE)).toBe(records[2]);
});

it('weighs what networks cost', () => {
  const costs = { connections: 0.5, spikes: 0, synops: 0 };
  const records = [
    record(1, { validationAccuracy: 0.9, costs }),
    record(2, { validationAccuracy: 0.8, costs: { ...costs, connections: 0.1 } }),
  ];
  expect(chosenCandidate(records, FREE)).toBe(records[0]);
  expect(chosenCandidate(records, { ...FREE, connections: 1 })).toBe(records[1]);
});
