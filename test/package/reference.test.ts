/** The API reference: everything public is documented, and the generator has nothing to complain of. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryPoints, exportedNames, PROJECT } from './entry-points.ts';
import { run } from './install.ts';

it('is generated without a warning, and names everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-reference-'));
  try {
    // Warnings are errors in scripts/api-reference/typedoc.json.
    await run('npm', ['run', 'docs:api', '--', '--out', folder], PROJECT);
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const entry of entryPoints.filter(({ specifier }) => specifier !== 'motifsmith')) {
      const page = pages.find((path) => path.replaceAll('\\', '/') === `${entry.specifier}.md`);
      // Markdown has underscores escaped.
      const text = readFileSync(join(folder, page!), 'utf8').replaceAll('\\_', '_');
      const { values, types } = exportedNames(entry);
      for (const name of [...values, ...types]) {
        expect(text, `${entry.specifier}: ${name}`).toMatch(new RegExp(`^### ${name}\\b`, 'm'));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
