/**
 * `remote-cells.json` in the folder of a study: which of its cells workers elsewhere have, so that whoever looks at
 * the folder sees them. It is kept by the process that does the study, and means nothing once that is gone.
 */
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Infer, parse } from '../core/schema.ts';
import { readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import { isAtWork, type LockHolder } from '../run/lock/lock.ts';

const FILE = 'remote-cells.json';
/** Least time between two changes of the file. */
const WRITE_MS = 2000;

const processSchema = z.object({ pid: z.int().min(1), host: z.string() });
export type RemoteWorker = Infer<typeof processSchema>;

const remoteCellsSchema = z.object({
  format: z.literal('motifsmith-remote-cells'),
  formatVersion: z.literal(1),
  /** Who wrote it: one that was killed leaves it behind. */
  study: processSchema,
  /** By id. */
  cells: z.record(z.string(), processSchema),
});

/**
 * Who has which cell; a file that cannot be read says nothing, and is soon written again.
 * @param holder of the lock of the folder
 */
export async function readRemoteCells(
  folder: string,
  holder: LockHolder | null,
): Promise<ReadonlyMap<string, RemoteWorker>> {
  if (!isAtWork(holder)) return new Map();
  const path = join(folder, FILE);
  try {
    const value = await readJson(path, 'list of remote cells');
    const { study, cells } = parse(remoteCellsSchema, value, path, '');
    const own = study.pid === holder.pid && study.host === holder.host;
    return new Map(own ? Object.entries(cells) : []);
  } catch {
    return new Map();
  }
}

/** Keeps the file while a study is done. */
export class RemoteCells {
  readonly #folder: string;
  #written = '';
  #at = Number.NEGATIVE_INFINITY;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws MotifsmithError `inputOutput` */
  async show(cells: ReadonlyMap<string, RemoteWorker>): Promise<void> {
    const text = JSON.stringify([...cells].sort());
    if (text === this.#written || performance.now() - this.#at < WRITE_MS) return;
    this.#at = performance.now();
    await writeJson(join(this.#folder, FILE), {
      format: 'motifsmith-remote-cells',
      formatVersion: 1,
      study: { pid: process.pid, host: hostname() },
      cells: Object.fromEntries(cells),
    });
    this.#written = text;
  }

  async remove(): Promise<void> {
    await rm(join(this.#folder, FILE), { force: true });
  }
}
