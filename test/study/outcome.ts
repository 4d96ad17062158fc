/** What a study comes to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Its results, its tables and other files in its folder that no clock has touched, by name. */
export function outcomeOf(folder: string, ...others: string[]): Record<string, string> {
  const tables = readdirSync(join(folder, 'tables')).map((name) => join('tables', name));
  const names = ['results.json', ...others, ...tables];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
