/**
 * Names and messages may hold anything that a file or a user has put there. Control characters steer a
 * terminal (they can erase, imitate or hide other lines), and some others reorder text or end lines in
 * editors and browsers: shown as escapes, they are seen and do nothing.
 */

/** C0, DEL and C1; marks of direction; separators of lines and annotations; halves of characters. */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufff9-\ufffb\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const hexadecimal = (character: string): string => character.charCodeAt(0).toString(16);
const unicode = (character: string): string => `\\u${hexadecimal(character).padStart(4, '0')}`;

function escaped(character: string): string {
  const digits = hexadecimal(character);
  if (digits.length > 2) return unicode(character);
  return SHORT[character] ?? `\\x${digits.padStart(2, '0')}`;
}

/** A text in which nothing steers a terminal, on one line: `a\x1b[2J`. */
export const visible = (text: string): string => text.replace(INVISIBLE, escaped);

/** As `visible`, with the ends of lines as they are. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** JSON with the same characters as escapes of JSON, so that it means the same. */
export function visibleJson(
  value: unknown,
  replacer?: (key: string, value: unknown) => unknown,
  indent = 2,
): string {
  // JSON itself escapes control characters up to U+001F; a bare one is the end of a line of its layout.
  const inJson = (character: string) => (character === '\n' ? character : unicode(character));
  return JSON.stringify(value, replacer, indent).replace(INVISIBLE, inJson);
}
