/** Which member of a run is meant when nobody says. */
import { describe, expect, test } from 'vitest';
import { chooseMember, storedMembers } from '../../src/run/members.ts';
import type { RunRecord } from '../../src/run/run-record.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder, tinyPlan } from '../experiment/tiny.ts';

const root = temporaryFolder();
const plan = await tinyPlan(root, ['seeds=[7, 3]', 'compare=[random, dense]']);
const data: RunRecord['data'] = {
  name: 'tiny',
  description: '',
  fingerprint: 'sha256:0',
  inputs: 9,
  classNames: ['a', 'b', 'c'],
  stepMs: 1,
  trainSamples: 18,
  validationSamples: 0,
  testSamples: 6,
  skipped: [],
  irregularities: [],
  preprocessing: null,
};
const group: RunRecord = { version: '0.1.0', plan, member: null, data };

test('members in the order in which they are run', () => {
  expect(storedMembers(group).map(({ folder }) => folder)).toEqual([
    'seed-7',
    'seed-7-random',
    'seed-7-dense',
    'seed-3',
    'seed-3-random',
    'seed-3-dense',
  ]);
});

describe('the member that is shown', () => {
  test('is the first seed of the method that was asked for', () => {
    expect(chooseMember(group, null, root).member).toEqual({ seed: 7, method: 'search' });
  });

  test('is the one that is named', () => {
    const { member, folder } = chooseMember(group, 'seed-3-dense', root);
    expect(member).toEqual({ seed: 3, method: 'dense' });
    expect(folder).toBe('seed-3-dense');
  });

  test('is the only one of a run without members', () => {
    const member = { seed: 3, method: 'random' } as const;
    expect(chooseMember({ ...group, member }, null, root)).toEqual({ member, folder: '.' });
  });

  test('is never guessed from a wrong name', async () => {
    await expectFailure(
      () => chooseMember(group, 'seed-9', root),
      'usage',
      /no member "seed-9"/,
      /motifsmith/,
    );
  });
});
