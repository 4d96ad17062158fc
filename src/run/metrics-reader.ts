/**
 * Reads `metrics.jsonl` line by line, because the record of a long search has hundreds of megabytes.
 * A run that is resumed cuts its record back and writes the same bytes again, so a byte at which a
 * line begins remains one.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { MotifsmithError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { systemCode } from '../files/refusals.ts';
import { damagedLine, type EventKind, type EventOf, parseEvent } from './schema/events.ts';

/** What happens to a line that is not an event: it is thrown, or returned as `damage`. */
export type DamagePolicy = 'throw' | 'report';

export interface MetricsOptions<Policy extends DamagePolicy, Kind extends EventKind> {
  readonly damage: Policy;
  /**
   * What a last line without a line feed is. `open`: still being written, or cut by a kill, and so
   * not a line yet. `finished`: damage, because the run has ended and everything has been written.
   */
  readonly run: 'open' | 'finished';
  /** A byte at which a line begins; 0 by default. */
  readonly from?: number;
  /** Events that are wanted, by default all; the others are checked and left out. */
  readonly kinds?: readonly Kind[];
  /** Bytes of a line beyond which it is damaged: no more than this is held in memory. */
  readonly longestLine?: number;
}

interface Place {
  /** Where the line begins. */
  readonly byte: number;
  /** Where the next line begins; `byte` itself for a last line that does not end. */
  readonly next: number;
}

interface EventLine<Kind extends EventKind> extends Place {
  readonly event: EventOf<Kind>;
}

interface DamagedLine extends Place {
  readonly damage: MotifsmithError;
}

export type MetricsLine<Policy extends DamagePolicy, Kind extends EventKind> =
  | EventLine<Kind>
  | (Policy extends 'report' ? DamagedLine : never);

const CHUNK = 2 ** 18;
const NEWLINE = 10;

/**
 * The events of a record.
 * @param path of a `metrics.jsonl`
 * @throws MotifsmithError `artifact` if it cannot be read, or, under the policy `throw`, naming line
 * and field of the first line that is not an event
 */
export async function* readMetrics<Policy extends DamagePolicy, Kind extends EventKind = EventKind>(
  path: string,
  options: MetricsOptions<Policy, Kind>,
): AsyncGenerator<MetricsLine<Policy, Kind>> {
  const file = await reading(path, () => open(path));
  try {
    yield* readOpenMetrics(file, path, options);
  } finally {
    await file.close();
  }
}

/** The same of a file that is open already; the caller closes it. @param name names it in errors */
export async function* readOpenMetrics<
  Policy extends DamagePolicy,
  Kind extends EventKind = EventKind,
>(
  file: FileHandle,
  name: string,
  options: MetricsOptions<Policy, Kind>,
): AsyncGenerator<MetricsLine<Policy, Kind>> {
  const { from = 0, kinds, longestLine = LIMITS.jsonBytes } = options;
  let number = 0;
  /** Lines before `from`; they are counted only if there is damage to name. */
  let earlier = from === 0 ? 0 : null;
  for await (const { text, byte, next } of readLines(file, name, from, longestLine)) {
    number += 1;
    const open = byte === next;
    if (open && text !== null && options.run === 'open') return;
    const eventAt = (line: number) => {
      const where = `${name}, line ${line}`;
      if (text === null) throw damagedLine(`The line is longer than ${longestLine} bytes`, where);
      if (open) throw damagedLine('The last line has been cut short', where);
      return parseEvent(decode(text, where), where, kinds);
    };
    const found = attempt(() => eventAt(number));
    if (found instanceof MotifsmithError) {
      earlier ??= await countLines(file, name, from);
      const line = earlier + number;
      const damage = earlier === 0 ? found : attempt(() => eventAt(line));
      if (options.damage === 'throw') throw damage;
      yield { damage, byte, next } as MetricsLine<Policy, Kind>;
    } else if (found !== null) yield { event: found, byte, next };
  }
}

/** What an action returns, or the MotifsmithError that it throws. */
function attempt<Result>(action: () => Result): Result | MotifsmithError {
  try {
    return action();
  } catch (error) {
    if (error instanceof MotifsmithError) return error;
    throw error;
  }
}

/** Number of line feeds before a byte. */
async function countLines(file: FileHandle, name: string, before: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let lines = 0;
  for (let position = 0; position < before; ) {
    const length = Math.min(CHUNK, before - position);
    const { bytesRead } = await reading(name, () => file.read(buffer, 0, length, position));
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
    position += bytesRead;
  }
  return lines;
}

interface RawLine extends Place {
  /** Without its line feed, and only until the next line is asked for; null if it is too long. */
  readonly text: Uint8Array | null;
}

async function* readLines(
  file: FileHandle,
  name: string,
  from: number,
  longest: number,
): AsyncGenerator<RawLine> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  /** The beginning of a line that did not end within its chunk. */
  let pieces: Uint8Array[] = [];
  let held = 0;
  let byte = from;
  for (let position = from; ; ) {
    const { bytesRead } = await reading(name, () => file.read(buffer, 0, CHUNK, position));
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    let begin = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, begin)) {
      const piece = chunk.subarray(begin, at);
      const tooLong = held + piece.length > longest;
      const text = tooLong ? null : held === 0 ? piece : Buffer.concat([...pieces, piece]);
      const next = position + at + 1;
      yield { text, byte, next };
      [pieces, held] = [[], 0];
      [byte, begin] = [next, at + 1];
    }
    held += bytesRead - begin;
    if (held > longest) pieces = [];
    else if (begin < bytesRead) pieces.push(Buffer.from(chunk.subarray(begin)));
    position += bytesRead;
  }
  if (held > 0) yield { text: held > longest ? null : Buffer.concat(pieces), byte, next: byte };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array, where: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw damagedLine('The line is not UTF-8', where, cause);
  }
}

async function reading<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === null) throw cause;
    throw new MotifsmithError('artifact', `The record of the run cannot be read (${code}).`, {
      where: path,
      remedy:
        code === 'ENOENT' || code === 'EISDIR'
          ? 'Check the path.'
          : 'Grant read permission, or copy the file.',
      cause,
    });
  }
}
