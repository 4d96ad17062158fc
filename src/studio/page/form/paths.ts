/** Reads and writes values in nested groups by path, `search.weights.batchSize`. */
import { isRecord } from '../../../core/json.ts';
import type { Values } from './schema.ts';

/** A copy with one value changed; lists in between are left as they are. */
export function withValue(values: Values, path: string, value: unknown): Values {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...values, [first]: value };
  const inner = values[first];
  if (Array.isArray(inner)) return values;
  return { ...values, [first]: withValue(isRecord(inner) ? inner : {}, rest.join('.'), value) };
}

/**
 * The longest path of a configuration that a message names, so that it can be shown next to its field.
 * @param paths all that there are
 */
export function namedPath(message: string, paths: readonly string[]): string | null {
  const named = paths.filter((path) =>
    new RegExp(`(^|[^\\w.])${path.replaceAll('.', '\\.')}([^\\w.]|\\.?$|$)`).test(message),
  );
  return named.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** Paths of all values. */
export function pathsOf(values: Values, prefix = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    isRecord(value)
      ? [`${prefix}${name}`, ...pathsOf(value, `${prefix}${name}.`)]
      : [`${prefix}${name}`],
  );
}
