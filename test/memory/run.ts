/**
 * `npm run memory -- [--megabytes 16] [--reader id]`: the peak memory of every reader on the worst input that it
 * accepts, as the table of docs/limits.md. Each input is read in a process of its own; what that process takes
 * without an input is subtracted, and the input itself counts.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { READERS } from './readers.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const MEGABYTE = 2 ** 20;

function peakOf(id: string, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(CHILD, [id, file]);
    let peak: number | null = null;
    child.on('message', (message: { peak: number }) => {
      peak = message.peak;
    });
    child.on('exit', (code, signal) => {
      if (peak === null) reject(new Error(`${id}: ended (${signal ?? code}) without a figure`));
      else resolve(peak);
    });
  });
}

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '16' }, reader: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'motifsmith-memory-'));
const file = join(folder, 'input');
try {
  console.log('| reader | input | bytes | peak | per byte |\n| --- | --- | --- | --- | --- |');
  for (const { id, input, make } of READERS) {
    if (values.reader !== undefined && values.reader !== id) continue;
    writeFileSync(file, '');
    const nothing = await peakOf(id, file);
    const bytes = await make(Number(values.megabytes) * MEGABYTE);
    writeFileSync(file, bytes);
    const peak = Math.max(0, (await peakOf(id, file)) - nothing);
    const size = (count: number) => `${(count / MEGABYTE).toPrecision(3)} MiB`;
    const ratio = (peak / bytes.length).toPrecision(2);
    console.log(`| ${id} | ${input} | ${size(bytes.length)} | ${size(peak)} | ${Number(ratio)} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
