/** What a program is told about settings that it passes. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { checkSettings, readSettings } from '../../../src/core/settings/check.ts';
import { distinct, explain, fieldOf, whole } from '../../../src/core/settings/declare.ts';

const schema = z.strictObject({
  size: explain(whole(1, 9), 'Size.', 'cells').default(3),
  name: explain(z.string(), 'Name.'),
  shape: explain(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('round'), radius: explain(whole(1), 'Radius.').default(2) }),
      z.strictObject({ kind: z.literal('square'), side: explain(whole(1), 'Side.').default(4) }),
    ]),
    'Shape.',
  ).default({ kind: 'round', radius: 2 }),
  list: explain(z.array(whole(0)).refine(distinct, 'each at most once'), 'List.').default([]),
});

function refusal(settings: unknown): MotifsmithError {
  try {
    checkSettings(schema, settings, 'search.box');
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    return error as MotifsmithError;
  }
  throw new Error('nothing was refused');
}

test('fills in what is left out', () => {
  expect(checkSettings(schema, { name: 'a', shape: { kind: 'square' } }, 'box')).toEqual({
    size: 3,
    name: 'a',
    shape: { kind: 'square', side: 4 },
    list: [],
  });
});

test.each([
  [{ name: 'a', size: 0 }, 'size', 'size is 0; allowed: a whole number from 1 to 9 (cells).'],
  [{ name: 'a', size: null }, 'size', 'size is null; allowed: a whole number from 1 to 9 (cells).'],
  [{}, 'name', 'name is missing; it must be text.'],
  [
    { name: 'a', shape: { kind: 'flat' } },
    'shape.kind',
    'shape.kind is "flat"; allowed: one of round, square.',
  ],
  [
    { name: 'a', shape: { kind: 'square', side: 0 } },
    'shape.side',
    'shape.side is 0; allowed: a whole number of at least 1.',
  ],
  [
    { name: 'a', list: [1, 1] },
    'list',
    'list is [1,1]; allowed: a list, each item a whole number of at least 0, each at most once.',
  ],
])('%j is refused by full name, value and range', (settings, name, message) => {
  expect(refusal(settings)).toMatchObject({
    kind: 'usage',
    where: `search.box.${name}`,
    message: `search.box.${message}`,
    remedy: expect.stringMatching(/\w/),
  });
});

test('an unknown setting is refused, with the one that was probably meant', () => {
  const error = refusal({ name: 'a', siez: 2 });
  expect(error.where).toBe('search.box.siez');
  expect(error.message).toContain('allowed in search.box: size, name, shape, list');
  expect(error.remedy).toBe('Did you mean search.box.size?');
  expect(refusal({ name: 'a', radius: 2 }).remedy).toBe('Did you mean search.box.shape.radius?');
});

test('settings that are no section at all', () => {
  expect(refusal(5).message).toBe(
    'search.box is 5; allowed: a section with size, name, shape, list.',
  );
  expect(readSettings(schema, null).problem?.message).toContain('allowed: a section');
});

test('a number declared as plain data gets all its limits', () => {
  const base = { type: 'number', description: 'Number.', default: 1 } as const;
  const fits = (range: object, value: number) => fieldOf({ ...base, ...range }).safeParse(value);
  expect(fits({ minimum: 1 }, 1).success).toBe(true);
  expect(fits({ minimum: 1 }, 0.9).success).toBe(false);
  expect(fits({ maximum: 1 }, 1.1).success).toBe(false);
  expect(fits({ exclusiveMinimum: 1 }, 1).success).toBe(false);
  expect(fits({ exclusiveMaximum: 1 }, 1).success).toBe(false);
  expect(fieldOf(base).parse(undefined)).toBe(1);
});

const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
const withinItself: Record<string, unknown> = {};
withinItself.a = withinItself;

test.each([
  ['a list nested too deeply', deep, '[…]'],
  ['an object within itself', withinItself, '{…}'],
  ['a big integer', 5n, '5'],
])('refuses %s, which has no JSON', (_, name, shown) => {
  expect(refusal({ name }).message).toBe(`search.box.name is ${shown}; allowed: text.`);
});
