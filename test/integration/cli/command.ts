/** Runs the compiled command line as a process of its own, as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { inject } from 'vitest';

/** The compiled command line. */
export const MAIN = inject('main');

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
export const begin = (...args: string[]): Running => beginWith({}, args);

/** The same with other variables of the environment, and another installation. */
export function beginWith(
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
  main = MAIN,
): Running {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', MOTIFSMITH_DEBUG: '', ...variables },
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

/** The same with other variables of the environment. */
export function motifsmithWith(
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Outcome> {
  return beginWith(variables, args).ended;
}
