/**
 * The loop of the encodings EVT 2.1 and EVT 4.0, which differ only in their types and in where the bits of a
 * vector are. A head of 32 bits has its type in bits 31–28; that of events has bits 5–0 of the time in bits
 * 27–22, x in bits 21–11 and y in bits 10–0, that of time its bits 33–6 in bits 27–0. A vector has an event
 * at x + k for each bit k of another 32. The clock is the camera's and wraps after 2³⁴ µs.
 *
 * EVT 2.0 is this without vectors; its loop is apart because through this one it takes half as long again.
 */
import type { Report } from '../events/report.ts';
import { createColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { RawEvents } from './format.ts';

/** What the head of a word says. */
type WordKind = 'off' | 'on' | 'off-vector' | 'on-vector' | 'time' | 'other';

export interface VectorEncoding {
  /** By type; those that are missing do not exist. */
  readonly kinds: Readonly<Record<number, WordKind>>;
  /**
   * Which of the two words of a record is the head and which the bits of a vector; null where a record is one
   * word, and the bits of a vector are in the next.
   */
  readonly pair: { readonly head: 0 | 1; readonly bits: 0 | 1 } | null;
}

const TIME_HIGH_RANGE = 2 ** 28;

/**
 * @param words all words of the file
 * @param begin byte of the first
 */
export function decodeVectors(
  words: Uint32Array,
  begin: number,
  { kinds, pair }: VectorEncoding,
  grid: PixelGrid,
  report: Report,
): RawEvents {
  const { width, height } = grid;
  const stride = pair === null ? 1 : 2;
  const headAt = pair?.head ?? 0;
  const columns = createColumns(countEvents(words, kinds, pair), report);
  const { times, x: columnX, y: columnY, polarity } = columns;
  let count = 0;
  let before = 0;
  let high = -1;
  let wraps = 0;
  let base = 0;
  /** The clock at the first word of time. */
  let start = 0;
  let early = 0;
  let skipped = 0;
  for (let i = 0; i < words.length; i += stride) {
    const place = begin + 4 * i;
    const head = words[i + headAt]!;
    const kind = kinds[head >>> 28];
    if (kind === undefined) {
      const problem = `A word has the unknown type 0x${(head >>> 28).toString(16)}.`;
      report.irregular('unknownWord', { problem, place });
      continue;
    }
    if (kind === 'other') {
      skipped++;
      continue;
    }
    if (kind === 'time') {
      const next = head & (TIME_HIGH_RANGE - 1);
      if (next < high - TIME_HIGH_RANGE / 2) {
        wraps++;
        report.warn('the 34-bit clock wraps here', place);
      }
      base = (wraps * TIME_HIGH_RANGE + next) * 64;
      if (high < 0) start = base;
      high = next;
      continue;
    }
    const isVector = kind === 'off-vector' || kind === 'on-vector';
    if (isVector && pair === null && i + 1 === words.length) {
      report.cutTail('its last vector has no bits', place, 4);
      break;
    }
    const bits = isVector ? words[pair === null ? ++i : i + pair.bits]! : 1;
    if (high < 0) {
      early += bitCount(bits);
      continue;
    }
    const time = base + ((head >>> 22) & 63);
    const from = (head >>> 11) & 2047;
    const y = head & 2047;
    const across = y < height ? Math.max(0, Math.min(32, width - from)) : 0;
    const inside = across === 32 ? bits : (bits & ((1 << across) - 1)) >>> 0;
    if (inside !== bits) {
      const last = from + 31 - Math.clz32(bits);
      report.outsideSensor(place, last, y, grid, bitCount(bits) - bitCount(inside));
    }
    if (inside === 0) continue;
    if (time < before) report.timeBack(place, time, before);
    else before = time;
    const on = kind === 'on' || kind === 'on-vector' ? 1 : 0;
    for (let rest = inside, x = from; rest !== 0; rest >>>= 1, x++) {
      if ((rest & 1) === 0) continue;
      times[count] = time;
      columnX[count] = x;
      columnY[count] = y;
      polarity[count] = on;
      count++;
    }
  }
  if (early > 0) report.warn(`skipped ${early} events before the first word of time`);
  if (skipped > 0) report.warn(`skipped ${skipped} words that are not events`);
  return toEvents(columns, count, grid, start);
}

/** Events of all words, also of those that will be dropped. */
function countEvents(
  words: Uint32Array,
  kinds: VectorEncoding['kinds'],
  pair: VectorEncoding['pair'],
): number {
  let count = 0;
  for (let i = 0; i < words.length; i += pair === null ? 1 : 2) {
    const kind = kinds[words[i + (pair?.head ?? 0)]! >>> 28];
    if (kind === 'off' || kind === 'on') count++;
    else if (kind === 'off-vector' || kind === 'on-vector') {
      count += bitCount(words[pair === null ? ++i : i + pair.bits] ?? 0);
    }
  }
  return count;
}

/** Bits that are set in a number of 32 bits. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
