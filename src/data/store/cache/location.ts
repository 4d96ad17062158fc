/** Where decoded data sets are kept, and how to keep them elsewhere. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * `$MOTIFSMITH_CACHE`, or the folder `motifsmith` where the system keeps caches: `$XDG_CACHE_HOME` or
 * `~/.cache`, on macOS `~/Library/Caches`, on Windows `%LOCALAPPDATA%`. It can be deleted at any time.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.MOTIFSMITH_CACHE) return env.MOTIFSMITH_CACHE;
  return join(systemCaches(env), 'motifsmith');
}

function systemCaches(env: NodeJS.ProcessEnv): string {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32' && env.LOCALAPPDATA) return env.LOCALAPPDATA;
  return join(homedir(), '.cache');
}

/** What to do if the folder cannot be written to. */
export const CACHE_ELSEWHERE = 'name another folder with the variable MOTIFSMITH_CACHE';
