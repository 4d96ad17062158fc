/** Packages from pinned commits, unpacked below `build/readers`, each in a folder of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from './peers.ts';

const FOLDER = join(import.meta.dirname, '../../build/readers');

/**
 * The folder to put on PYTHONPATH. What is there already is used.
 * @param from address below which the repositories are
 * @throws if the repository or the commit cannot be had
 */
export function unpacked({ repository, commit, folder, root = '.' }: Source, from: string): string {
  const name = repository.replace('/', '+');
  const place = join(FOLDER, `${name}-${folder.replaceAll('/', '+')}-${commit.slice(0, 8)}`);
  const found = join(place, root);
  if (existsSync(place)) return found;
  const clone = join(FOLDER, `${name}.git`);
  const fresh = `${place}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
        timeout: 10 * 60_000,
        maxBuffer: 2 ** 30,
      });
    if (!existsSync(clone)) git('clone', '--quiet', '--bare', `${from}/${repository}`, clone);
    const tar = git('--git-dir', clone, 'archive', commit, folder);
    execFileSync('tar', ['-x', '-C', fresh], { input: tar });
    renameSync(fresh, place);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  return found;
}
