/**
 * What people write about a run while the disk is full, on a small file system that the test fills: the error is
 * named, what was written before survives, and nothing half-written remains. Needs root on Linux, to mount one.
 */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ApiError } from '../../../src/studio/api/protocol.ts';
import type { RunNotes } from '../../../src/studio/api/runs.ts';
import { openStudio, type Studio } from '../../../src/studio/server/server.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { record, SUMMARY, writeRun } from '../../studio/server/files.ts';
import { get, post, refusal } from '../../studio/server/studio.ts';

const PAGE = 4096;
const PAGES = 64;

/** Mounts a file system of a few pages. @returns whether that is allowed */
function mount(folder: string): boolean {
  try {
    const options = `size=${PAGES * PAGE}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const unmount = (folder: string) => execFileSync('umount', ['-l', folder]);

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = temporaryFolder();
  const can = mount(folder);
  if (can) unmount(folder);
  return can;
}

const can = canMount();
if (!can) console.log('skipped: notes on a full disk. Only root on Linux may mount a small one.');

/** Takes all pages of a file system but some. */
function fill(path: string, free: number): void {
  const page = Buffer.alloc(PAGE, 1);
  try {
    for (;;) appendFileSync(path, page);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  const { length } = readFileSync(path);
  truncateSync(path, Math.floor(length / PAGE) * PAGE - free * PAGE);
}

describe.skipIf(!can)('notes on a full disk', () => {
  async function studioOnSmallDisk(): Promise<{
    studio: Studio;
    runs: string;
    defects: unknown[];
  }> {
    const folder = temporaryFolder();
    const runs = join(folder, 'runs');
    const page = join(folder, 'page');
    for (const each of [runs, page]) mkdirSync(each);
    mount(runs);
    const defects: unknown[] = [];
    const studio = await openStudio({
      ...{ runs, page, port: 0, tries: 1, program: [] },
      onDefect: (error) => defects.push(error),
    });
    onTestFinished(async () => {
      await studio.close();
      unmount(runs);
    });
    return { studio, runs, defects };
  }

  test('are refused by name and stay as they were, however little space there is', async () => {
    const { studio, runs, defects } = await studioOnSmallDisk();
    const run = writeRun(runs, 'one', { 'config.json': record(), 'summary.json': SUMMARY });
    const change = (revision: number, fields: object) =>
      post(studio, '/api/runs/one/notes', { revision, change: fields });
    const notes = () => get<RunNotes>(studio, '/api/runs/one/notes');
    const contents = () =>
      readdirSync(run).map((name) => [name, readFileSync(join(run, name), 'utf8')]);
    expect((await change(0, { title: 'kept', tags: ['a'], note: 'as it was' })).status).toBe(200);

    const filler = join(runs, 'filler');
    const changes = [
      { title: 'renamed' },
      { tags: ['a', 'b'] },
      // Longer than a page: part of it may fit.
      { note: 'long '.repeat(1999).trim() },
      { starred: true },
    ];
    let refused = 0;
    let taken = 0;
    for (let free = 0; free <= 5; free++) {
      for (const fields of changes) {
        writeFileSync(filler, '');
        const before = [await notes(), contents()] as const;
        fill(filler, free);
        const reply = await change(before[0].revision, fields);
        if (reply.status === 200) {
          taken += 1;
          expect(await notes()).toEqual({
            ...before[0],
            ...fields,
            revision: before[0].revision + 1,
          });
          expect(readdirSync(run).sort()).toEqual(['config.json', 'notes.json', 'summary.json']);
          writeFileSync(filler, '');
          const { revision } = await notes();
          const { title, tags, note, starred } = before[0];
          expect((await change(revision, { title, tags, note, starred })).status).toBe(200);
        } else {
          refused += 1;
          expect(refusal(reply)).toBe('503 inputOutput');
          const { error } = JSON.parse(reply.text) as ApiError;
          expect(error.message).toBe('Cannot write: the disk is full.');
          expect(error.remedy).toContain('what was there before is kept');
          expect(error.where).toContain(join(run, 'notes'));
          expect([await notes(), contents()]).toEqual(before);
        }
      }
    }
    // Without space all are refused, with enough of it none.
    expect(refused).toBeGreaterThanOrEqual(changes.length);
    expect(taken).toBeGreaterThanOrEqual(changes.length);
    expect(defects).toEqual([]);
  });
});
