/**
 * Reads metrics.jsonl by parts: from a byte on, whole lines, never more than a bounded number of
 * bytes at a time. A run that is resumed cuts its record back and writes the same bytes again, so a
 * place in it stays what it was.
 */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { RUN_FILES } from '../../run/run-files.ts';
import type { MetricsEvent, MetricsPart } from '../api.ts';
import type { Limits } from './limits.ts';
import { openRunFile } from './paths.ts';
import { Refusal } from './refusal.ts';

const NEWLINE = 10;
/** Bytes at the end of a record in which the newest line about an epoch is looked for first. */
const FIRST_SPAN = 16_384;

/**
 * The next lines of a run's record.
 * @param folder of the run
 * @param from a byte at which a line begins; beyond the end there is nothing yet
 * @throws Refusal `badRequest` if no line begins there, MotifsmithError `artifact` if the record is
 * damaged
 */
export async function readMetrics(
  folder: string,
  from: number,
  { metricsBytes, lineBytes }: Limits,
): Promise<MetricsPart> {
  const opened = await openRunFile(folder, RUN_FILES.metrics);
  if (opened === null || opened.bytes < from) {
    await opened?.file.close();
    return { events: [], next: from, more: false };
  }
  const { file, bytes } = opened;
  try {
    await requireLine(file, from);
    let lines = await read(file, from, Math.min(metricsBytes, bytes - from));
    let end = lines.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && bytes - from > metricsBytes) {
      lines = await read(file, from, Math.min(lineBytes, bytes - from));
      // Of a long stretch only the line that did not fit.
      end = lines.indexOf(NEWLINE) + 1;
      if (end === 0 && bytes - from > lineBytes) throw endless(folder, from);
    }
    const next = from + end;
    const more = from + lines.length < bytes || end < lines.length;
    return { events: parseLines(lines.subarray(0, end), from), next, more: end > 0 && more };
  } finally {
    await file.close();
  }
}

/** @throws Refusal `badRequest` if no line of the record begins at a byte */
export async function checkPlace(folder: string, from: number): Promise<void> {
  const opened = await openRunFile(folder, RUN_FILES.metrics);
  if (opened === null) return;
  try {
    if (opened.bytes >= from) await requireLine(opened.file, from);
  } finally {
    await opened.file.close();
  }
}

async function requireLine(file: FileHandle, from: number): Promise<void> {
  if (from === 0 || (await read(file, from - 1, 1))[0] === NEWLINE) return;
  throw new Refusal('badRequest', `No line of the record begins at byte ${from}.`, {
    where: 'query from',
    remedy: 'Give 0, or `next` of the part before.',
  });
}

/** What the newest line about an epoch says. */
export interface Position {
  readonly stage: string;
  readonly epoch: number;
  readonly epochs: number | null;
}

/** How far a record has been read, and what was found. */
export interface Progress {
  readonly bytes: number;
  readonly position: Position | null;
}

export const NO_PROGRESS: Progress = { bytes: 0, position: null };

/**
 * How far a run has come, by the end of its record. What has been read before is not read again.
 * @param size of metrics.jsonl now
 */
export async function readProgress(
  folder: string,
  size: number,
  before: Progress,
  { lineBytes }: Limits,
): Promise<Progress> {
  const known = before.bytes <= size ? before : NO_PROGRESS;
  if (known.bytes === size) return known;
  const opened = await openRunFile(folder, RUN_FILES.metrics);
  if (opened === null) return NO_PROGRESS;
  try {
    // Lines about epochs may lie far apart: look back further until one is found.
    for (let span = FIRST_SPAN; ; span *= 4) {
      const from = Math.max(known.bytes, size - span);
      const lines = await read(opened.file, from, size - from);
      const end = lines.lastIndexOf(NEWLINE) + 1;
      const position = newestPosition(lines.subarray(0, end));
      if (position !== null) return { bytes: from + end, position };
      if (from === known.bytes) return { bytes: from + end, position: known.position };
      if (span > lineBytes) return { bytes: from + end, position: null };
    }
  } finally {
    await opened.file.close();
  }
}

function newestPosition(lines: Buffer): Position | null {
  let end = lines.length - 1;
  while (end > 0) {
    const begin = lines.lastIndexOf(NEWLINE, end - 1) + 1;
    const line = lines.toString('utf8', begin, end);
    // Only such lines are parsed: others may be long.
    if (/^\{"event":"(epoch|iteration)"/.test(line)) {
      const { stage, epoch, epochs = null } = parseLine(line, begin);
      const whole = (value: unknown): value is number => Number.isSafeInteger(value);
      if (typeof stage === 'string' && whole(epoch)) {
        return { stage, epoch, epochs: whole(epochs) ? epochs : null };
      }
    }
    end = begin - 1;
  }
  return null;
}

async function read(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, from + done);
    // Cut back in the meantime.
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

function parseLines(lines: Buffer, from: number): MetricsEvent[] {
  const events: MetricsEvent[] = [];
  let begin = 0;
  while (begin < lines.length) {
    const end = lines.indexOf(NEWLINE, begin);
    events.push(parseLine(lines.toString('utf8', begin, end), from + begin));
    begin = end + 1;
  }
  return events;
}

function parseLine(line: string, byte: number): MetricsEvent {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'event' in value) {
      if (typeof value.event === 'string') return value as MetricsEvent;
    }
  } catch {
    // Told below.
  }
  return { event: 'damaged', byte };
}

function endless(folder: string, from: number): MotifsmithError {
  return new MotifsmithError('artifact', 'A line of the record does not end: it is damaged.', {
    where: `${join(folder, RUN_FILES.metrics)}, byte ${from}`,
    remedy: 'Restore the file, or begin a new run.',
  });
}
