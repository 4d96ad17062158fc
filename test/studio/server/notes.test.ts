/** What people write about runs: kept whatever else is written at the same time, and nothing is lost. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { RunList, RunNotes, RunSummary } from '../../../src/studio/api/runs.ts';
import { openStudio } from '../../../src/studio/server/server.ts';
import { epoch, record, SUMMARY, writeRun } from './files.ts';
import { call, get, opened, post, refusal, stream } from './studio.ts';

const { studio, runs, page, defects } = await opened({ lookMs: 50 });
const FILES = { 'config.json': record(), 'summary.json': SUMMARY, 'metrics.jsonl': epoch(1) };
const notes = (id: string) => get<RunNotes>(studio, `/api/runs/${id}/notes`);
const change = (id: string, revision: number, fields: object, to = studio) =>
  post(to, `/api/runs/${id}/notes`, { revision, change: fields });
const listed = async (id: string): Promise<RunSummary> =>
  (await get<RunList>(studio, '/api/runs')).runs.find((run) => run.id === id)!;
const NONE = { title: '', note: '', tags: [], starred: false, archived: false, revision: 0 };

test('a run is named, tagged, starred, archived and written about; the list shows it at once', async () => {
  const folder = writeRun(runs, 'one', FILES);
  const before = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(await notes('one')).toEqual(NONE);
  const all = await stream(studio, '/api/stream');
  // The list is sent from the first look on.
  await expect
    .poll(async () => {
      writeFileSync(join(folder, 'metrics.jsonl'), epoch(1) + epoch(2));
      writeFileSync(join(folder, 'metrics.jsonl'), epoch(1));
      return all.events.length;
    })
    .toBeGreaterThan(0);
  const written = {
    ...{ title: '<b>Best & "first"</b>', note: 'One\n\ttwo\n<script>alert(1)</script>' },
    ...{ tags: ['größer', '<i>x</i>', 'a;b'], starred: true, archived: true },
  };
  const { status, text } = await change('one', 0, written);
  expect([status, JSON.parse(text)]).toEqual([200, { ...written, revision: 1 }]);
  const { data } = await all.until(({ data }) => data.marks?.revision === 1);
  const { note: _, ...marks } = written;
  expect(data.marks).toEqual({ ...marks, revision: 1 });
  expect((await listed('one')).state).toBe('finished');
  // Nothing else of the run has changed.
  const others = readdirSync(folder).filter((name) => name !== 'notes.json');
  expect(others.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(before);
  expect(readdirSync(folder)).toHaveLength(before.length + 1);
  all.close();
});

test('who has not seen a change does not overwrite it, and is told which it was', async () => {
  writeRun(runs, 'two', FILES);
  const other = await openStudio({
    ...{ runs, page, port: 0, tries: 1, program: [], onDefect: (error) => defects.push(error) },
  });
  expect((await change('two', 0, { tags: ['a'], note: 'first' })).status).toBe(200);
  // A field that nobody else has changed is free.
  expect((await change('two', 0, { starred: true }, other)).status).toBe(200);
  const late = await change('two', 0, { tags: ['b'], note: 'second', title: 'mine' }, other);
  expect(refusal(late)).toBe('409 conflict');
  expect(late.text).toContain('The note and tags of this run have been changed elsewhere');
  expect(await notes('two')).toEqual({
    ...{ ...NONE, tags: ['a'], note: 'first', starred: true, revision: 2 },
  });
  expect((await change('two', 2, { tags: ['b'], note: 'second' }, other)).status).toBe(200);

  // Of many at once, from two studios, exactly one has each revision.
  const replies = await Promise.all(
    Array.from({ length: 12 }, (_, k) =>
      change('two', 3, { note: `by ${k}` }, k % 2 === 0 ? studio : other),
    ),
  );
  const won = replies.filter(({ status }) => status === 200);
  expect(replies.filter(({ status }) => status === 409)).toHaveLength(11);
  expect(JSON.parse(won[0]!.text)).toEqual(await notes('two'));
  expect(readdirSync(join(runs, 'two')).filter((name) => name.startsWith('notes'))).toEqual([
    'notes.json',
  ]);
  await other.close();
});

describe('what is not accepted', () => {
  test.each([
    [
      'a name that is too long',
      { title: 'x'.repeat(121) },
      /at most 120 characters/,
      'change.title',
    ],
    [
      'a name that steers a terminal',
      { title: 'a\u001b[2J' },
      /control characters/,
      'change.title',
    ],
    [
      'a name that turns the text around',
      { title: 'a\u202egpj' },
      /control characters/,
      'change.title',
    ],
    [
      'a note that is too long',
      { note: 'x'.repeat(10_001) },
      /at most 10000 characters/,
      'change.note',
    ],
    ['a note with a NUL', { note: 'a\u0000b' }, /control characters/, 'change.note'],
    ['a tag twice', { tags: ['a', 'a'] }, /a tag is there twice/, 'change.tags'],
    ['a tag with a comma', { tags: ['a,b'] }, /a comma separates tags/, 'change.tags[0]'],
    ['an empty tag', { tags: [''] }, /at least 1/, 'change.tags[0]'],
    [
      'too many tags',
      { tags: Array.from({ length: 21 }, String) },
      /at most 20 entries/,
      'change.tags',
    ],
    ['a tag in place of a list', { tags: 'a' }, /a list/, 'change.tags'],
    ['a star that is a number', { starred: 1 }, /true or false/, 'change.starred'],
    ['a field of the run', { seed: 1 }, /./, 'change.seed'],
  ])('%s', async (_, fields, message, field) => {
    writeRun(runs, 'strict', FILES);
    const reply = await change('strict', 0, fields);
    expect(refusal(reply)).toBe('400 usage');
    const { error } = JSON.parse(reply.text);
    expect(error.message).toMatch(message);
    expect(error.where).toBe(`body, field ${field}`);
  });

  test('a note of 10,000 characters is kept to the last', async () => {
    const note = 'ö€𝄞\n'.repeat(2000);
    expect((await change('strict', 0, { note })).status).toBe(200);
    expect((await notes('strict')).note).toBe(note);
  });

  test('a run that is not there, or has no record, cannot be written about', async () => {
    expect(refusal(await change('none', 0, { starred: true }))).toBe('404 notFound');
    writeRun(runs, 'early', { 'metrics.jsonl': '' });
    expect(refusal(await change('early', 0, { starred: true }))).toBe('409 conflict');
    expect(readdirSync(join(runs, 'early'))).toEqual(['metrics.jsonl']);
  });

  test('without the token nothing is written', async () => {
    const headers = { 'Content-Type': 'application/json' };
    for (const path of ['runs/strict/notes', 'runs/strict/delete', 'trash/restore']) {
      const request = { method: 'POST', headers, body: '{}' };
      expect(refusal(await call({ port: studio.port }, `/api/${path}`, request))).toBe('401 token');
    }
  });
});

test('damaged notes are named and left as they are, and the run is shown all the same', async () => {
  for (const content of ['{"format":', { format: 'motifsmith-notes', formatVersion: 9 }]) {
    const folder = writeRun(runs, 'bad', { ...FILES, 'notes.json': content });
    const before = readFileSync(join(folder, 'notes.json'), 'utf8');
    expect(refusal(await call(studio, '/api/runs/bad/notes'))).toBe('422 artifact');
    expect(refusal(await change('bad', 0, { starred: true }))).toBe('422 artifact');
    expect(readFileSync(join(folder, 'notes.json'), 'utf8')).toBe(before);
    const run = await listed('bad');
    expect([run.state, run.marks]).toEqual(['finished', expect.objectContaining({ tags: [] })]);
    expect(run.problem).toContain('notes.json');
  }
});

test('notes that are a link lead nowhere', async () => {
  const folder = writeRun(runs, 'linked', FILES);
  writeFileSync(join(runs, '../outside.json'), '{"secret":true}');
  symlinkSync('../../outside.json', join(folder, 'notes.json'));
  expect(refusal(await call(studio, '/api/runs/linked/notes'))).toBe('403 forbidden');
  expect(refusal(await change('linked', 0, { starred: true }))).toBe('403 forbidden');
  expect(readFileSync(join(runs, '../outside.json'), 'utf8')).toBe('{"secret":true}');
});

test('on a full disk the message says so, and what was written before is still there', async () => {
  const folder = writeRun(runs, 'full', FILES);
  expect((await change('full', 0, { note: 'kept' })).status).toBe(200);
  const handle = await open(join(folder, 'config.json'));
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  for (const method of ['write', 'sync', 'writeFile']) {
    const spy = vi.spyOn(prototype, method).mockRejectedValue(full);
    const reply = await change('full', 1, { note: 'lost' });
    spy.mockRestore();
    expect([method, refusal(reply)]).toEqual([method, '503 inputOutput']);
    expect(reply.text).toContain('the disk is full');
    expect((await notes('full')).note).toBe('kept');
    expect(readdirSync(folder).sort()).toEqual([
      ...['config.json', 'metrics.jsonl', 'notes.json', 'summary.json'],
    ]);
  }
  expect((await change('full', 1, { note: 'later' })).status).toBe(200);
  expect(defects).toEqual([]);
});
