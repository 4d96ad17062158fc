/** All that commands print passes through the one file that makes it visible. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CLI = 'src/cli';

test('no other file of the command line writes to stdout or stderr', () => {
  const files = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(30);
  const writing = files.filter((name) =>
    /process\.std(out|err)\s*\.write|console\./.test(readFileSync(join(CLI, name), 'utf8')),
  );
  expect(writing).toEqual(['output.ts']);
});
