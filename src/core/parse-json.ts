/**
 * JSON from outside. JSON.parse takes brackets in brackets without end, and whatever then walks through the
 * value, such as its schema, the message that shows it, or JSON.stringify, exhausts the stack. So the depth is
 * found before anything is made of the text. Without zod, because the runtime reads networks with it too.
 */
import { LIMITS } from './limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * As JSON.parse, for text that was not written by this process.
 * @throws SyntaxError if it is not JSON, or is longer than `LIMITS.jsonBytes` or deeper than
 * `LIMITS.jsonDepth`; callers know the file, and say so
 */
export function parseJson(text: string): unknown {
  if (text.length > LIMITS.jsonBytes) {
    throw new SyntaxError(`It has ${text.length} characters, over ${LIMITS.jsonBytes}`);
  }
  const at = tooDeepAt(text, LIMITS.jsonDepth);
  if (at !== null) {
    throw new SyntaxError(`Over ${LIMITS.jsonDepth} brackets within brackets at position ${at}`);
  }
  return JSON.parse(text);
}

/** Where a text first has more than `most` brackets open, or null. */
function tooDeepAt(text: string, most: number): number | null {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    // Bit 5 is what a bracket and a brace differ in.
    else if ((code & ~0x20) === 0x5d) depth -= 1;
    else if ((code & ~0x20) === 0x5b) {
      depth += 1;
      if (depth > most) return at;
    }
  }
  return null;
}

/** Position of the quotation mark that ends a string; the text's length if none does. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
