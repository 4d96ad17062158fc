/** What the compiled kernels are made of, as one hash: tells whether they are up to date. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'src/kernels/assembly';

/** SHA-256 over the sources of all modules. */
export function kernelSourceHash(): string {
  const hash = createHash('sha256');
  const files = readdirSync(FOLDER).map((file) => `${FOLDER}/${file}`);
  for (const file of [...files.sort(), 'src/kernels/constants.ts']) {
    hash.update(`${file}\n${readFileSync(file, 'utf8')}\n`);
  }
  return hash.digest('hex');
}
