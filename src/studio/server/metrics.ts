/**
 * Reads metrics.jsonl in parts: from a byte on, whole lines, never more than a bounded number of bytes
 * at once. Every line is checked here, so that the page can rely on what it receives.
 */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MotifsmithError } from '../../core/errors.ts';
import { type MetricsLine, readOpenMetrics } from '../../run/metrics-reader.ts';
import type { EventKind, EventOf } from '../../run/schema/events.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { DamagedLine, MetricsEvent, MetricsPart } from '../api/record.ts';
import type { Limits } from './limits.ts';
import { openRunFile } from './paths.ts';
import { Refusal } from './refusal.ts';

const NEWLINE = 10;
/** Bytes at the end of a record in which the last epoch is looked for first. */
const FIRST_SPAN = 16_384;

/**
 * The next lines of a run's record; a damaged line is one of them, with what is wrong with it.
 * @param folder of the run
 * @param from a byte at which a line begins; beyond the end there is nothing yet
 * @throws Refusal `badRequest` if no line begins there, MotifsmithError `artifact` if a line does not end
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
  try {
    await requireLine(opened.file, from);
    const events: MetricsEvent[] = [];
    let next = from;
    for await (const line of linesOf(opened.file, folder, from, lineBytes)) {
      if (events.length > 0 && line.next - from > metricsBytes) return { events, next, more: true };
      events.push('damage' in line ? damagedLine(line) : line.event);
      next = line.next;
    }
    return { events, next, more: false };
  } finally {
    await opened.file.close();
  }
}

/** The complete lines of an open record. @throws MotifsmithError `artifact` for a line without end */
async function* linesOf<Kind extends EventKind>(
  file: FileHandle,
  folder: string,
  from: number,
  longestLine: number,
  kinds?: readonly Kind[],
): AsyncGenerator<MetricsLine<'report', Kind>> {
  const name = join(folder, RUN_FILES.metrics);
  const lines = readOpenMetrics(file, name, {
    ...{ damage: 'report', run: 'open', from, longestLine },
    ...(kinds && { kinds }),
  });
  for await (const line of lines) {
    if ('damage' in line && line.next === line.byte) throw line.damage;
    yield line;
  }
}

function damagedLine({ damage }: { readonly damage: MotifsmithError }): DamagedLine {
  const { message, where, remedy } = damage;
  return { event: 'damaged', message, where: where!, remedy: remedy! };
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
  if (from === 0 || (await bytesAt(file, from - 1, 1))[0] === NEWLINE) return;
  throw new Refusal('badRequest', `No line of the record begins at byte ${from}.`, {
    where: 'query from',
    remedy: 'Give 0, or `next` of the previous part.',
  });
}

/** The epoch that a run has reached. */
interface Position {
  readonly stage: string;
  readonly epoch: number;
  /** Epochs of the stage; null in the middle of an epoch. */
  readonly epochs: number | null;
}

/** How far a record has been read, and what was found. */
export interface Progress {
  /** Size of the record when it was read. */
  readonly size: number;
  /** Where the first line begins that has not been read. */
  readonly next: number;
  readonly position: Position | null;
  /** The newest damaged line among those that were read. */
  readonly damage: MotifsmithError | null;
}

export const NO_PROGRESS: Progress = { size: 0, next: 0, position: null, damage: null };

/**
 * How far a run has come, by the end of its record. What has been read before is not read again.
 * @param size of metrics.jsonl now
 * @throws MotifsmithError `artifact` if a line does not end
 */
export async function readProgress(
  folder: string,
  size: number,
  before: Progress,
  { lineBytes }: Limits,
): Promise<Progress> {
  const known = before.size <= size ? before : NO_PROGRESS;
  if (known.size === size) return known;
  const opened = await openRunFile(folder, RUN_FILES.metrics);
  if (opened === null) return NO_PROGRESS;
  try {
    // Lines with an epoch may be far apart: look back further until one is found.
    for (let span = FIRST_SPAN; ; span *= 4) {
      const from = await nextLine(opened.file, Math.max(known.next, size - span));
      const found = await newest(opened.file, folder, from, lineBytes);
      if (from === known.next) {
        const { next, position, damage } = found;
        return { size, next, position: position ?? known.position, damage: damage ?? known.damage };
      }
      if (found.position !== null || span > lineBytes) return { size, ...found };
    }
  } finally {
    await opened.file.close();
  }
}

async function newest(
  file: FileHandle,
  folder: string,
  from: number,
  longestLine: number,
): Promise<Omit<Progress, 'size'>> {
  let [next, position, damage] = [from, null as Position | null, null as MotifsmithError | null];
  for await (const line of linesOf(file, folder, from, longestLine, ['iteration', 'epoch'])) {
    next = line.next;
    if ('damage' in line) damage = line.damage;
    else position = positionOf(line.event);
  }
  return { next, position, damage };
}

function positionOf(event: EventOf<'iteration' | 'epoch'>): Position {
  const { stage, epoch } = event;
  return { stage, epoch, epochs: event.event === 'epoch' ? event.epochs : null };
}

const CHUNK = 65_536;

/** The first byte from `at` on at which a line begins; the end of the file if there is none. */
async function nextLine(file: FileHandle, at: number): Promise<number> {
  if (at === 0) return 0;
  for (let position = at - 1; ; position += CHUNK) {
    const bytes = await bytesAt(file, position, CHUNK);
    const newline = bytes.indexOf(NEWLINE);
    if (newline >= 0) return position + newline + 1;
    if (bytes.length < CHUNK) return position + bytes.length;
  }
}

/** Up to `length` bytes; fewer at the end of the file. */
async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
