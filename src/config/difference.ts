/** Where two configurations differ: a run, or a run of a study, keeps the settings it was started with. */

/** The first setting that differs, with its values as JSON. */
export interface Difference {
  readonly key: string;
  readonly stored: string;
  readonly asked: string;
}

/** Each value that is no section or list, by its path. */
function leaves(config: object): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}.${key}` : key);
    } else found.set(path, JSON.stringify(value));
  };
  walk(config, '');
  return found;
}

/** The first setting in which two configurations differ, or null if there is none. */
export function firstDifference(stored: object, asked: object): Difference | null {
  const before = leaves(stored);
  const now = leaves(asked);
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(key) === now.get(key)) continue;
    return { key, stored: before.get(key) ?? 'absent', asked: now.get(key) ?? 'absent' };
  }
  return null;
}
