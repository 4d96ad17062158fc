/**
 * Which folders data may be looked for in, and what is in them. Nothing outside the folders that the user allowed
 * is ever listed or read, neither through a name with `..` nor through a link.
 */
import type { Dir } from 'node:fs';
import { lstat, opendir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isWithin } from '../../files/folders.ts';
import { systemCode } from '../../files/refusals.ts';
import type { FolderEntry, FolderList } from '../api/data.ts';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

type FolderLimits = Pick<Limits, 'entries' | 'listMs'>;

export class DataFolders {
  /** Resolved. */
  readonly roots: readonly string[];
  readonly #limits: FolderLimits;

  /** @param roots resolved */
  constructor(roots: readonly string[], limits: FolderLimits) {
    this.roots = [...new Set(roots)];
    this.#limits = limits;
  }

  /**
   * The path itself, if it may be read.
   * @throws Refusal `forbidden` outside the folders or through a link, `notFound` if there is nothing
   */
  async check(path: string): Promise<string> {
    const plain = isAbsolute(path) && resolve(path) === path && !path.includes('\0');
    if (!plain || !this.#allows(path)) throw outside(path, this.roots);
    const real = await realpath(path).catch((error: unknown) => {
      throw gone(path, error);
    });
    if (real !== path) throw outside(path, this.roots);
    return path;
  }

  /** @param path null for the folders themselves @throws as `check` */
  async list(path: string | null): Promise<FolderList> {
    if (path === null) {
      const entries = this.roots.map((root) => ({
        name: basename(root) || root,
        path: root,
        kind: 'folder' as const,
        bytes: null,
      }));
      return { path, above: null, entries, more: 0, whole: true, links: 0 };
    }
    await this.check(path);
    const above = dirname(path);
    return {
      path,
      above: above !== path && this.#allows(above) ? above : null,
      ...(await this.#entries(path)),
    };
  }

  async #entries(path: string): Promise<Omit<FolderList, 'path' | 'above'>> {
    const { entries: most, listMs } = this.#limits;
    const until = performance.now() + listMs;
    const folders: string[] = [];
    const files: string[] = [];
    let [links, whole] = [0, true];
    let folder: Dir;
    try {
      folder = await opendir(path);
      // Leaving the loop closes it.
      for await (const entry of folder) {
        if (!entry.name.startsWith('.')) {
          if (entry.isDirectory()) folders.push(entry.name);
          else if (entry.isFile()) files.push(entry.name);
          else links += 1;
        }
        if (performance.now() > until) {
          whole = false;
          break;
        }
      }
    } catch (error) {
      throw gone(path, error);
    }
    const compare = new Intl.Collator('en', { numeric: true }).compare;
    const listed = [
      ...folders.sort(compare).map((name) => ({ name, kind: 'folder' as const })),
      ...files.sort(compare).map((name) => ({ name, kind: 'file' as const })),
    ];
    const shown = await Promise.all(
      listed.slice(0, most).map(async ({ name, kind }): Promise<FolderEntry | null> => {
        const own = { name, path: join(path, name), kind };
        if (kind === 'folder') return { ...own, bytes: null };
        // Files may disappear at any time, and names that are not text cannot be asked for.
        const found = await lstat(own.path).catch(() => null);
        return found && { ...own, bytes: found.size };
      }),
    );
    const entries = shown.filter((entry) => entry !== null);
    return { entries, more: Math.max(0, listed.length - most), whole, links };
  }

  #allows(path: string): boolean {
    return this.roots.some((root) => isWithin(path, root));
  }
}

function outside(path: string, roots: readonly string[]): Refusal {
  return new Refusal('forbidden', 'The studio may not look for data there.', {
    where: path,
    remedy: `Choose a folder or a file below ${roots.join(' or ')}; links are not followed. \`motifsmith studio --data-root FOLDER\` allows another folder.`,
  });
}

function gone(path: string, error: unknown): Refusal {
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new Refusal('forbidden', 'The folder cannot be read: permission denied.', {
      where: path,
      remedy: 'Grant read permission, or choose another.',
    });
  }
  return code === 'ENOTDIR'
    ? new Refusal('notFound', 'This is not a folder.', { where: path, remedy: 'Choose another.' })
    : new Refusal('notFound', 'There is no such folder or file any more.', {
        where: path,
        remedy: 'Choose another.',
      });
}
