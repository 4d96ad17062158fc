/**
 * All that commands print passes through here, so that no name and no message can steer the terminal.
 *
 * Output may be what nobody can take any more: a closed pipe, a full disk under a redirected log, a terminal
 * that has gone away. Progress is not worth a run, so a lost stderr changes nothing, not even the exit code.
 * Results that cannot be written to stdout are an error, but only after the command has done all of its work.
 */
import { MotifsmithError } from '../core/errors.ts';
import { visible, visibleJson, visibleLines } from '../core/visible.ts';

/** Prints results. */
export function print(text: string): void {
  process.stdout.write(visibleLines(text));
}

/** Prints results with colours: the caller has made all other text visible. */
export function printPainted(text: string): void {
  process.stdout.write(text);
}

/** Prints results for programs. */
export function printJson(
  value: unknown,
  replacer?: (key: string, value: unknown) => unknown,
): void {
  process.stdout.write(`${visibleJson(value, replacer)}\n`);
}

/** Prints a document on a line of its own, one of many. */
export function printJsonLine(value: unknown): void {
  process.stdout.write(`${visibleJson(value, undefined, 0)}\n`);
}

/** Writes a line to stderr: progress, a warning, a failure. */
export function note(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

let lost: NodeJS.ErrnoException | null = null;

/** Whether nothing that is printed can arrive any more, e.g. after `| head`. */
export const isReaderGone = (): boolean => lost !== null;

/** Call once, before anything is written. */
export function surviveLostOutput(): void {
  // Node tries again with every write, so a log continues when its disk has space again.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    lost ??= error;
  });
}

/** Resolves when all that was printed is written or lost. */
async function flushed(): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  // Errors are reported a moment after the write that failed.
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Waits for stdout.
 * @throws MotifsmithError `inputOutput` if something could not be written, unless the reader has had enough
 * (`| head`) or the terminal has gone away
 */
export async function requireWrittenResults(): Promise<void> {
  await flushed();
  if (lost === null || lost.code === 'EPIPE') return;
  if (lost.code === 'EIO' && process.stdout.isTTY) return;
  throw new MotifsmithError('inputOutput', `The results cannot be printed (${lost.code}).`, {
    where: 'standard output',
    remedy: 'Free space or print elsewhere; files that the command has written are complete.',
    cause: lost,
  });
}
