/** What the command line loads before it knows which command to do: loading is what `--help` takes its time for. */
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');

/** Packages that a chunk imports when it is loaded, and those of the chunks that it loads. */
function packages({ outputs }: Metafile, chunk: string, seen = new Set<string>()): Set<string> {
  if (seen.has(chunk)) return new Set();
  seen.add(chunk);
  const eager = outputs[chunk]!.imports.filter(({ kind }) => kind === 'import-statement');
  return new Set(
    eager.flatMap(({ path, external }) =>
      external ? [path] : [...packages({ outputs } as Metafile, path, seen)],
    ),
  );
}

it('loads commander alone, so that help is there at once', async () => {
  const { metafile } = await build({
    entryPoints: ['src/cli/main.ts'],
    absWorkingDir: PROJECT,
    outdir: 'build',
    ...{ bundle: true, splitting: true, write: false, metafile: true },
    ...{ format: 'esm', platform: 'node', packages: 'external', logLevel: 'error' },
  });
  const [main] = Object.entries(metafile.outputs).find(
    ([, { entryPoint }]) => entryPoint === 'src/cli/main.ts',
  )!;
  const loaded = [...packages(metafile, main)].filter((name) => !name.startsWith('node:'));
  expect(loaded).toEqual(['commander']);
});
