/**
 * Values from outside, checked against a zod schema. Every reader of a file goes through `parse`, so
 * that a damaged file always gives the same kind of error, which names the file and the field.
 */
import { type $ZodIssue, type $ZodType, type output, safeParse } from 'zod/v4/core';
import { MotifsmithError } from './errors.ts';
import { expected, NO_SUCH_FIELD, show } from './expected.ts';
import type { Json } from './json.ts';
import { formatPath, type KeyPath, valueAt } from './settings/key-path.ts';

/** A deeply read-only type. `Json`, which is recursive, already is. */
export type Immutable<T> = [Json] extends [T]
  ? T
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

/** What a schema gives: the type of the values that it describes. */
export type Infer<Schema extends $ZodType> = Immutable<output<Schema>>;

/**
 * A value, checked against a schema.
 * @param where names the file, and the line if it has lines
 * @param remedy what to do about a file that is not valid
 * @throws MotifsmithError `artifact` naming the first field that is not valid
 */
export function parse<Schema extends $ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
  remedy: string,
): Infer<Schema> {
  const result = safeParse(schema, value);
  if (result.success) return result.data as Infer<Schema>;
  const { path, problem } = explain(result.error.issues[0]!, value);
  const field = formatPath(path);
  throw new MotifsmithError('artifact', `The content is not valid: ${problem}.`, {
    where: field === '' ? where : `${where}, field ${field}`,
    remedy,
  });
}

interface Explained {
  readonly path: KeyPath;
  readonly problem: string;
}

/** @param value what the path of the issue starts from */
function explain(issue: $ZodIssue, value: unknown): Explained {
  const path = issue.path as KeyPath;
  const found = valueAt(value, path);
  const wrong = (wanted: string): Explained => ({ path, problem: expected(wanted, found) });
  switch (issue.code) {
    case 'invalid_type':
      return wrong(TYPES[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return wrong(oneOf(issue.values));
    case 'too_small':
      return wrong(`${issue.exact ? '' : 'at least '}${issue.minimum}${unit(issue.origin)}`);
    case 'too_big':
      return wrong(`${issue.exact ? '' : 'at most '}${issue.maximum}${unit(issue.origin)}`);
    case 'unrecognized_keys':
      return { path: [...path, issue.keys[0]!], problem: NO_SUCH_FIELD };
    case 'invalid_union': {
      if (issue.discriminator !== undefined && 'options' in issue) {
        return wrong(oneOf(issue.options ?? []));
      }
      const best = closest(issue.errors);
      const inner = explain(best[0]!, found);
      return { path: [...path, ...inner.path], problem: inner.problem };
    }
    default:
      return { path, problem: issue.message };
  }
}

/** The option that was meant: of the right type if one is, with the fewest issues. */
function closest(options: readonly (readonly $ZodIssue[])[]): readonly $ZodIssue[] {
  const inside = options.filter((issues) => issues.every(({ path }) => path.length > 0));
  return (inside.length > 0 ? inside : options).reduce((fewest, one) =>
    one.length < fewest.length ? one : fewest,
  );
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const unit = (origin: string): string =>
  origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? show(values[0]) : `one of ${values.map(show).join(', ')}`;
