/** All checks, and how they are carried out. A new one is a line here. */
import { tmpdir } from 'node:os';
import { CACHE_ELSEWHERE, cacheFolder } from '../data/store/cache/location.ts';
import { packageVersion } from '../files/version.ts';
import { engineBits } from './engines.ts';
import { browser, clock, terminal } from './environment.ts';
import { type CheckResult, type DoctorReport, type Finding, problem } from './finding.ts';
import { fileSystem, folder } from './folders.ts';
import { memory, networkMemory } from './memory.ts';
import { processors } from './processors.ts';
import { nodeVersion, studioPage } from './program.ts';
import { sharedMemory, webAssembly } from './web-assembly.ts';

interface Check extends Pick<CheckResult, 'id' | 'group' | 'subject'> {
  find(): Finding | Promise<Finding>;
}

/** @param runs folder of the runs */
function checksFor(runs: string): Check[] {
  const check = (group: string, id: string, subject: string, find: Check['find']): Check => ({
    group,
    id,
    subject,
    find,
  });
  const temporary = { space: 1e8, elsewhere: 'name another folder with the variable TMPDIR' };
  const cache = { space: 1e9, elsewhere: CACHE_ELSEWHERE };
  const output = { space: 1e9, elsewhere: 'name another folder with --output' };
  return [
    check('Program', 'node', 'Node.js', () => nodeVersion()),
    check('Program', 'studio-page', 'page of the studio', () => studioPage()),
    check('Computing', 'processors', 'processors', () => processors()),
    check('Computing', 'web-assembly', 'WebAssembly', () => webAssembly()),
    check('Computing', 'shared-memory', 'shared memory', () => sharedMemory()),
    check('Computing', 'memory', 'memory', () => memory()),
    check('Computing', 'network-memory', 'address space', () => networkMemory()),
    check('Computing', 'engines', 'engines', () => engineBits()),
    check('Folders', 'temporary-folder', 'temporary files', () => folder(tmpdir(), temporary)),
    check('Folders', 'cache-folder', 'cache', () => folder(cacheFolder(), cache)),
    check('Folders', 'runs-folder', 'runs', () => folder(runs, output)),
    check('Folders', 'runs-file-system', 'file system of runs', () => fileSystem(runs)),
    check('Environment', 'clock', 'clock', () => clock()),
    check('Environment', 'terminal', 'terminal', () => terminal()),
    check('Environment', 'browser', 'browser', () => browser()),
  ];
}

/** A check that fails has found something, too. */
async function attempt({ id, group, subject, find }: Check): Promise<CheckResult> {
  try {
    return { id, group, subject, ...(await find()) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = 'Please report it, with the output of `motifsmith doctor --json`.';
    return { id, group, subject, ...problem(`the check failed: ${reason}`, remedy) };
  }
}

/**
 * Examines this machine, one check after another; changes nothing that stays.
 * @param runs folder of the runs
 */
export async function examine(runs: string): Promise<DoctorReport> {
  const checks: CheckResult[] = [];
  for (const check of checksFor(runs)) checks.push(await attempt(check));
  return {
    format: 'motifsmith-doctor',
    formatVersion: 1,
    version: await packageVersion(),
    platform: `${process.platform} ${process.arch}`,
    healthy: checks.every(({ state }) => state !== 'problem'),
    checks,
  };
}
