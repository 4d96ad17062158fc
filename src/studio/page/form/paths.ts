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

/** Records a change; a value changed back to the preset's is not a change. */
export function withChange(changes: Values, path: string, value: unknown, preset: Values): Values {
  const next = withValue(changes, path, value);
  const at = (from: Values) =>
    path.split('.').reduce<unknown>((inner, key) => (inner as Values | undefined)?.[key], from);
  return JSON.stringify(at(preset)) === JSON.stringify(value) ? pruned(next, path) : next;
}

/** Without a value, and without groups that are empty as a result. */
function pruned(values: Values, path: string): Values {
  const [first = '', ...rest] = path.split('.');
  const { [first]: inner, ...others } = values;
  if (rest.length === 0) return others;
  const left = pruned((inner ?? {}) as Values, rest.join('.'));
  return Object.keys(left).length === 0 ? others : { ...others, [first]: left };
}
