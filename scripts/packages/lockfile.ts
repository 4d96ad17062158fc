/**
 * What may be installed: packages of the npm registry only, each with a hash of its bytes, and none that counts on
 * running code when it is installed. Tools such as lockfile-lint require the address of the registry in each entry,
 * which this lock file leaves out.
 */

/** An entry of `packages` in a lock file of version 3. */
interface Entry {
  readonly version?: string;
  /** The real name, if the package is installed under another. */
  readonly name?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By path, e.g. `node_modules/zod`; the project itself is the empty one. */
  readonly packages: Readonly<Record<string, Entry>>;
}

/** Packages in this repository, as `file:` names them. */
const LOCAL = ['scripts/api-reference'];

/**
 * Packages with an install script that may be left out: esbuild's replaces a launcher by its program to save a
 * moment, those of fsevents and msgpackr-extract compile what the package already contains or can do without, that of
 * protobufjs prints advice, that of webgpu takes a quarantine mark off the package on macOS.
 */
const WITH_SCRIPTS = ['esbuild', 'fsevents', 'msgpackr-extract', 'protobufjs', 'webgpu'];

/** The name of a package, from its path in the lock file. */
export function nameOf(path: string, { name }: Entry): string {
  return name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** What is wrong with a lock file, as sentences. */
export function lockfileProblems({ lockfileVersion, packages }: Lockfile): string[] {
  const problems: string[] = [];
  if (lockfileVersion !== 3) problems.push(`The lock file has version ${lockfileVersion}, not 3.`);
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || LOCAL.includes(path)) continue;
    const { link, resolved, integrity, hasInstallScript } = entry;
    if (link) {
      if (!LOCAL.includes(resolved ?? '')) problems.push(`${path} is a link to ${resolved}.`);
      continue;
    }
    const name = nameOf(path, entry);
    const own = `https://registry.npmjs.org/${name}/-/`;
    if (resolved !== undefined && !resolved.startsWith(own)) {
      problems.push(`${path} comes from ${resolved}.`);
    }
    if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? '')) {
      problems.push(`${path} has no SHA-512 hash.`);
    }
    if (hasInstallScript && !WITH_SCRIPTS.includes(name)) {
      problems.push(`${path} runs a script when it is installed, which is turned off.`);
    }
  }
  return problems;
}
