/** Bundles a script for browsers as a user of the package would. */
import { join } from 'node:path';
import { build } from 'esbuild';

export const PROJECT = join(import.meta.dirname, '../..');

export interface Bundle {
  readonly code: Uint8Array;
  /** Source files in it, relative to the project. */
  readonly sources: readonly string[];
}

/** @param entry relative to the project */
export async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return { code: outputFiles[0]!.contents, sources: Object.keys(metafile.inputs) };
}
