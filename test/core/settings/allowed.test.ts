import { describe, expect, test } from 'vitest';
import {
  describeAllowed,
  describeRange,
  isInRange,
  type JsonSchema,
} from '../../../src/core/settings/allowed.ts';

describe('ranges', () => {
  test.each([
    [{}, ''],
    [{ minimum: 1 }, 'of at least 1'],
    [{ maximum: 9 }, 'of at most 9'],
    [{ minimum: 1, maximum: 9 }, 'from 1 to 9'],
    [{ exclusiveMinimum: 0 }, 'above 0'],
    [{ exclusiveMaximum: 0 }, 'below 0'],
    [{ minimum: 0, exclusiveMaximum: 1 }, 'of at least 0 and below 1'],
    [{ exclusiveMinimum: 0, maximum: 1 }, 'above 0 and at most 1'],
    [{ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, 'of at least 1'],
  ])('%j in words: %s', (range, words) => {
    expect(describeRange(range)).toBe(words);
  });

  test('hold their limits, not the values beyond, and only finite numbers', () => {
    const closed = { minimum: 1, maximum: 2 };
    expect([0.99, 1, 2, 2.01].map((value) => isInRange(value, closed))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const open = { exclusiveMinimum: 1, exclusiveMaximum: 2 };
    expect([1, 1.01, 1.99, 2].map((value) => isInRange(value, open))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    for (const value of [Number.NaN, Infinity, -Infinity]) expect(isInRange(value, {})).toBe(false);
  });
});

test.each<[JsonSchema, string]>([
  [{ type: 'integer', minimum: 1, unit: 'ms' }, 'a whole number of at least 1 (ms)'],
  [{ type: 'number' }, 'a number'],
  [{ type: 'boolean' }, 'true or false'],
  [{ type: 'string', minLength: 1 }, 'non-empty text'],
  [{ enum: ['a', 'b'] }, 'one of a, b'],
  [{ anyOf: [{ const: 1 }, { const: 2 }] }, '1 or 2'],
  [
    { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }] },
    'a number above 0 or null',
  ],
  [
    { type: 'array', minItems: 1, items: { type: 'integer' } },
    'a non-empty list, each item a whole number',
  ],
  [
    { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] },
    'a list of 2, each item a number',
  ],
  [{ type: 'object', properties: { x: {}, y: {} } }, 'a section with x, y'],
])('%j is %s', (schema, words) => {
  expect(describeAllowed(schema)).toBe(words);
});
