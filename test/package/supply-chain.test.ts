/** What is installed, what ships, and what the workflows run: only what was looked at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  installedPackages,
  isAccepted,
  licenceProblems,
  UNNAMED,
} from '../../scripts/packages/licences.ts';
import { type Lockfile, lockfileProblems } from '../../scripts/packages/lockfile.ts';
import { PROJECT } from './entry-points.ts';

const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const lockfile: Lockfile = JSON.parse(read('package-lock.json'));

/** The lock file with another entry for one package. */
const changed = (change: object, name = 'zod'): Lockfile => ({
  ...lockfile,
  packages: {
    ...lockfile.packages,
    [`node_modules/${name}`]: { ...lockfile.packages[`node_modules/${name}`], ...change },
  },
});

describe('the lock file', () => {
  it('has nothing to complain about', () => {
    expect(lockfileProblems(lockfile)).toEqual([]);
    expect(licenceProblems(lockfile)).toEqual([]);
    expect(installedPackages(lockfile).length).toBeGreaterThan(50);
  });

  it.each([
    ['of another registry', { resolved: 'https://npm.example/zod/-/zod-4.0.0.tgz' }, /comes from/],
    [
      "with another package's bytes",
      { resolved: 'https://registry.npmjs.org/zood/-/zood-4.0.0.tgz' },
      /comes from/,
    ],
    ['from git', { resolved: 'git+ssh://git@github.com/a/zod.git#0123' }, /comes from/],
    ['without a hash', { integrity: undefined }, /no SHA-512 hash/],
    ['with a weak hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /no SHA-512 hash/],
    ['with an install script', { hasInstallScript: true }, /runs a script/],
    ['that is a link', { link: true, resolved: '../zod' }, /is a link to/],
  ])('refuses a package %s', (_, change, message) => {
    expect(lockfileProblems(changed(change))).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['GPL-3.0-only', false],
    ['MIT AND GPL-3.0-only', false],
    ['(MIT OR GPL-3.0-only)', true],
    ['MIT AND BSD-3-Clause', true],
    ['SEE LICENSE IN LICENSE', false],
  ])('the licence %s is accepted: %s', (license, accepted) => {
    expect(isAccepted(license)).toBe(accepted);
    expect(licenceProblems(changed({ license }))).toHaveLength(accepted ? 0 : 1);
  });

  it('refuses a package that names no licence', () => {
    expect(licenceProblems(changed({ license: undefined }))).toHaveLength(1);
  });

  it('names the licences that the packages do', () => {
    for (const [path, { license }] of Object.entries(lockfile.packages)) {
      const name = path.replace(/^node_modules\//, '');
      if (!installedPackages(lockfile).some((one) => one.name === name)) continue;
      expect(JSON.parse(read(`${path}/package.json`)).license, path).toEqual(license);
    }
    for (const [name, licence] of Object.entries(UNNAMED)) {
      expect(licence).toBe('MIT');
      expect(read(`node_modules/${name}/LICENSE`)).toContain('Permission is hereby granted, free');
    }
  });
});

it('runs no code of packages when they are installed', () => {
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
});

describe.each(readdirSync(join(PROJECT, '.github/workflows')))('%s', (name) => {
  const text = read(`.github/workflows/${name}`);

  it('uses actions by commit, with the version for people and Dependabot', () => {
    for (const [, action] of text.matchAll(/uses: (.*)$/gm)) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('may write only where it has to', () => {
    expect(parse(text).permissions).toEqual({ contents: 'read' });
  });
});

it('publishes what was just built, with its provenance and a bill of materials', () => {
  const { scripts, publishConfig } = JSON.parse(read('package.json'));
  expect(scripts.release).toBe('npm run build && changeset publish');
  expect(publishConfig).toEqual({ access: 'public', provenance: true });
  const { steps, permissions } = parse(read('.github/workflows/release.yml')).jobs.release;
  expect(permissions['id-token']).toBe('write');
  expect(steps.at(-1).run).toContain('npm sbom --omit dev');
});
