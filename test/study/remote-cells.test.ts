/** Who has the cells of a queued study is believed of nobody but the process that does the study. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RemoteCells, readRemoteCells } from '../../src/study/remote-cells.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

it('is read while its writer holds the study, and at no other time', async () => {
  const folder = join(temporaryFolder(), 'study');
  mkdirSync(folder);
  const cells = new Map([['letters/dense/seed-1', { pid: 7, host: 'elsewhere' }]]);
  const remote = new RemoteCells(folder);
  await remote.show(cells);
  const holder = { pid: process.pid, host: hostname(), state: 'alive', here: true } as const;
  expect(await readRemoteCells(folder, holder)).toEqual(cells);
  expect(await readRemoteCells(folder, null)).toEqual(new Map());
  expect(await readRemoteCells(folder, { ...holder, pid: 1 })).toEqual(new Map());
  expect(await readRemoteCells(folder, { ...holder, state: 'dead' })).toEqual(new Map());
  writeFileSync(join(folder, 'remote-cells.json'), '{"format": 1');
  expect(await readRemoteCells(folder, holder)).toEqual(new Map());
  await remote.remove();
  expect(readdirSync(folder)).toEqual([]);
});
