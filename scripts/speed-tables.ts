/**
 * Checks that the tables of speed in the documents are those of `bench/recorded.json`, which only
 * `npm run bench -- --record` writes. Part of `npm run lint`; `--write`, part of `npm run format`, writes them. As long as
 * nothing has been recorded, there is nothing to check.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD, type Recorded } from '../bench/record.ts';
import { performanceTable, readmeTable } from '../bench/tables.ts';

const PROJECT = join(import.meta.dirname, '..');
const record = join(PROJECT, RECORD);
if (!existsSync(record)) process.exit();
const recorded: Recorded = JSON.parse(readFileSync(record, 'utf8'));
const BLOCK = /(<!-- speed: written by `npm run format` -->\n).*?(\n<!-- \/speed -->)/s;
const TABLES = { 'README.md': readmeTable, 'docs/performance.md': performanceTable };

for (const [document, table] of Object.entries(TABLES)) {
  const path = join(PROJECT, document);
  const before = readFileSync(path, 'utf8');
  if (!BLOCK.test(before)) throw new Error(`${document} has no place for the table of speed.`);
  const after = before.replace(BLOCK, (_, begin, end) => `${begin}\n${table(recorded)}\n${end}`);
  if (after === before) continue;
  if (process.argv.includes('--write')) writeFileSync(path, after);
  else {
    console.error(`${document} does not show ${RECORD}: npm run format writes it.`);
    process.exitCode = 1;
  }
}
