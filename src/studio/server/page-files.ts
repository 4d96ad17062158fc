/**
 * The files of the page. Only those that the build has written are known, from a list made of the folder
 * and not of addresses, so that no address can lead anywhere else.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { MNIST_FILES } from '../../data/sources/mnist-saccade/mnist-saccade.ts';
import { BUNDLED } from '../../data/store/mnist-files.ts';
import { Refusal } from './refusal.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

const INDEX = '/index.html';
/** Where the digits of the package are served, for the search in the tab. */
const DIGITS = '/mnist/';
/** Where Vite puts files with a hash in their name. */
const HASHED = '/assets/';

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

const isDigits = (path: string): boolean =>
  MNIST_FILES.some((name) => path === `${DIGITS}${name}.gz`);

export class PageFiles {
  readonly #folder: string;
  #built = 0;
  #names: ReadonlySet<string> = new Set();

  /** @param folder where the build puts the page */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether the page has been built. */
  async there(): Promise<boolean> {
    return (await this.#refresh()) > 0;
  }

  /**
   * @param path of the address, decoded
   * @throws Refusal `notFound`, `busy` if the page has not been built
   */
  async read(path: string): Promise<PageFile> {
    if (!(await this.there())) {
      throw new Refusal('busy', 'The page of the studio has not been built.', {
        where: this.#folder,
        remedy: 'Run: npm run build',
      });
    }
    if (isDigits(path)) {
      const bytes = new Uint8Array(await readFile(join(BUNDLED, path.slice(DIGITS.length))));
      return {
        bytes,
        headers: { 'Content-Type': 'application/gzip', 'Cache-Control': 'no-cache' },
      };
    }
    const name = this.#nameOf(path);
    const bytes = new Uint8Array(await readFile(join(this.#folder, ...name.split('/'))));
    const caching = name.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const type = TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
    return { bytes, headers: { 'Content-Type': type, 'Cache-Control': caching } };
  }

  /** The page itself interprets addresses within it, such as /run/demo-1-1. */
  #nameOf(path: string): string {
    if (this.#names.has(path)) return path;
    const isFile = path.startsWith(HASHED) || extname(path) in TYPES;
    if (!isFile) return INDEX;
    throw new Refusal('notFound', 'There is no such file.', { where: path });
  }

  /** Reads the list again after a new build. @returns when it was built, or 0 */
  async #refresh(): Promise<number> {
    const found = await stat(join(this.#folder, INDEX)).catch(() => null);
    const built = found?.mtimeMs ?? 0;
    if (built === this.#built) return built;
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    this.#names = new Set(
      files.map(({ parentPath, name }) =>
        join(parentPath, name).slice(this.#folder.length).split(sep).join('/'),
      ),
    );
    this.#built = built;
    return built;
  }
}
