/**
 * Reads tables of numbers in text, as programs print them: values between commas, semicolons, tabs or
 * spaces, lines of comments, perhaps a line of names first. Such files are as long as recordings are, so
 * lines are read a block at a time, and only where the blocks begin is kept.
 */
import { parseValue } from './text-number.ts';

/** Rows that are read at a time. */
const BLOCK = 4096;
/** Bytes that tell how a table is laid out. */
const SAMPLE_BYTES = 65_536;
/** Comments before the first row that are kept. */
const MOST_COMMENTS = 100;
const WIDEST = 64;

/** Numbers with a comma in them, in a line whose values semicolons or blanks separate. */
const DECIMAL_COMMAS = /^(?=.*\d,\d)\s*[-+\d,.eE"]+(?:(?:\s*;\s*|\s+)[-+\w,."]+)+\s*$/;

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const PERCENT = 37;
const COMMA = 44;
const SLASH = 47;
const SEMICOLON = 59;

/** How a table is laid out. */
export interface TextLayout {
  /** Lines of comments before the first row, without their marks. */
  readonly comments: readonly string[];
  /** The names in its first line; null if that line has numbers. */
  readonly names: readonly string[] | null;
  /** Values in most rows. */
  readonly columns: number;
  /** Some of the first rows, of values or NaN. */
  readonly sample: readonly (readonly number[])[];
  /** The first of these rows as it is written; empty if there is none. */
  readonly first: TextRow;
  /** The first that has commas within numbers, between values that something else separates. */
  readonly decimalCommas: TextRow | null;
}

/** A row as it is written. */
interface TextRow {
  /** Of its line, from 1. */
  readonly number: number;
  readonly values: readonly string[];
}

/** A table of numbers in text. */
export interface TextTable {
  readonly rows: number;
  /** @returns reads `count` rows from row `begin` on, into the same array each time; NaN where a line is not as many numbers */
  column(index: number, most: number): (begin: number, count: number) => Float64Array;
  /** Number of a row's line, from 1. */
  lineOf(row: number): number;
  /** Offset of the last line if it has no end; −1 if it has. */
  readonly openEnd: number;
  /** Whether that line is too short for a row, or not numbers; then it is not one of the rows. */
  readonly isCut: boolean;
}

/**
 * @param bytes the first ones of a file, or all
 * @param isWhole whether they are all
 * @returns null if there are neither names nor numbers
 */
export function textLayout(bytes: Uint8Array, isWhole: boolean): TextLayout | null {
  const comments: string[] = [];
  const sample: number[][] = [];
  let names: string[] | null = null;
  let first: TextRow = { number: 1, values: [] };
  let decimalCommas: TextRow | null = null;
  const end = Math.min(bytes.length, SAMPLE_BYTES);
  for (const line of linesOf(bytes, 0, end)) {
    // A line that is cut tells nothing.
    if (!line.ended && !(isWhole && end === bytes.length)) break;
    const kind = kindOf(bytes, line);
    if (kind === 'comment' && sample.length === 0 && comments.length < MOST_COMMENTS) {
      comments.push(textOf(bytes, line).replace(/^\s*(?:#|%|\/\/)+!?\s*/, ''));
    }
    if (kind !== 'row') continue;
    const text = textOf(bytes, line);
    const words = text.trim().split(/\s*[,;]\s*|\s+/);
    const values = words.map(numberIn);
    if (values.length > WIDEST) return null;
    if (sample.length === 0 && names === null && values.some(Number.isNaN)) {
      names = splitNames(text);
      continue;
    }
    if (sample.length === 0) first = { number: line.number, values: words };
    sample.push(values);
    if (DECIMAL_COMMAS.test(text)) {
      decimalCommas ??= { number: line.number, values: text.trim().split(/\s*;\s*|\s+/) };
    }
  }
  const counts = new Map<number, number>();
  for (const { length } of sample) counts.set(length, (counts.get(length) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  const columns = usual ?? names?.length;
  if (columns === undefined) return null;
  return { comments, names, columns, sample, first, decimalCommas };
}

/** The names in a line; those between tabs, semicolons or commas may contain spaces. */
export function splitNames(line: string): string[] {
  const separator = ['\t', ';', ','].find((candidate) => line.includes(candidate)) ?? /\s+/;
  return line.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
}

function numberIn(text: string): number {
  const bytes = new TextEncoder().encode(text.replace(/^"(.*)"$/, '$1'));
  return parseValue(bytes, 0, bytes.length);
}

/**
 * @param layout as `textLayout` tells
 * @returns its rows, of which none is read yet
 */
export function openTextTable(bytes: Uint8Array, layout: TextLayout): TextTable {
  const { columns } = layout;
  const starts: Line[] = [];
  let rows = layout.names === null ? 0 : -1;
  let openEnd = -1;
  let isCut = false;
  const row = new Float64Array(columns);
  for (const line of linesOf(bytes, 0, bytes.length)) {
    if (kindOf(bytes, line) !== 'row') continue;
    if (!line.ended && rows >= 0) {
      openEnd = line.begin;
      isCut = !readRow(bytes, line, row);
      if (isCut) break;
    }
    if (rows >= 0 && rows % BLOCK === 0) starts.push({ ...line });
    rows++;
  }
  rows = Math.max(0, rows);
  const block = new Float64Array(columns * BLOCK);
  const numbers = new Uint32Array(BLOCK);
  let loaded = -1;
  const load = (index: number): void => {
    if (index === loaded) return;
    loaded = index;
    const { begin, number } = starts[index]!;
    const count = Math.min(BLOCK, rows - index * BLOCK);
    let k = 0;
    for (const line of linesOf(bytes, begin, bytes.length, number)) {
      if (kindOf(bytes, line) !== 'row') continue;
      if (!readRow(bytes, line, row)) row.fill(Number.NaN);
      for (let c = 0; c < columns; c++) block[c * BLOCK + k] = row[c]!;
      numbers[k++] = line.number;
      if (k === count) break;
    }
  };
  return {
    rows,
    openEnd,
    isCut,
    column: (index, most) => {
      const part = new Float64Array(most);
      return (begin, count) => {
        for (let done = 0; done < count; ) {
          const at = (begin + done) % BLOCK;
          load(Math.floor((begin + done) / BLOCK));
          const length = Math.min(count - done, BLOCK - at);
          const from = index * BLOCK + at;
          part.set(block.subarray(from, from + length), done);
          done += length;
        }
        return part.subarray(0, count);
      };
    },
    lineOf: (index) => {
      load(Math.floor(index / BLOCK));
      return numbers[index % BLOCK]!;
    },
  };
}

interface Line {
  begin: number;
  /** Offset of its last byte, plus 1. */
  end: number;
  /** From 1. */
  number: number;
  /** Whether it has a line end. */
  ended: boolean;
}

/** Where text begins in UTF-8: behind the byte order mark, if there is one. */
export const textBegin = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

/** Lines that end with LF, CR LF or CR. The same object is given each time. */
function* linesOf(bytes: Uint8Array, begin: number, limit: number, first = 1): Generator<Line> {
  const line: Line = { begin, end: begin, number: first, ended: true };
  let at = begin;
  if (at === 0) at = textBegin(bytes);
  while (at < limit) {
    line.begin = at;
    while (at < limit && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at++;
    line.end = at;
    line.ended = at < limit;
    yield line;
    at += bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1;
    line.number++;
  }
}

/** What a line is: of values or names, a comment, or nothing. */
export function kindOf(
  bytes: Uint8Array,
  { begin, end }: Pick<Line, 'begin' | 'end'>,
): 'row' | 'comment' | 'empty' {
  let at = begin;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  if (at === end) return 'empty';
  const mark = bytes[at];
  const isComment =
    mark === HASH || mark === PERCENT || (mark === SLASH && bytes[at + 1] === SLASH);
  return isComment ? 'comment' : 'row';
}

const textOf = (bytes: Uint8Array, { begin, end }: Line): string =>
  new TextDecoder().decode(bytes.subarray(begin, Math.min(end, begin + SAMPLE_BYTES)));

/** Fills a row. @returns whether the line has as many values as the row, all of them numbers */
export function readRow(
  bytes: Uint8Array,
  { begin, end }: Pick<Line, 'begin' | 'end'>,
  row: Float64Array,
): boolean {
  let at = begin;
  let last = end;
  while (at < last && isBlank(bytes[at]!)) at++;
  while (last > at && isBlank(bytes[last - 1]!)) last--;
  for (let column = 0; ; column++) {
    let from = at;
    while (at < last && !isSeparator(bytes[at]!)) at++;
    let to = at;
    if (to - from >= 2 && bytes[from] === QUOTE && bytes[to - 1] === QUOTE) {
      from++;
      to--;
    }
    if (column >= row.length) return false;
    const value = parseValue(bytes, from, to);
    if (Number.isNaN(value)) return false;
    row[column] = value;
    if (at >= last) return column === row.length - 1;
    while (at < last && isBlank(bytes[at]!)) at++;
    if (bytes[at] === COMMA || bytes[at] === SEMICOLON) {
      at++;
      while (at < last && isBlank(bytes[at]!)) at++;
    }
  }
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
const isSeparator = (byte: number): boolean =>
  byte === COMMA || byte === SPACE || byte === TAB || byte === SEMICOLON;
