/** What `parse` says of a value that does not fit a schema. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MotifsmithError } from '../../src/core/errors.ts';
import { parse } from '../../src/core/schema.ts';

const schema = z.strictObject({
  name: z.string(),
  count: z.int().min(1).max(9).default(3),
  kind: z.enum(['a', 'b']).optional(),
  list: z
    .array(z.object({ value: z.number() }))
    .max(2)
    .optional(),
  shape: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('circle'), radius: z.number() }),
      z.object({ type: z.literal('square'), side: z.number() }),
    ])
    .optional(),
  either: z.union([z.enum(['x', 'y']), z.object({ a: z.number(), b: z.number() })]).optional(),
});

function failure(value: unknown): MotifsmithError {
  try {
    parse(schema, value, 'file.json', 'Restore it.');
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    return error as MotifsmithError;
  }
  throw new Error('nothing was thrown');
}

test('a value that fits comes back with its defaults', () => {
  expect(parse(schema, { name: 'n' }, 'file.json', 'Restore it.')).toEqual({ name: 'n', count: 3 });
});

describe('a value that does not fit gives one error that names file, field, and what was expected', () => {
  test.each<[unknown, string, string | null]>([
    [null, 'expected an object, found null', null],
    [[1, 2], 'expected an object, found a list of length 2', null],
    [{}, 'expected a string, but it is missing', 'name'],
    [{ name: 5 }, 'expected a string, found 5', 'name'],
    [{ name: 'n', count: 1.5 }, 'expected a whole number, found 1.5', 'count'],
    [{ name: 'n', count: 0 }, 'expected at least 1, found 0', 'count'],
    [{ name: 'n', count: 10 }, 'expected at most 9, found 10', 'count'],
    [{ name: 'n', kind: 'c' }, 'expected one of "a", "b", found "c"', 'kind'],
    [{ name: 'n', other: 1 }, 'there is no such field', 'other'],
    [
      { name: 'n', list: [{ value: 1 }, { value: '1' }] },
      'expected a number, found "1"',
      'list[1].value',
    ],
    [{ name: 'n', list: [1] }, 'expected an object, found 1', 'list[0]'],
    [
      { name: 'n', list: [{ value: 1 }, { value: 2 }, { value: 3 }] },
      'expected at most 2 entries, found a list of length 3',
      'list',
    ],
    [
      { name: 'n', shape: { type: 'line' } },
      'expected one of "circle", "square", found "line"',
      'shape.type',
    ],
    [
      { name: 'n', shape: { type: 'square' } },
      'expected a number, but it is missing',
      'shape.side',
    ],
    [{ name: 'n', either: { a: 1, b: 'two' } }, 'expected a number, found "two"', 'either.b'],
    [{ name: 'n', either: 'z' }, 'expected one of "x", "y", found "z"', 'either'],
  ])('%j', (value, problem, field) => {
    const { kind, message, where, remedy } = failure(value);
    expect(kind).toBe('artifact');
    expect(message).toBe(`The content is not valid: ${problem}.`);
    expect(where).toBe(field === null ? 'file.json' : `file.json, field ${field}`);
    expect(remedy).toBe('Restore it.');
  });

  test('a long value is cut', () => {
    expect(failure({ name: 'n', kind: 'c'.repeat(1000) }).message.length).toBeLessThan(150);
  });
});
