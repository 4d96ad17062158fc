/** Words in lines that a terminal or a file has room for. */

/** Columns of a terminal, as most begin with. */
export const USUAL_WIDTH = 80;

/**
 * @param words that stay whole
 * @param width of a line, in characters; a longer word has a line of its own
 * @param indent of all lines but the first
 */
export function wrapped(words: readonly string[], width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${indent}`);
}
