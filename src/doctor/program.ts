/** Node.js, and what belongs to the package. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requiredNode } from '../files/version.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const numbers = (version: string): number[] => version.split('.').map(Number);

/** Whether a version such as `20.19.0` is at least another one. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, need] = [numbers(version), numbers(least)];
  const differs = need.findIndex((part, k) => part !== have[k]);
  return differs === -1 || have[differs]! > need[differs]!;
}

/** @param version of the Node.js that runs */
export async function nodeVersion(version: string = process.versions.node): Promise<Finding> {
  const least = await requiredNode();
  return isAtLeast(version, least)
    ? ok(version)
    : problem(`${version}, but ${least} is needed`, `Install Node.js ${least} or later.`);
}

/** The page of the studio is built by `npm run build`, which a clone may not have seen. */
export function studioPage(folder = join(import.meta.dirname, '../../dist/studio/page')): Finding {
  return existsSync(join(folder, 'index.html'))
    ? ok('built')
    : warning('not built, so `motifsmith studio` has no page', 'Run `npm run build`.');
}
