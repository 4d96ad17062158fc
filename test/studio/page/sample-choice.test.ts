import { describe, expect, test } from 'vitest';
import {
  choiceOf,
  choiceQuery,
  confusionOf,
  samplesShown,
} from '../../../src/studio/page/samples/choice.ts';

const classified = { truth: [0, 1, 1, 2, 0], decided: [0, 2, 1, 2, 1] };

describe('the samples that are shown', () => {
  test.each([
    ['', [1, 4, 0, 2, 3]],
    ['show=all', [0, 1, 2, 3, 4]],
    ['show=wrong', [1, 4]],
    ['show=right', [0, 2, 3]],
    ['pair=1-2', [1]],
    ['show=right&pair=0-1', [4]],
    ['show=none&pair=x', [1, 4, 0, 2, 3]],
  ])('of the address %j', (address, expected) => {
    const choice = choiceOf(new URLSearchParams(address));
    expect(samplesShown(classified, choice)).toEqual(expected);
    expect(choiceOf(new URLSearchParams(choiceQuery(choice)))).toEqual(choice);
  });

  test('are counted by class and decision, without classes that do not exist', () => {
    expect(confusionOf(classified, 3)).toEqual([
      [1, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ]);
    expect(confusionOf({ truth: [0, 9], decided: [7, 0] }, 1)).toEqual([[0]]);
  });
});
