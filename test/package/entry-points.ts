/** The entry points as package.json lists them, with the names that each exports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(import.meta.dirname, '../..');

interface Manifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { types: string; default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const manifest: Manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

export interface EntryPoint {
  /** As a program imports it, e.g. `motifsmith/core`. */
  readonly specifier: string;
  /** Source file, relative to the project. */
  readonly source: string;
  readonly types: string;
  readonly code: string;
}

export const entryPoints: readonly EntryPoint[] = Object.entries(manifest.exports).flatMap(
  ([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            specifier: `motifsmith${subpath.slice(1)}`,
            source: target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'),
            types: target.types,
            code: target.default,
          },
        ],
);

/** The only entry point that may use what browsers do not have. */
export const NODE_ENTRY = 'motifsmith/node';

export const browserEntries = entryPoints.filter(({ specifier }) => specifier !== NODE_ENTRY);

export interface ExportedNames {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/**
 * What an entry point exports, read from its source: entry points consist of nothing but
 * `export { … } from` statements.
 */
export function exportedNames({ source }: EntryPoint): ExportedNames {
  const code = readFileSync(join(PROJECT, source), 'utf8').replace(/\/\*.*?\*\//gs, '');
  const statement = /export (type )?\{([^}]*)\} from '[^']+';/g;
  const rest = code.replace(statement, '').trim();
  if (rest !== '') throw new Error(`${source} has something else than re-exports: ${rest}`);
  const names = [...code.matchAll(statement)].flatMap(([, allTypes, list]) =>
    list!
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => ({
        isType: allTypes !== undefined || item.startsWith('type '),
        name: item.replace(/^type /, '').replace(/^.* as /, ''),
      })),
  );
  const sorted = (isType: boolean) =>
    names.flatMap((name) => (name.isType === isType ? [name.name] : [])).sort();
  return { values: sorted(false), types: sorted(true) };
}

/** Files in `src/entries`. */
export const entryFiles = readdirSync(join(PROJECT, 'src/entries'));
