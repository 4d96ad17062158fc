/**
 * The text at the beginning of most recordings: lines that start with a mark, `#` for AEDAT and `%`
 * for Prophesee, without a length. The events follow directly, and their first byte may happen to
 * be the mark, so a line counts only if all of it is text. jAER writes up to 200 kB.
 */
import { LIMITS } from '../../core/limits.ts';

export interface TextHeader {
  /** Without marks, leading spaces and line ends. */
  readonly lines: readonly string[];
  /** Offset of the first byte after the header. */
  readonly end: number;
  /** Offset of a last line without an end, in a file that is cut there; null if there is none. */
  readonly cutAt: number | null;
}

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/**
 * Reads header lines up to the first that does not start with the mark or is not text.
 * @param mark e.g. `#`
 * @param isLast whether a line ends the header, where the format has such a line
 */
export function readTextHeader(
  bytes: Uint8Array,
  mark: string,
  isLast: (line: string) => boolean = () => false,
): TextHeader {
  const markByte = mark.charCodeAt(0);
  const decoder = new TextDecoder();
  const limit = Math.min(bytes.length, LIMITS.headerBytes);
  const lines: string[] = [];
  let end = 0;
  while (bytes[end] === markByte) {
    const lineEnd = endOfTextLine(bytes, end, limit);
    // Text up to the end of the file is not an event, but the rest of a header.
    if (lineEnd === bytes.length) return { lines, end: lineEnd, cutAt: end };
    if (lineEnd < 0) break;
    const line = decoder.decode(bytes.subarray(end + 1, lineEnd)).trim();
    lines.push(line);
    end = lineEnd + 1;
    if (isLast(line)) break;
  }
  return { lines, end, cutAt: null };
}

/** Offset of the line feed that ends a line of text, or of the end of the file; −1 if it is not text or too long. */
function endOfTextLine(bytes: Uint8Array, begin: number, limit: number): number {
  for (let offset = begin; offset < limit; offset++) {
    const byte = bytes[offset]!;
    if (byte === LINE_FEED) return offset;
    if (byte < SPACE && byte !== TAB && byte !== CARRIAGE_RETURN) return -1;
  }
  return limit === bytes.length ? limit : -1;
}

/** Whether bytes begin with an ASCII text. */
export function beginsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
