/** The public API: its names, what it needs, and how little a page has to load of it. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import {
  browserEntries,
  entryFiles,
  entryPoints,
  exportedNames,
  NODE_ENTRY,
  PROJECT,
} from './entry-points.ts';

interface Bundled {
  readonly bytes: number;
  /** Files that code was taken from, relative to the project. */
  readonly inputs: readonly string[];
}

/** Bundles a script that imports the package by name, for pages. @throws if it needs built-ins */
async function bundled(script: string): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: script, resolveDir: PROJECT, loader: 'ts' },
    absWorkingDir: PROJECT,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  return {
    bytes: outputFiles[0]!.contents.length,
    inputs: Object.entries(output!.inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  };
}

const load = (source: string): Promise<Record<string, unknown>> =>
  import(/* @vite-ignore */ join(PROJECT, source));

const packagesIn = ({ inputs }: Bundled) =>
  new Set(inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));

describe('entry points', () => {
  it('are those of src/entries and the main one', () => {
    const expected = entryFiles.map((file) => `motifsmith/${file.replace('.ts', '')}`);
    expect(entryPoints.map(({ specifier }) => specifier).sort()).toEqual(
      ['motifsmith', ...expected].sort(),
    );
    for (const { source, types, code } of entryPoints) {
      expect(types).toBe(code.replace(/\.js$/, '.d.ts'));
      expect(source).toMatch(/^src\/(index|entries\/\w+)\.ts$/);
    }
  });

  it('export these names', async () => {
    const sections = entryPoints.map((entry) => {
      const { values, types } = exportedNames(entry);
      return [entry.specifier, ...values, ...types.map((name) => `type ${name}`)].join('\n  ');
    });
    await expect(`${sections.join('\n\n')}\n`).toMatchFileSnapshot('public-api.txt');
  });

  it.each(entryPoints)('$specifier exports what its source says', async (entry) => {
    expect(Object.keys(await load(entry.source)).sort()).toEqual(exportedNames(entry).values);
  });

  it('the main one repeats names of the others that need no Node, and adds none', async () => {
    const [main, ...others] = browserEntries;
    const modules = await Promise.all(others.map(({ source }) => load(source)));
    for (const [name, value] of Object.entries(await load(main!.source))) {
      expect(
        modules.some((module) => module[name] === value),
        name,
      ).toBe(true);
    }
    const types = new Set(others.flatMap((entry) => exportedNames(entry).types));
    expect(exportedNames(main!).types.filter((name) => !types.has(name))).toEqual([]);
  });
});

describe('without Node', () => {
  it.each(browserEntries)('$specifier can be bundled for browsers', async ({ specifier }) => {
    const { bytes } = await bundled(`import * as all from '${specifier}'; console.log(all);`);
    expect(bytes).toBeGreaterThan(1000);
  });

  it(`${NODE_ENTRY} cannot: this test would find a built-in`, async () => {
    await expect(
      bundled(`import * as all from '${NODE_ENTRY}'; console.log(all);`),
    ).rejects.toThrow(/Could not resolve "node:/);
  });
});

describe('what a page does not use, it does not load', () => {
  it('nothing at all of an entry that is only imported', async () => {
    for (const { specifier } of browserEntries) {
      expect((await bundled(`import '${specifier}';`)).bytes, specifier).toBe(0);
    }
  });

  it('an error class is a few hundred bytes', async () => {
    const { bytes, inputs } = await bundled(
      `import { MotifsmithError } from 'motifsmith'; console.log(MotifsmithError);`,
    );
    expect(inputs.filter((file) => /^src\/\w+\/\w/.test(file))).toContain('src/core/errors.ts');
    expect(bytes).toBeLessThan(1000);
  });

  it('training brings the part of zod that settings use, and no file formats', async () => {
    const bundle = await bundled(
      `import { createEngine, SearchJob, TrainJob } from 'motifsmith';
       console.log(createEngine, SearchJob, TrainJob);`,
    );
    expect(packagesIn(bundle)).toEqual(new Set(['pure-rand', 'zod']));
    expect(bundle.inputs.filter((file) => /src\/(interop|cli)\//.test(file))).toEqual([]);
    // All engines are in it, though a page loads the one that it asks for. All of zod, with its locales, would be
    // 457 kB more.
    expect(bundle.bytes).toBeLessThan(328_000);
  });

  it('safetensors come without HDF5', async () => {
    const bundle = await bundled(
      `import { decodeSafetensors } from 'motifsmith/interop'; console.log(decodeSafetensors);`,
    );
    expect(packagesIn(bundle)).toEqual(new Set());
    expect(bundle.bytes).toBeLessThan(10_000);
  });
});
