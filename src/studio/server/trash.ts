/**
 * Deleted runs: their folders are moved into `.trash` in the runs folder, each with a note of where it was.
 * The studio never empties it by itself: what is there is restored, or erased for good, when somebody
 * asks for it.
 */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parse } from '../../core/schema.ts';
import { ensureFolder, syncFolder } from '../../files/folders.ts';
import { exists } from '../../files/read.ts';
import { systemCode, writing } from '../../files/refusals.ts';
import { writeJson } from '../../files/write-atomic.ts';
import { FolderBusy } from '../../run/lock/busy.ts';
import { isLocked, LOCK_FILE, lockFolder } from '../../run/lock/lock.ts';
import { STUDY_FILES } from '../../study/study-record.ts';
import type { DeletedRun, TrashList } from '../api/runs.ts';
import { readRunJson } from './documents.ts';
import { isRunId } from './paths.ts';
import { Refusal } from './refusal.ts';

const TRASH = '.trash';
const NOTE = 'deleted.json';
const RUN = 'run';
/** Milliseconds since 1970, so that the newest comes last, and a random number. */
const KEY = /^\d{13}-[0-9a-f]{8}$/;
const NOTE_BYTES = 65_536;

const deletedSchema = z.object({
  format: z.literal('motifsmith-deleted'),
  formatVersion: z.literal(1),
  id: z.string().refine(isRunId, 'it is no path of a run'),
});

const keySchema = z.strictObject({ key: z.string().regex(KEY) });

/** @throws Refusal `badRequest` */
export function readKey(body: unknown): string {
  const { success, data } = keySchema.safeParse(body);
  if (success) return data.key;
  throw new Refusal('badRequest', 'The key of a deleted run is missing.', {
    where: 'body, field key',
    remedy: 'GET /api/trash lists them.',
  });
}

export class Trash {
  readonly #root: string;

  /** @param root the runs folder, resolved */
  constructor(root: string) {
    this.#root = root;
  }

  /** @throws Refusal `forbidden` if the folder is a link to elsewhere */
  async #folder(): Promise<string> {
    const folder = join(this.#root, TRASH);
    const real = await realpath(folder).catch(() => folder);
    if (real === folder) return folder;
    throw new Refusal('forbidden', 'The folder of deleted runs is a link.', {
      where: folder,
      remedy: 'Put a folder in its place.',
    });
  }

  /**
   * Moves a run there, a group with all of its members.
   * @param folder of the run, as `runFolder` gives it
   * @throws Refusal `conflict` if a process works on it or a study needs it, MotifsmithError `inputOutput`
   */
  async put(id: string, folder: string): Promise<DeletedRun> {
    const study = await this.#studyAround(folder);
    if (study !== null) {
      throw new Refusal('conflict', 'The run is a cell of a study, which would compute it again.', {
        where: study,
        remedy: 'Delete the folder of the study as a whole, in a terminal.',
      });
    }
    const trash = await this.#folder();
    const key = `${String(Date.now()).padStart(13, '0')}-${randomBytes(4).toString('hex')}`;
    const place = join(trash, key);
    const lock = await lockForGood(folder);
    try {
      await ensureFolder(place);
      const note = { format: 'motifsmith-deleted', formatVersion: 1, id };
      await writeJson(join(place, NOTE), note);
      await writing(folder, () => rename(folder, join(place, RUN)), 'delete it in a terminal');
      // It names this process, and would make the run look alive when it is restored.
      await rm(join(place, RUN, LOCK_FILE), { force: true });
      await syncFolder(dirname(folder));
      return { key, id };
    } catch (error) {
      if (!(await exists(join(place, RUN)))) await rm(place, { recursive: true, force: true });
      throw error;
    } finally {
      await lock.release();
    }
  }

  async list(): Promise<TrashList> {
    const trash = await this.#folder();
    const names = await readdir(trash).catch(() => []);
    const deleted: DeletedRun[] = [];
    for (const key of names
      .filter((name) => KEY.test(name))
      .sort()
      .reverse()) {
      const id = await this.#idOf(join(trash, key)).catch(() => null);
      if (id !== null) deleted.push({ key, id });
    }
    return { deleted };
  }

  /**
   * Moves a deleted run back to where it was.
   * @throws Refusal `notFound` if there is none of this key, `conflict` if something has taken its place
   */
  async restore(key: string): Promise<string> {
    const place = join(await this.#folder(), key);
    const id = await this.#idOf(place);
    const parts = id.split('/');
    const target = join(this.#root, ...parts);
    for (let k = 1; k < parts.length; k++) {
      const parent = join(this.#root, ...parts.slice(0, k));
      await writing(parent, () => mkdir(parent)).catch((error) => {
        if (systemCode(error.cause) !== 'EEXIST') throw error;
      });
      if ((await realpath(parent)) !== parent) throw taken(target);
    }
    // Renaming would replace an empty folder.
    if ((await lstat(target).catch(() => null)) !== null) throw taken(target);
    await writing(target, () => rename(join(place, RUN), target));
    await syncFolder(dirname(target));
    await rm(place, { recursive: true, force: true });
    return id;
  }

  /** Removes a deleted run from the disk. @throws Refusal `notFound` if there is none of this key */
  async erase(key: string): Promise<void> {
    const place = join(await this.#folder(), key);
    await this.#idOf(place);
    await writing(place, () => rm(place, { recursive: true, force: true }));
  }

  /** @throws Refusal `notFound`, MotifsmithError `artifact` if its note is damaged */
  async #idOf(place: string): Promise<string> {
    const [found, run] = await Promise.all(
      [place, join(place, RUN)].map((path) => lstat(path).catch(() => null)),
    );
    const value =
      found?.isDirectory() && run ? await readRunJson(place, NOTE, NOTE_BYTES) : undefined;
    if (value === undefined) {
      throw new Refusal('notFound', 'There is no such deleted run.', {
        where: place,
        remedy: 'It may have been restored or erased elsewhere.',
      });
    }
    const remedy = 'Move the folder `run` beside it to where you want it.';
    return parse(deletedSchema, value, join(place, NOTE), remedy).id;
  }

  /** The folder of the study whose cell is in a folder. */
  async #studyAround(folder: string): Promise<string | null> {
    for (let at = dirname(folder); at.startsWith(this.#root); at = dirname(at)) {
      if (await exists(join(at, STUDY_FILES.study))) return at;
    }
    return null;
  }
}

function taken(target: string): Refusal {
  return new Refusal('conflict', 'Something else has taken the place of the deleted run.', {
    where: target,
    remedy: 'Move it away, and restore the run again.',
  });
}

/** Nobody can start to work on a run while it is being moved. @throws Refusal `conflict` */
async function lockForGood(folder: string): ReturnType<typeof lockFolder> {
  const atWork = new Refusal('conflict', 'A process is working on this run.', {
    where: folder,
    remedy: 'Stop it first.',
  });
  // Without waiting for a holder that cannot be asked.
  if (await isLocked(folder)) throw atWork;
  return lockFolder(folder).catch((error) => {
    throw error instanceof FolderBusy ? atWork : error;
  });
}
