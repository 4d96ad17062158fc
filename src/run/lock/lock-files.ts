/** The files of a lock on a disk: how they are written, linked and read, whatever the file system can do. */

import { createHash } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../core/parse-json.ts';
import { systemCode } from '../../files/refusals.ts';
import { type Holder, holderSchema } from './holder.ts';
import type { Held, LockFiles } from './take-over.ts';

const lockSchema = holderSchema.extend({ id: z.string().regex(/^[0-9a-f]{32}$/) });
const earlierSchema = z.object({ pid: z.int().min(1), host: z.string() });

/** What a file says of its holder. */
type Inscription =
  | { readonly kind: 'process'; readonly process: Holder }
  /** Of version 0.1. */
  | { readonly kind: 'number'; readonly pid: number; readonly host: string }
  /** Empty or cut short: of version 0.1, of a power cut, or still growing where links do not exist. */
  | { readonly kind: 'incomplete' };

/** A holder, and a mark that changes whenever the file is touched or replaced. */
export interface Trace {
  readonly inscription: Inscription;
  readonly mark: string;
}

/** What file systems without hard links answer (exFAT, FAT, some network drives). */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** No lock is larger. */
const MOST_BYTES = 4096n;

/** What Windows answers while another process has a file open for a moment. */
const BUSY = ['EPERM', 'EACCES', 'EBUSY'];
const BUSY_ATTEMPTS = 20;

export class DiskFiles implements LockFiles<Trace> {
  readonly #folder: string;
  readonly #own: string;
  readonly #content: string;

  private constructor(folder: string, own: string, content: string) {
    this.#folder = folder;
    this.#own = own;
    this.#content = content;
  }

  /** Writes the contender's own file, complete and on the disk. @param own its name */
  static async create(own: string, id: string, holder: Holder): Promise<DiskFiles> {
    const content = `${JSON.stringify({ id, ...holder })}\n`;
    await writeNew(own, content);
    return new DiskFiles(dirname(own), own, content);
  }

  async link(name: string): Promise<boolean> {
    const path = join(this.#folder, name);
    try {
      await link(this.#own, path);
      return true;
    } catch (error) {
      // A network drive may do it, lose the answer, be asked again, and then find the name taken.
      const names = await stat(this.#own).then(({ nlink }) => nlink);
      if (names > 1) return true;
      const code = systemCode(error) ?? '';
      if (code === 'EEXIST') return false;
      if (!NO_LINKS.includes(code)) throw error;
    }
    // Creating is exclusive everywhere. Until it is complete, the file is of a holder that cannot be asked.
    try {
      await writeNew(path, this.#content);
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  read(name: string): Promise<Held<Trace> | null> {
    return readLock(join(this.#folder, name));
  }

  async replace(name: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await rename(this.#own, join(this.#folder, name));
        return;
      } catch (error) {
        const busy = process.platform === 'win32' && BUSY.includes(systemCode(error) ?? '');
        if (!busy || attempt === BUSY_ATTEMPTS) throw error;
      }
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true });
  }

  list(): Promise<string[]> {
    return readdir(this.#folder);
  }

  /** Removes the contender's own name, if it still has it. */
  async removeOwn(): Promise<void> {
    await this.remove(basename(this.#own));
  }

  /** Whether a second name can be given to a file here. */
  async hasLinks(): Promise<boolean> {
    const probe = `${this.#own}.link`;
    try {
      await link(this.#own, probe);
      return true;
    } catch {
      return false;
    } finally {
      await rm(probe, { force: true });
    }
  }
}

async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/** A lock or claim. @returns null if there is none */
export async function readLock(path: string): Promise<Held<Trace> | null> {
  try {
    const found = await stat(path, { bigint: true });
    const { ino, mtimeNs } = found;
    // Reading a pipe would wait for a writer, and reading a device might never end.
    const readable = found.isFile() && found.size <= MOST_BYTES;
    const text = readable ? await readFile(path, 'utf8') : '';
    const mark = `${ino} ${mtimeNs} ${text}`;
    const { id, inscription } = inscriptionOf(text);
    // Those without an id are told apart by the file itself.
    return {
      id: id ?? createHash('sha256').update(mark).digest('hex').slice(0, 32),
      holder: { inscription, mark },
    };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function inscriptionOf(text: string): { id?: string; inscription: Inscription } {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return { inscription: { kind: 'incomplete' } };
  }
  const whole = lockSchema.safeParse(value);
  if (whole.success) {
    const { id, ...process } = whole.data;
    return { id, inscription: { kind: 'process', process } };
  }
  const earlier = earlierSchema.safeParse(value);
  return {
    inscription: earlier.success ? { kind: 'number', ...earlier.data } : { kind: 'incomplete' },
  };
}
