/** No text steers a terminal, and JSON means the same afterwards. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible, visibleJson, visibleLines } from '../../src/core/visible.ts';

/** What terminals, editors and browsers act on. */
const CONTROLS = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, k) => 0x7f + k),
  ...[0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e],
  ...[0x2066, 0x2067, 0x2068, 0x2069, 0xd800, 0xdfff],
].map((code) => String.fromCharCode(code));

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...CONTROLS), fc.string()), { maxLength: 20 })
  .map((parts) => parts.join(''));
const controlsIn = (text: string) =>
  Array.from(text).filter((character) => CONTROLS.includes(character));

test.each([
  ['a\x1b[2Jb', 'a\\x1b[2Jb'],
  ['\x07\x00\x7f\x9b', '\\x07\\x00\\x7f\\x9b'],
  ['a\tb\r\nc', 'a\\tb\\r\\nc'],
  ['\u202etxt.wav', '\\u202etxt.wav'],
  ['\u2028\u2029\u2066', '\\u2028\\u2029\\u2066'],
  ['\ud800', '\\ud800'],
  ['Grüße, 你好 🙂 e\u0301 \\x1b', 'Grüße, 你好 🙂 e\u0301 \\x1b'],
])('%j is shown as %s', (text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visibleLines(text)).toBe(shown.replace('\\n', '\n'));
});

test('no control character is left', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(controlsIn(visible(text))).toEqual([]);
      expect(new Set(controlsIn(visibleLines(text)))).toEqual(
        new Set(text.includes('\n') ? ['\n'] : []),
      );
    }),
  );
});

test('JSON keeps its meaning', () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, fc.array(hostile)), (value) => {
      const text = visibleJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(controlsIn(text).filter((character) => character !== '\n')).toEqual([]);
    }),
  );
});
