/**
 * `notes.json`: what people have written about a run, in the run's folder, so that it moves with the run. No
 * command reads it: it is no part of the identity, of the results or of any export of the run, and a run that is
 * resumed leaves it alone. Each field says at which revision it was changed last, so that of two studios
 * that change a run at once, neither overwrites what it has not seen.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { type Infer, parse } from '../../core/schema.ts';
import { visible, visibleLines } from '../../core/visible.ts';
import { exists } from '../../files/read.ts';
import { writeJson } from '../../files/write-atomic.ts';
import { FolderBusy } from '../../run/lock/busy.ts';
import { type FolderLock, lockFolder } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { NOTE_LIMITS, type NotesChange, type RunMarks, type RunNotes } from '../api/runs.ts';
import { readRunJson } from './documents.ts';
import { Refusal } from './refusal.ts';

export const NOTES_FILE = 'notes.json';
const LOCK = 'notes.lock';
/** How often the lock is asked for; each attempt waits up to 150 ms. */
const ATTEMPTS = 20;

const line = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => visible(text) === text, 'control characters are not allowed')
    .refine((text) => text.trim() === text, 'spaces at its ends are not allowed');

const written = {
  title: line(NOTE_LIMITS.title),
  note: z
    .string()
    .max(NOTE_LIMITS.note)
    .refine((text) => {
      const shown = text.replaceAll('\t', ' ');
      return visibleLines(shown) === shown;
    }, 'control characters are not allowed'),
  tags: z
    .array(
      line(NOTE_LIMITS.tag)
        .min(1)
        .refine((tag) => !tag.includes(','), 'a comma separates tags'),
    )
    .max(NOTE_LIMITS.tags)
    .refine((tags) => new Set(tags).size === tags.length, 'a tag is there twice'),
  starred: z.boolean(),
  archived: z.boolean(),
};

type Field = keyof typeof written;

/** What each field is called. */
const NAMES: Readonly<Record<Field, string>> = {
  title: 'name',
  note: 'note',
  tags: 'tags',
  starred: 'star',
  archived: 'place in the archive',
};

const revision = z.int().min(0);

const notesSchema = z.object({
  format: z.literal('motifsmith-notes'),
  formatVersion: z.literal(1),
  revision,
  /** Revision at which each field was changed last. */
  changed: z.partialRecord(z.enum(Object.keys(written) as Field[]), revision),
  ...written,
});
type NotesFile = Infer<typeof notesSchema>;

const changeSchema = z.strictObject({ revision, change: z.strictObject(written).partial() });

const NONE: NotesFile = {
  ...{ format: 'motifsmith-notes', formatVersion: 1, revision: 0, changed: {} },
  ...{ title: '', note: '', tags: [], starred: false, archived: false },
};

const shown = ({ title, note, tags, starred, archived, revision }: NotesFile): RunNotes => ({
  ...{ title, note, tags, starred, archived, revision },
});

/** Of a run that nobody has written about. */
export const NO_MARKS = marksOf(shown(NONE));

export function marksOf({ note: _, ...marks }: RunNotes): RunMarks {
  return marks;
}

async function readFile(folder: string, limit: number): Promise<NotesFile> {
  const value = await readRunJson(folder, NOTES_FILE, limit);
  if (value === undefined) return NONE;
  const remedy = 'Mend the file, or move it away: nothing else depends on it.';
  return parse(notesSchema, value, join(folder, NOTES_FILE), remedy);
}

/**
 * @param limit bytes
 * @throws MotifsmithError `artifact` if the file is damaged, Refusal `forbidden` if it is a link
 */
export async function readNotes(folder: string, limit: number): Promise<RunNotes> {
  return shown(await readFile(folder, limit));
}

/** @throws MotifsmithError `usage` naming the field that is not valid */
export function readChange(body: unknown): NotesChange {
  const remedy = `At most ${NOTE_LIMITS.tags} tags of ${NOTE_LIMITS.tag} characters, a name of ${NOTE_LIMITS.title} and a note of ${NOTE_LIMITS.note} are kept.`;
  try {
    return parse(changeSchema, body, 'body', remedy) as NotesChange;
  } catch (error) {
    const { message, where } = error as MotifsmithError;
    throw new MotifsmithError('usage', message, { where: where!, remedy, cause: error });
  }
}

/**
 * Changes what is written about a run.
 * @param folder of a run that has a record
 * @returns all that is written now
 * @throws Refusal `conflict` naming what has been changed since that revision, or `busy`; MotifsmithError
 *   `artifact` if the present file is damaged, which is then left as it is; `inputOutput`
 */
export async function changeNotes(
  folder: string,
  { revision: seen, change }: NotesChange,
  limit: number,
): Promise<RunNotes> {
  if (!(await exists(join(folder, RUN_FILES.config)))) {
    throw new Refusal('conflict', 'The run has no record yet.', {
      where: folder,
      remedy: 'Try again once its data are open.',
    });
  }
  return keepingNotes(() => changeLocked(folder, seen, change, limit));
}

async function changeLocked(
  folder: string,
  seen: number,
  change: NotesChange['change'],
  limit: number,
): Promise<RunNotes> {
  const lock = await lockNotes(folder);
  try {
    const before = await readFile(folder, limit);
    const fields = (Object.keys(change) as Field[]).filter(
      (field) => JSON.stringify(change[field]) !== JSON.stringify(before[field]),
    );
    if (fields.length === 0) return shown(before);
    // A file that was moved away or put back counts anew.
    const lost = fields.filter(
      (field) => (before.changed[field] ?? 0) > seen || seen > before.revision,
    );
    if (lost.length > 0) throw changedElsewhere(folder, lost);
    const revision = before.revision + 1;
    const changed = { ...before.changed };
    for (const field of fields) changed[field] = revision;
    const now: NotesFile = { ...before, ...change, revision, changed };
    await writeJson(join(folder, NOTES_FILE), now);
    return shown(now);
  } finally {
    await lock.release();
  }
}

/** @throws MotifsmithError `inputOutput` with what a reader of the page can do: notes have no other place */
async function keepingNotes<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof MotifsmithError) || error.kind !== 'inputOutput') throw error;
    throw new MotifsmithError('inputOutput', error.message, {
      where: error.where!,
      remedy: 'Save again once it can be written; what was there before is kept.',
      cause: error,
    });
  }
}

function changedElsewhere(folder: string, fields: readonly Field[]): Refusal {
  const names = fields.map((field) => NAMES[field]);
  const list = [names.slice(0, -1).join(', '), names.at(-1)!].filter(Boolean).join(' and ');
  const verb = names.length > 1 || fields[0] === 'tags' ? 'have' : 'has';
  return new Refusal(
    'conflict',
    `The ${list} of this run ${verb} been changed elsewhere in the meantime.`,
    {
      where: join(folder, NOTES_FILE),
      remedy: 'Look at what is there now; save again to replace it.',
    },
  );
}

async function lockNotes(folder: string): Promise<FolderLock> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await lockFolder(folder, { file: LOCK });
    } catch (error) {
      if (!(error instanceof FolderBusy)) throw error;
      if (attempt === ATTEMPTS) {
        throw new Refusal('busy', 'Another studio is writing the notes of this run.', {
          where: join(folder, LOCK),
          remedy: 'Try again; if there is no other studio, delete that file.',
        });
      }
      await pause(10 * attempt);
    }
  }
}
