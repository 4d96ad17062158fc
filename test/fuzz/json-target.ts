/** Targets that are readers of one JSON file in a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { damageJsonBytes } from './json-damage.ts';
import { scratchFolder } from './scratch.ts';
import type { FuzzTarget } from './target.ts';

/** A folder for each target, made when it is first needed. */
export function placeFor(
  make: (folder: string) => void = () => {},
): (name: string, input: Uint8Array) => string {
  let folder: string | null = null;
  return (name, input) => {
    if (folder === null) {
      folder = scratchFolder();
      make(folder);
    }
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, input);
    return folder;
  };
}

/** A JSON file that is read from a folder. */
export function jsonTarget(
  id: string,
  file: string,
  seeds: () => Uint8Array[],
  read: (folder: string) => Promise<unknown>,
  rest: Partial<FuzzTarget> = {},
): FuzzTarget {
  const place = placeFor();
  return {
    id,
    kinds: ['artifact'],
    seeds,
    craft: (random, all) => damageJsonBytes(all, random),
    run: async (input) => {
      await read(place(file, input));
      return null;
    },
    ...rest,
  };
}
