import { expect, test } from 'vitest';
import { shellWord } from '../../src/core/shell-word.ts';

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
