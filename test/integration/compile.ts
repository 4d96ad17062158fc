/**
 * Compiles the package once for all tests that start it as a process, into a folder of its own: the
 * working tree's `dist` stays as it is, and no process has to translate the sources first.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const PROJECT = join(import.meta.dirname, '../..');

declare module 'vitest' {
  interface ProvidedContext {
    /** The compiled command line. */
    main: string;
  }
}

/** @returns what removes the folder again */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-compiled-'));
  const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const configuration = join(PROJECT, 'tsconfig.build.json');
  const output = join(folder, 'dist');
  execFileSync(
    process.execPath,
    [compiler, '-p', configuration, '--outDir', output, '--declaration', 'false'],
    { stdio: 'inherit' },
  );
  copyFileSync(join(PROJECT, 'package.json'), join(folder, 'package.json'));
  for (const name of ['assets', 'node_modules']) {
    symlinkSync(join(PROJECT, name), join(folder, name), 'junction');
  }
  project.provide('main', join(output, 'cli/main.js'));
  return () => rmSync(folder, { recursive: true, force: true });
}
