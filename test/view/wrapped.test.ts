/** Words in lines. */
import { expect, test } from 'vitest';
import { wrapped } from '../../src/view/wrapped.ts';

test.each([
  ['as many as fit, to the last character', 'one two six', 7, 'one two\n  six'],
  ['one that is too long alone', 'a motifsmith b', 5, 'a\n  motifsmith\n  b'],
  ['nothing', '', 5, ''],
  ['any number where there is no limit', 'a b c', Number.POSITIVE_INFINITY, 'a b c'],
])('%s', (_, text, width, expected) => {
  expect(wrapped(text.split(' '), width, '  ')).toBe(expected);
});
