/** Writes recordings as arrays of events into a folder that appears complete or not at all. */

import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SettingsOf } from '../../../config/data-settings.ts';
import { MotifsmithError } from '../../../core/errors.ts';
import { LIMITS } from '../../../core/limits.ts';
import { badRecording } from '../../../data/datasets/decode.ts';
import { requirePlausible } from '../../../data/events/plausible.ts';
import {
  type SkippedRecording,
  WarningCounter,
  type WarningLog,
} from '../../../data/events/warnings.ts';
import { MANIFEST } from '../../../data/sources/event-arrays/manifest.ts';
import {
  arrayFiles,
  encodeEvents,
  manifestOf,
  type WrittenArray,
} from '../../../data/sources/event-arrays/write.ts';
import type { RecordingSet } from '../../../data/sources/recording-set.ts';
import { ensureFolder, syncFolder } from '../../../files/folders.ts';
import { systemCode, writing } from '../../../files/refusals.ts';
import { removeTemporaries, temporaryName } from '../../../files/temporary.ts';
import type { Watch } from './watch.ts';

const ELSEWHERE = 'choose another folder with --out';

interface WrittenEvents {
  readonly recordings: number;
  readonly events: number;
  readonly skipped: readonly SkippedRecording[];
  readonly warnings: WarningLog;
}

/**
 * @param out new or empty
 * @throws MotifsmithError `usage` if the folder has files, `data` for a damaged recording unless it is to be
 * skipped, `inputOutput`, `interrupted`
 */
export async function writeEvents(
  set: RecordingSet,
  out: string,
  { skipBad, plausible }: SettingsOf<'recordings'>,
  { signal, onProgress }: Pick<Watch, 'signal' | 'onProgress'>,
): Promise<WrittenEvents> {
  await requireEmpty(out);
  await ensureFolder(dirname(out), ELSEWHERE);
  await removeTemporaries(out);
  const folder = await temporaryName(out);
  const skipped: SkippedRecording[] = [];
  const skip = (id: string, error: unknown): void => {
    if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
    const bad = { id, problem: error.message, where: error.where ?? id };
    if (!skipBad) throw badRecording(bad, error);
    skipped.push(bad);
  };
  const write = (file: string, bytes: Uint8Array | string) =>
    writing(
      out,
      async () => {
        const path = join(folder, file);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, bytes, { flush: true });
      },
      ELSEWHERE,
    );
  const warnings = new WarningCounter();
  set.warnings.forEach(warnings.add);
  const files = arrayFiles(set);
  const total = files.length;
  const arrays: WrittenArray[] = [];
  let events = 0;
  onProgress(0, total);
  try {
    await writing(out, () => mkdir(folder), ELSEWHERE);
    for (const { id, error } of set.unreadable ?? []) skip(id, error);
    for (const [k, recording] of set.recordings.entries()) {
      if (signal.aborted) {
        throw new MotifsmithError('interrupted', 'Stopped; nothing was written.');
      }
      try {
        const read = await set.read(k, warnings.add);
        requirePlausible(read, plausible, `${set.name}, recording ${recording.id}`);
        await write(files[k]!, encodeEvents(read));
        events += read.times.length;
        arrays.push({ file: files[k]!, recording, durationUs: read.durationUs });
      } catch (error) {
        skip(recording.id, error);
      }
      onProgress(k + 1, total);
    }
    if (arrays.length === 0) {
      const remedy = 'See what is wrong: motifsmith data verify.';
      throw new MotifsmithError('data', 'No recording can be read.', { where: set.name, remedy });
    }
    await write(MANIFEST, manifestText(set, arrays));
    await writing(
      out,
      async () => {
        await syncFolder(folder);
        // Windows replaces no folder, not even an empty one.
        await rmdir(out).catch(() => {});
        await rename(folder, out);
        await syncFolder(dirname(out));
      },
      ELSEWHERE,
    );
  } catch (error) {
    await rm(folder, { force: true, recursive: true });
    throw error;
  }
  return { recordings: arrays.length, events, skipped, warnings: warnings.log };
}

/** @throws MotifsmithError `data` if it would be too long to be read back */
function manifestText(set: RecordingSet, arrays: readonly WrittenArray[]): string {
  const text = `${JSON.stringify(manifestOf(set, arrays), null, 1)}\n`;
  if (Buffer.byteLength(text) <= LIMITS.jsonBytes) return text;
  throw new MotifsmithError('data', `The list of ${arrays.length} recordings is too long.`, {
    where: MANIFEST,
    remedy: 'Write fewer classes at a time (data.only).',
  });
}

async function requireEmpty(out: string): Promise<void> {
  const list = () =>
    readdir(out).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
  const names = await writing(out, list, 'name another folder with --out');
  if (names.length === 0) return;
  throw new MotifsmithError('usage', 'The folder is not empty.', {
    where: out,
    remedy: 'Give a new or empty one with --out.',
  });
}
