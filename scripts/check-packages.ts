/**
 * Checks `package-lock.json`, and that `docs/licences.md` lists what it installs. Part of `npm run lint`;
 * `--write`, part of `npm run format`, writes the list.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceProblems, licencesDocument } from './packages/licences.ts';
import { type Lockfile, lockfileProblems } from './packages/lockfile.ts';

const PROJECT = join(import.meta.dirname, '..');
const DOCUMENT = join(PROJECT, 'docs/licences.md');

const lockfile: Lockfile = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8'));
const document = licencesDocument(lockfile);
if (process.argv.includes('--write')) writeFileSync(DOCUMENT, document);
const problems = [...lockfileProblems(lockfile), ...licenceProblems(lockfile)];
if (readFileSync(DOCUMENT, 'utf8') !== document) {
  problems.push('docs/licences.md is not current: npm run format writes it.');
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
