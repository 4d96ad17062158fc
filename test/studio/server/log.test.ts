/** What processes of runs printed: bounded, whole lines, and nothing through a link. */
import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessLog } from '../../../src/studio/api/record.ts';
import { openLog, trimLog } from '../../../src/studio/server/log-file.ts';
import { record, writeRun } from './files.ts';
import { call, get, opened, refusal } from './studio.ts';

const limits = { logBytes: 1000 };
const { studio, runs, defects } = await opened(limits);
const log = (id: string) => get<ProcessLog>(studio, `/api/runs/${id}/log`);

test('the end of a long log is served and kept in whole lines, while its process goes on', async () => {
  const folder = writeRun(runs, 'one', { 'config.json': record() });
  expect(await log('one')).toEqual({ text: null, cut: false });
  const file = await openLog(folder);
  const lines = Array.from({ length: 300 }, (_, k) => `line ${k} ö\n`);
  await file.write(lines.join(''));
  const { text, cut } = await log('one');
  expect([cut, text!.length > 800, Buffer.byteLength(text!) <= 1000]).toEqual([true, true, true]);
  expect(lines.join('').endsWith(`\n${text}`)).toBe(true);
  await trimLog(folder, limits);
  expect(readFileSync(join(folder, 'process.log'), 'utf8')).toBe(text);
  // The process has it open all the time.
  await file.write('more\n');
  await file.close();
  expect((await log('one')).text!.endsWith('line 299 ö\nmore\n')).toBe(true);
  expect(statSync(join(folder, 'process.log')).size).toBeLessThan(1100);
});

test('a member has the log of its group; a log that is a link is neither read nor written', async () => {
  const { seed: _, method: __, ...group } = record({ kind: 'group' });
  const folder = writeRun(runs, 'g', { 'config.json': group, 'process.log': 'both\n' });
  writeRun(runs, 'g/seed-1', { 'config.json': record() });
  expect(await log('g/seed-1')).toEqual({ text: 'both\n', cut: false });
  const outside = join(runs, '../outside.txt');
  writeFileSync(outside, 'secret');
  rmSync(join(folder, 'process.log'));
  symlinkSync(outside, join(folder, 'process.log'));
  expect(refusal(await call(studio, '/api/runs/g/log'))).toBe('403 forbidden');
  await expect(openLog(folder)).rejects.toThrow();
  expect(readFileSync(outside, 'utf8')).toBe('secret');
  expect(defects).toEqual([]);
});
