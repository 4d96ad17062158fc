/** Keeps what tests decode out of the user's cache: a folder for each run, removed at its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-cache-'));
  process.env.MOTIFSMITH_CACHE = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
