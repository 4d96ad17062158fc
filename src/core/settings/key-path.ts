/** Where a setting is in nested settings: `network.layers[0].neurons`. */
export type KeyPath = readonly (string | number)[];

/** `a.b[0].c` */
export function formatPath(path: KeyPath): string {
  return path
    .map((part, k) => (typeof part === 'number' ? `[${part}]` : k > 0 ? `.${part}` : part))
    .join('');
}

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) {
      return undefined;
    }
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}
