/**
 * `process.log` in a run's folder: what the process of a run that was started from the studio has printed, of all
 * its starts. The process writes into it itself, so that it goes on when the studio is killed. Of a long file only the end
 * is kept.
 */
import { constants } from 'node:fs';
import { appendFile, type FileHandle, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { ProcessLog } from '../api/record.ts';
import type { Limits } from './limits.ts';
import { openRunFile } from './paths.ts';

const NEWLINE = 10;

/** Opens it for a process that appends to it. @throws the system's error, also if it is a link */
export function openLog(folder: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = constants;
  return open(join(folder, RUN_FILES.log), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o666);
}

/** The end of it. @throws Refusal `forbidden` if it is a link */
export async function readLog(
  folder: string,
  { logBytes }: Pick<Limits, 'logBytes'>,
): Promise<ProcessLog> {
  const opened = await openRunFile(folder, RUN_FILES.log);
  if (opened === null) return { text: null, cut: false };
  try {
    const from = Math.max(0, opened.bytes - logBytes);
    const buffer = Buffer.alloc(opened.bytes - from);
    const { bytesRead } = await opened.file.read(buffer, 0, buffer.length, from);
    const read = buffer.subarray(0, bytesRead);
    // The first line may have been cut in two.
    return { text: read.subarray(from && read.indexOf(NEWLINE) + 1).toString(), cut: from > 0 };
  } finally {
    await opened.file.close();
  }
}

/** Shortens it to its end once it has become twice as long; lines that are printed meanwhile may be lost. */
export async function trimLog(folder: string, limits: Pick<Limits, 'logBytes'>): Promise<void> {
  const path = join(folder, RUN_FILES.log);
  const { size } = await stat(path);
  if (size <= 2 * limits.logBytes) return;
  const { text } = await readLog(folder, limits);
  await truncate(path, 0);
  await appendFile(path, text!);
}

/** Removes it where it is all that a process has left. */
export async function removeLoneLog(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length === 1 && names[0] === RUN_FILES.log) await rm(join(folder, RUN_FILES.log));
}
