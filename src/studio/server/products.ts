/**
 * What is made of a finished run, or of a study, when somebody asks for it: an evaluation, a report, a file for another program.
 * Each is made by the command that makes it in a terminal, in a process of its own, into a folder of the
 * studio's own, from where it is taken out; the run's folder stays as it is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { z } from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { parseJson } from '../../core/parse-json.ts';
import { parse } from '../../core/schema.ts';
import { NIR_TARGETS } from '../../exchange/nir/targets.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import { type MakeRequest, PRODUCTS, type Product, type ProductList } from '../api/products.ts';
import type { ApiError } from '../api/protocol.ts';
import { makeChildFolder, noteChild } from './child-folder.ts';
import type { Limits } from './limits.ts';
import { type OpenFile, openRunFile } from './paths.ts';
import { errorReply, Refusal } from './refusal.ts';

const askedSchema = z.strictObject({
  what: z.enum(PRODUCTS),
  target: z.enum(NIR_TARGETS).optional(),
  allowLossy: z.boolean().optional(),
});

/** Products of several files, which are put into one. */
const FOLDERS: ReadonlySet<string> = new Set(['report', 'pytorch', 'tensorboard']);
/** Times within archives, so that the same files give the same bytes. */
const THEN = new Date(2000, 0, 1);
/** What the command prints is read up to here. */
const OUTPUT_BYTES = 16_777_216;

interface Making {
  /** Of the run, or the key of the study. */
  readonly id: string;
  readonly product: Product;
  /** Where its files are. */
  readonly own: string;
  /** The file within; null until it is made. */
  readonly stored: string | null;
  readonly process: ChildProcess | null;
}

/** Under which name products are kept that are of a study: no run is called so. */
export const studyKey = (id: string): string => `/${id}`;

/** @throws MotifsmithError `usage` */
export function readAsked(body: unknown): MakeRequest {
  try {
    return parse(askedSchema, body, 'body', 'See docs/studio.md.') as MakeRequest;
  } catch (error) {
    const { message, where, remedy } = error as MotifsmithError;
    throw new MotifsmithError('usage', message, { where: where!, remedy: remedy!, cause: error });
  }
}

export class Products {
  readonly #program: readonly string[];
  readonly #limits: Limits;
  /** By run and product; the oldest comes first. */
  readonly #all = new Map<string, Making>();
  #beginning = 0;
  #closed = false;

  constructor(program: readonly string[], limits: Limits) {
    this.#program = program;
    this.#limits = limits;
  }

  list(id: string): ProductList {
    const products = PRODUCTS.flatMap((what) => this.#all.get(key(id, what))?.product ?? []);
    return { products, targets: NIR_TARGETS };
  }

  /**
   * Begins to make something of a finished run, in the place of what was made of it before.
   * @throws Refusal `busy` if as many as may be are at work, `conflict` if this one is
   */
  async make(id: string, folder: string, asked: MakeRequest): Promise<void> {
    const { what } = asked;
    const before = this.#all.get(key(id, what));
    if (before?.process) {
      throw new Refusal('conflict', 'It is being made already.', {
        where: id,
        remedy: 'Wait for it to end.',
      });
    }
    const working = [...this.#all.values()].filter(({ process }) => process !== null).length;
    if (this.#closed || working + this.#beginning >= this.#limits.makes) {
      throw new Refusal('busy', `${working} are being made already.`, {
        remedy: 'Wait for one to end.',
      });
    }
    this.#beginning += 1;
    try {
      if (before) await this.#drop(key(id, what), before);
      const oldest = [...this.#all].find(([, { process }]) => process === null);
      if (this.#all.size >= this.#limits.products && oldest) await this.#drop(...oldest);
      await this.#spawn(id, folder, asked);
    } finally {
      this.#beginning -= 1;
    }
  }

  /** The file of a product, open; the caller closes it. @throws Refusal `notFound` */
  async open(id: string, what: string): Promise<OpenFile & { readonly name: string }> {
    const { product, own, stored } = this.#all.get(key(id, what)) ?? {};
    const opened = own && stored ? await openRunFile(own, stored) : null;
    if (opened !== null) return { ...opened, name: product!.file! };
    throw new Refusal('notFound', 'There is no such file, or not any more.', {
      where: id,
      remedy: 'Make it again.',
    });
  }

  /** Removes what was made of a run that is deleted, as another may get its name. */
  async forget(id: string): Promise<void> {
    for (const [name, making] of this.#all) {
      if (making.id === id || making.id.startsWith(`${id}/`)) await this.#drop(name, making);
    }
  }

  /** Ends what is at work and removes all of it. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const [name, making] of this.#all) await this.#drop(name, making);
  }

  async #drop(name: string, { own, process }: Making): Promise<void> {
    this.#all.delete(name);
    process?.kill('SIGKILL');
    await rm(own, { recursive: true, force: true }).catch(() => {});
  }

  async #spawn(id: string, folder: string, asked: MakeRequest): Promise<void> {
    const { what } = asked;
    const own = await makeChildFolder();
    const out = join(own, FOLDERS.has(what) ? 'files' : 'file');
    const [stdout, stderr] = [
      await open(join(own, 'stdout'), 'w'),
      await open(join(own, 'stderr'), 'w'),
    ];
    const [command, ...first] = this.#program as [string, ...string[]];
    const process = spawn(command, [...first, ...argumentsFor(asked, folder, out)], {
      stdio: ['ignore', stdout.fd, stderr.fd],
      detached: true,
    });
    const set = (change: Partial<Product>, stored: string | null = null, running = false): void => {
      // What has been dropped in the meantime stays away.
      if (!running && this.#all.get(key(id, what))?.own !== own) return;
      const nothing = { what, file: null, bytes: null, document: null, problem: null };
      const product: Product = { ...nothing, state: 'failed', ...change };
      this.#all.set(key(id, what), { id, product, own, stored, process: running ? process : null });
    };
    set({ state: 'working' }, null, true);
    const failed = (error: unknown): void => set({ problem: errorReply(error).body.error });
    process.on('error', (error) =>
      failed(new Refusal('busy', `The command could not be started: ${error.message}.`)),
    );
    process.on('exit', (code) => {
      this.#finish(id, asked, { own, out, code }).then(
        ({ product, stored }) => set(product, stored),
        failed,
      );
    });
    if (process.pid !== undefined) await noteChild(own, process.pid).catch(() => {});
    await Promise.all([stdout.close(), stderr.close()]);
  }

  async #finish(
    id: string,
    { what, target }: MakeRequest,
    {
      own,
      out,
      code,
    }: { readonly own: string; readonly out: string; readonly code: number | null },
  ): Promise<{ readonly product: Partial<Product>; readonly stored: string | null }> {
    const printed = await read(own, 'stdout');
    if (code !== 0)
      return { product: { problem: problemOf(printed, await read(own, 'stderr')) }, stored: null };
    const document = parseJson(printed) as Product['document'];
    let stored = relative(own, out);
    if (what === 'evaluation') await writeWhole(out, printed);
    if (FOLDERS.has(what)) {
      stored = 'files.zip';
      await writeWhole(join(own, stored), await zipped(out, this.#limits.productBytes));
    }
    const { size: bytes } = await stat(join(own, stored));
    // The runs folder itself may be a study.
    const name = id.slice(id.lastIndexOf('/') + 1) || 'study';
    const file = `${name}${ENDINGS[what](target)}`;
    return { product: { state: 'made', file, bytes, document }, stored };
  }
}

const key = (id: string, what: string): string => `${what} ${id}`;

const ENDINGS: Readonly<Record<MakeRequest['what'], (target?: string) => string>> = {
  evaluation: () => '-evaluation.json',
  report: () => '-report.zip',
  nir: (target = 'generic') => `-${target}.nir`,
  safetensors: () => '.safetensors',
  npz: () => '.npz',
  onnx: () => '.onnx',
  pytorch: () => '-pytorch.zip',
  tensorboard: () => '-tensorboard.zip',
};

/** What comes after `motifsmith`. */
function argumentsFor(
  { what, target, allowLossy }: MakeRequest,
  folder: string,
  out: string,
): string[] {
  if (what === 'evaluation') return ['evaluate', folder, '--json'];
  if (what === 'report') {
    return ['report', folder, '--output', join(out, 'report.html'), '--json'];
  }
  return [
    ...['export', folder, '--format', what, '--out', out, '--json'],
    ...(target === undefined ? [] : ['--target', target]),
    ...(allowLossy ? ['--allow-lossy'] : []),
  ];
}

async function read(own: string, name: string): Promise<string> {
  const path = join(own, name);
  const { size } = await stat(path);
  return size > OUTPUT_BYTES ? '' : readFile(path, 'utf8');
}

/** Why a command failed, in its own words. */
function problemOf(stdout: string, stderr: string): ApiError['error'] {
  try {
    const { kind, message, where, remedy } = (parseJson(stdout) as ApiError).error;
    return { kind, message, where: where ?? null, remedy: remedy ?? null };
  } catch {
    const last = stderr.trim().split('\n').at(-1)?.slice(0, 1000);
    const message = last || 'The command ended without saying why.';
    return { kind: 'internal', message, where: null, remedy: null };
  }
}

/** All files in a folder as one archive. @throws Refusal `tooLarge` */
async function zipped(folder: string, limit: number): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    bytes += (await stat(path)).size;
    if (bytes > limit) {
      throw new Refusal('tooLarge', `The files have more than ${limit} bytes.`, {
        remedy: 'Make them in a terminal.',
      });
    }
    files[relative(folder, path).replaceAll('\\', '/')] = new Uint8Array(await readFile(path));
  }
  return zipSync(files, { mtime: THEN });
}
