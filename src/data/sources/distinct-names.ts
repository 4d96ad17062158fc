/**
 * Names that look alike are alike to people: in a table or a message, nobody could tell two such classes apart.
 * Some letters can be written in several ways, as systems do when folders are copied between them.
 */
import { MotifsmithError } from '../../core/errors.ts';

/** Two places of the same name. */
interface Repeated {
  readonly first: number;
  readonly second: number;
}

/** The first name that is there twice, in whatever characters it is written; null if there is none. */
export function repeatedName(names: readonly string[]): Repeated | null {
  const seen = new Map<string, number>();
  for (const [second, name] of names.entries()) {
    const key = name.normalize();
    const first = seen.get(key);
    if (first !== undefined) return { first, second };
    seen.set(key, second);
  }
  return null;
}

/** Letters beyond ASCII as `\u00e9`. */
const inCodes = (name: string): string =>
  name.replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * @param names of classes, each the name of one folder or more
 * @throws MotifsmithError `data` if two differ only in how their letters are written
 */
export function requireDistinctFolders(names: readonly string[], root: string): void {
  const repeated = repeatedName(names);
  if (repeated === null) return;
  const [one, other] = [names[repeated.first]!, names[repeated.second]!];
  throw new MotifsmithError('data', `Two classes have the same name, ${one}.`, {
    where: `${root}: the folders ${inCodes(one)} and ${inCodes(other)}`,
    remedy: 'Rename one of them, or put their recordings into one folder.',
  });
}
