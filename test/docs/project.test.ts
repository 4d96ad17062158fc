/** What the project says of itself in several places is the same everywhere. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROJECT } from './markdown.ts';

const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

it('ARCHITECTURE.md shows the table of rooms that the code is checked against', () => {
  const table = execFileSync(process.execPath, ['scripts/check-rooms.mjs', '--table'], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  const [, shown] =
    /^<!-- rooms:.*-->\n(.*?)^<!-- \/rooms -->/ms.exec(read('ARCHITECTURE.md')) ?? [];
  expect(shown, 'npm run format updates it').toBe(table);
});

it('docs/dependencies.md lists the packages that package.json names', () => {
  const [, runTime, development, optional] = read('docs/dependencies.md').split(/^## /m);
  const named = (section: string): string[] =>
    [...section.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    );
  expect(named(runTime!).sort()).toEqual(Object.keys(manifest.dependencies).sort());
  expect(named(development!).sort()).toEqual(Object.keys(manifest.devDependencies).sort());
  expect(named(optional!).sort()).toEqual(Object.keys(manifest.peerDependencies).sort());
  expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(
    Object.keys(manifest.peerDependencies),
  );
});

it('CITATION.cff has the version and licence of package.json', () => {
  const { version, license, title } = parse(read('CITATION.cff'));
  expect({ version, license }).toEqual({ version: manifest.version, license: manifest.license });
  expect(title).toMatch(/^Motifsmith/);
});

it('tests on the Node versions that the package supports, from the oldest on', () => {
  const [, oldest] = />=(\d+)\./.exec(manifest.engines.node)!;
  const { test } = parse(read('.github/workflows/ci.yml')).jobs;
  expect(String(test.strategy.matrix.node[0])).toBe(oldest);
  expect(read('.nvmrc').trim()).toBe(oldest);
});

describe.each(readdirSync(join(PROJECT, '.github/workflows')))('%s', (name) => {
  it('runs scripts that exist', () => {
    const named = [...read(`.github/workflows/${name}`).matchAll(/npm run ([\w:-]+)/g)];
    for (const [, script] of named) expect(manifest.scripts).toHaveProperty([script!]);
  });
});
