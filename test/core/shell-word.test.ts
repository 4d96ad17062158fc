import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptWord, shellWord } from '../../src/core/shell-word.ts';

test.each([
  ['runs/demo-2seeds-1', 'runs/demo-2seeds-1'],
  ['/home/zoë/läufe', '/home/zoë/läufe'],
  ['C:/runs', 'C:/runs'],
  ['my runs/demo-1-1', '"my runs/demo-1-1"'],
  ['C:\\Users\\me\\runs', '"C:\\Users\\me\\runs"'],
  ['a,b', '"a,b"'],
  ['', '""'],
])('%s becomes %s', (path, expected) => {
  expect(shellWord(path)).toBe(expected);
});

test.each([
  ['--time=1-12:30', '--time=1-12:30'],
  ['', "''"],
  ["it's", `'it'\\''s'`],
])('in a script, %s becomes %s', (text, expected) => {
  expect(scriptWord(text)).toBe(expected);
});

test.skipIf(process.platform === 'win32')('bash reads back any words of a script', () => {
  const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      const script = `printf '%s\\0' ${words.map(scriptWord).join(' ')}`;
      const said = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
      expect(said.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 50 },
  );
});
