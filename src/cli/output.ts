/**
 * All that commands print passes through here, so that no name and no message can steer the terminal.
 *
 * Output may be what nobody can take any more: a closed pipe, a full disk under a redirected log, a terminal
 * that has gone away. Progress is not worth a run, so a lost stderr changes nothing, not even the exit code.
 * Results that cannot be written to stdout are an error, but only after the command has done all of its work.
 */
import { MotifsmithError } from '../core/errors.ts';
import { visible, visibleJson, visibleLines } from '../core/visible.ts';
import { writeWhole } from '../files/write-atomic.ts';
import { painter } from './colour.ts';
import { type DrawLines, LiveLines } from './live-lines.ts';

/** Prints results. */
export function print(text: string): void {
  process.stdout.write(visibleLines(text));
}

/** Writes results into a file, as UTF-8 whatever the shell would make of them; without one, prints them. */
export async function printInto(file: string | undefined, text: string): Promise<void> {
  if (file === undefined) return print(text);
  await writeWhole(file, new TextEncoder().encode(visibleLines(text)));
}

/** Prints results with colours or tabs: the caller has made all other text visible. */
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

/** What moves at the end of stderr, once there was something. */
let live: LiveLines | null = null;

/** Whether Ctrl-C has been answered. */
let still = false;

/**
 * Lines at the end of stderr, which must be a terminal, that are drawn again and again.
 * @returns null after Ctrl-C, from when on nothing moves
 */
export function showLive(draw: DrawLines): LiveLines | null {
  if (still) return null;
  live?.end(false);
  live = new LiveLines(process.stderr, draw);
  return live;
}

/** Writes a line to stderr, above what moves: progress, a warning, a failure. */
export function note(line: string): void {
  const [mark = ''] = /^(?:error|failed|warning):/.exec(line) ?? [];
  const paint = painter(process.stderr);
  const colour = mark === 'warning:' ? 'warning' : 'problem';
  const text = `${mark && paint(mark, colour)}${visible(line.slice(mark.length))}`;
  if (live === null || live.ended) process.stderr.write(`${text}\n`);
  else live.above(text);
}

/** Answers Ctrl-C on a line of its own: nothing moves any more, and the `^C` of the terminal is covered. */
export function answer(line: string): void {
  still = true;
  if (live !== null && !live.ended) live.end(true);
  else if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  note(line);
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
