/** What the manifest of this package says: the only place where its version is written. */
import { readFile } from 'node:fs/promises';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

async function manifest(): Promise<Manifest> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return JSON.parse(text) as Manifest;
}

/** Version of the package, e.g. `0.1.0`. */
export async function packageVersion(): Promise<string> {
  return (await manifest()).version;
}

/** The oldest Node.js that the package supports, e.g. `20.19.0`. */
export async function requiredNode(): Promise<string> {
  return (await manifest()).engines.node.replace(/^>=/, '');
}
