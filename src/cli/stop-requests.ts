/**
 * Requests to stop: Ctrl-C, a polite kill, a terminal that goes away, a batch system that gives notice. The first
 * lets the work save what it has; a second Ctrl-C or kill quits at once.
 *
 * - SIGUSR1, which batch systems can send before a time limit, only ever asks. Otherwise Node would answer it by
 *   opening a port for debuggers.
 * - SIGHUP only ever asks. A closing terminal sends it several times (the kernel to the foreground jobs, the
 *   shell to all of its own), and a session that is ended sends SIGTERM with it.
 * - `timeout` sends its signal to the command and then to the command's group, so signals that arrive
 *   together are one request.
 */
import { fstatSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { EXIT_CODES } from '../core/errors.ts';
import { answer } from './output.ts';

/** Signals closer together than this are one request, in milliseconds. */
const TOGETHER_MS = 300;

export interface StopRequests {
  readonly signal: AbortSignal;
  /** The work is done: from now on there is nothing to save, and Ctrl-C quits. */
  done(): void;
}

/** What a command does when it is asked to stop. */
export interface StopAnswers {
  /** Tells the user, once, that it is stopping. */
  asked(): void;
  /** Restores the terminal before the process quits at once. */
  quit?(): void;
}

/** Listens until the process ends: a late SIGHUP must not kill what is just saving or reporting. */
export function listenForStop({ asked, quit = () => {} }: StopAnswers): StopRequests {
  const stop = new AbortController();
  let done = false;
  let first = 0;
  const ask = () => {
    if (done || stop.signal.aborted) return;
    first = performance.now();
    stop.abort();
    asked();
  };
  const insist = () => {
    const again = stop.signal.aborted && performance.now() - first > TOGETHER_MS;
    if (!done && !again) return ask();
    quit();
    answer('Quit at once; what has been saved is kept.');
    process.exit(EXIT_CODES.interrupted);
  };
  process.on('SIGINT', insist).on('SIGTERM', insist);
  process.on('SIGHUP', hangupIsIgnored() ? () => {} : ask).on('SIGUSR1', ask);
  return {
    signal: stop.signal,
    done: () => {
      done = true;
    },
  };
}

/** For work that saves nothing on the way: restores the terminal and quits at once. */
export function quitOnSignals(quit: () => void): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (name === 'SIGHUP' && hangupIsIgnored()) process.on(name, () => {});
    else
      process.on(name, () => {
        quit();
        answer('Stopped.');
        process.exit(EXIT_CODES.interrupted);
      });
  }
}

/**
 * Whether the command was started by `nohup`. Node resets the signals that a process inherits as ignored, so
 * what `nohup` asked for has to be inferred: shells put the name of the program that they start into `_`, and
 * GNU `nohup` replaces a terminal as stdin by a null device that cannot be read.
 */
function hangupIsIgnored(): boolean {
  if (process.platform === 'win32') return false;
  return basename(process.env._ ?? '') === 'nohup' || isUnreadableNull(0);
}

function isUnreadableNull(descriptor: number): boolean {
  try {
    if (fstatSync(descriptor).rdev !== statSync('/dev/null').rdev) return false;
    readSync(descriptor, new Uint8Array(1));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBADF';
  }
}
