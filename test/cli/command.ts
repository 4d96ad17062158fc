/**
 * Runs the command line as a process of its own, as a user would: compiled, because translating the
 * sources anew for every process would take most of the time.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../experiment/tiny.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** Compiles the package into a folder of its own; the working tree's `dist` stays as it is. */
function compile(): string {
  const folder = temporaryFolder();
  const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const project = join(PROJECT, 'tsconfig.build.json');
  const to = join(folder, 'dist');
  execFileSync(process.execPath, [
    compiler,
    '-p',
    project,
    '--outDir',
    to,
    '--declaration',
    'false',
  ]);
  copyFileSync(join(PROJECT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return join(to, 'cli/main.js');
}

/** The compiled command line. */
export const MAIN = compile();

export interface Outcome {
  /** Exit code, or null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** Resolves when stderr has shown this text, or the process has ended. */
  shown(text: string): Promise<void>;
}

/** Starts `motifsmith` with the given arguments. */
export function begin(...args: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', MOTIFSMITH_DEBUG: '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Outcome>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const shown = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      child.on('close', () => resolve());
      look();
    });
  return { child, ended, shown };
}

/** Runs `motifsmith` to its end. */
export function motifsmith(...args: string[]): Promise<Outcome> {
  return begin(...args).ended;
}
