/** Deleted runs are moved away whole, come back whole, and are erased only when that is asked for. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { DeletedRun, RunList, TrashList } from '../../../src/studio/api/runs.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { epoch, record, SUMMARY, writeRun } from './files.ts';
import { call, get, opened, post, refusal, stream } from './studio.ts';

const { studio, runs, defects } = await opened({ lookMs: 50 });
const FILES = { 'config.json': record(), 'summary.json': SUMMARY, 'metrics.jsonl': epoch(1) };
const ids = async () => (await get<RunList>(studio, '/api/runs')).runs.map(({ id }) => id).sort();
const trash = async () => (await get<TrashList>(studio, '/api/trash')).deleted;
const remove = (id: string) => post(studio, `/api/runs/${id}/delete`);
const restore = (key: string) => post(studio, '/api/trash/restore', { key });

test('a run vanishes from the list and from those who look at it, and comes back as it was', async () => {
  const folder = writeRun(runs, 'deep/one', { ...FILES, 'checkpoints/x.ckpt': 'x' });
  writeRun(runs, 'other', FILES);
  const all = await stream(studio, '/api/stream');
  const one = await stream(studio, '/api/runs/deep/one/stream?from=0');
  expect([all.status, one.status]).toEqual([200, 200]);
  await one.until(({ event }) => event === 'state');
  const reply = await remove('deep/one');
  expect(reply.status).toBe(200);
  const { key, id } = JSON.parse(reply.text) as DeletedRun;
  expect(id).toBe('deep/one');
  await all.until(({ event, data }) => event === 'gone' && data.id === 'deep/one');
  const { data } = await one.until(({ event }) => event === 'problem');
  expect(data.error).toMatchObject({ kind: 'notFound', message: 'There is no such run.' });
  await one.ended;
  expect(await ids()).toEqual(['other']);
  expect(refusal(await call(studio, '/api/runs/deep/one/record'))).toBe('404 notFound');
  expect(refusal(await remove('deep/one'))).toBe('404 notFound');
  expect(await trash()).toEqual([{ key, id }]);
  expect((await restore(key)).status).toBe(200);
  expect(await ids()).toEqual(['deep/one', 'other']);
  expect(readdirSync(folder).sort()).toEqual([
    ...['checkpoints', 'config.json', 'metrics.jsonl', 'summary.json'],
  ]);
  expect(readFileSync(join(folder, 'checkpoints/x.ckpt'), 'utf8')).toBe('x');
  expect(await trash()).toEqual([]);
  expect(readdirSync(join(runs, '.trash'))).toEqual([]);
  expect(refusal(await restore(key))).toBe('404 notFound');
  all.close();
});

test('a group goes with its members, and no member without its group', async () => {
  const { seed: _, method: __, ...group } = record({ kind: 'group' });
  writeRun(runs, 'g', { 'config.json': group });
  writeRun(runs, 'g/seed-1', FILES);
  const refused = await remove('g/seed-1');
  expect([refusal(refused), refused.text]).toEqual([
    '409 conflict',
    expect.stringContaining('a part of g'),
  ]);
  const { key } = JSON.parse((await remove('g')).text) as DeletedRun;
  expect(await ids()).not.toContain('g/seed-1');
  await restore(key);
  expect(await ids()).toEqual(expect.arrayContaining(['g', 'g/seed-1']));
});

test('what is at work, or part of a study, stays', async () => {
  const lock = JSON.stringify({ pid: process.ppid, host: hostname() });
  writeRun(runs, 'busy', { 'config.json': record(), lock });
  expect(refusal(await remove('busy'))).toBe('409 conflict');
  expect(readFileSync(join(runs, 'busy/lock'), 'utf8')).toBe(lock);
  writeRun(runs, 'study', { 'study.json': '{}' });
  writeRun(runs, 'study/runs/x/seed-1', FILES);
  expect(refusal(await remove('study/runs/x/seed-1'))).toBe('409 conflict');
  expect(existsSync(join(runs, 'study/runs/x/seed-1/config.json'))).toBe(true);
});

test('nothing is put over what has taken its place, and nothing else can be named', async () => {
  writeRun(runs, 'taken', FILES);
  const { key } = JSON.parse((await remove('taken')).text) as DeletedRun;
  mkdirSync(join(runs, 'taken'));
  expect(refusal(await restore(key))).toBe('409 conflict');
  for (const wrong of ['..', '../other', `${key}/run`, '', 7, null]) {
    for (const what of ['restore', 'erase']) {
      const reply = await post(studio, `/api/trash/${what}`, { key: wrong });
      expect(refusal(reply)).toBe('400 badRequest');
    }
  }
  // A note that was written by hand cannot lead out of the folder.
  const note = join(runs, '.trash', key, 'deleted.json');
  const content = JSON.parse(readFileSync(note, 'utf8'));
  for (const id of ['../out', '/etc/x', '.trash/x', 'a/../../b']) {
    writeFileSync(note, JSON.stringify({ ...content, id }));
    expect(refusal(await restore(key))).toBe('422 artifact');
    expect(await trash()).toEqual([]);
  }
  const outside = temporaryFolder();
  symlinkSync(outside, join(runs, 'leads-out'));
  writeFileSync(note, JSON.stringify({ ...content, id: 'leads-out/run' }));
  expect(refusal(await restore(key))).toBe('409 conflict');
  expect(readdirSync(outside)).toEqual([]);
  writeFileSync(note, JSON.stringify(content));
  const { status, text } = await post(studio, '/api/trash/erase', { key });
  expect([status, JSON.parse(text)]).toEqual([200, { deleted: [] }]);
  expect(readdirSync(join(runs, '.trash'))).toEqual([]);
});

test('a damaged run goes and comes back as well; a folder that is no run stays', async () => {
  const damaged = { 'config.json': '{', 'metrics.jsonl': 'torn', 'notes.json': '{' };
  const folder = writeRun(runs, 'damaged', damaged);
  writeRun(runs, 'photos', { 'config.json': '{}', 'a.jpg': 'x' });
  expect(refusal(await remove('photos'))).toBe('404 notFound');
  const { key } = JSON.parse((await remove('damaged')).text) as DeletedRun;
  expect(existsSync(folder)).toBe(false);
  await restore(key);
  const found = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  expect(Object.fromEntries(found)).toEqual(damaged);
});

test('on a full disk nothing is moved', async () => {
  const folder = writeRun(runs, 'full', FILES);
  const handle = await open(join(folder, 'config.json'));
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  for (const method of ['write', 'writeFile']) {
    const spy = vi.spyOn(prototype, method).mockRejectedValue(full);
    const reply = await remove('full');
    spy.mockRestore();
    expect([method, refusal(reply)]).toEqual([method, '503 inputOutput']);
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'metrics.jsonl', 'summary.json']);
    expect(readdirSync(join(runs, '.trash'))).toEqual([]);
  }
});

test('a folder of deleted runs that is a link is not used', async () => {
  const other = await opened();
  writeRun(other.runs, 'one', FILES);
  const outside = temporaryFolder();
  symlinkSync(outside, join(other.runs, '.trash'));
  expect(refusal(await post(other.studio, '/api/runs/one/delete'))).toBe('403 forbidden');
  expect(refusal(await call(other.studio, '/api/trash'))).toBe('403 forbidden');
  expect([readdirSync(outside), readdirSync(join(other.runs, 'one'))]).toEqual([
    [],
    ['config.json', 'metrics.jsonl', 'summary.json'],
  ]);
  expect([...defects, ...other.defects]).toEqual([]);
});
