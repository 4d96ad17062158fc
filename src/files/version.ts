/** The version of this package, from its manifest: the only place where it is written. */
import { readFile } from 'node:fs/promises';

/** Version of the package, e.g. `0.1.0`. */
export async function packageVersion(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(manifest) as { version: unknown }).version);
}
