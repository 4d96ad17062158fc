/** How progress looks in a terminal: a bar, and lines of figures that fit any width. */
import truncatedWidth from 'fast-string-truncated-width';
import { visible } from '../core/visible.ts';

/** What stands between the figures of a line. */
const SEPARATOR = ' · ';
/** Columns of a bar: at least these, and no more where there is room. */
const LEAST_BAR = 6;
const WIDEST_BAR = 36;
const ELLIPSIS = '…';

/** Columns that a text takes in a terminal; some characters take two. */
const columnsOf = (text: string): number => truncatedWidth(text).width;

/** A text of at most this many columns, its end replaced by `…` where it is longer. */
export function cutToWidth(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  if (width < 1) return '';
  const limits = { limit: width, ellipsis: ELLIPSIS, ellipsisWidth: 1 };
  return `${text.slice(0, truncatedWidth(text, limits).index)}${ELLIPSIS}`;
}

/** A figure of a line. Of those that have no room together, the least important goes first. */
export interface LinePart {
  readonly text: string;
  /** The lower, the more important; what has 0 always stays. */
  readonly rank: number;
}

/** The figures that fit, in their order. */
export function fittedLine(parts: readonly LinePart[], width: number): string {
  let kept = parts.filter(({ text }) => text !== '');
  const line = () => kept.map(({ text }) => visible(text)).join(SEPARATOR);
  while (columnsOf(line()) > width) {
    const last = Math.max(...kept.map(({ rank }) => rank));
    if (last === 0) break;
    kept = kept.filter(({ rank }) => rank < last);
  }
  return cutToWidth(line(), width);
}

/** How much is done: a bar and percents. @param part of the whole, from 0 to 1 */
function bar(part: number, width: number, paint: Paint): string {
  if (width < 1) return '';
  const filled = Math.round(part * width);
  return `${paint('█'.repeat(filled), 'done')}${paint('░'.repeat(width - filled), 'left')}`;
}

/** Colours a piece of a bar. */
export type Paint = (text: string, piece: 'done' | 'left') => string;

/** A bar with its percents and figures; the bar takes what the figures leave. */
export function barLine(
  part: number,
  figures: readonly LinePart[],
  width: number,
  paint: Paint = (text) => text,
): string {
  const share = Math.min(1, Math.max(0, part));
  // No more than done: 100 % is the end.
  const percents = `${Math.floor(100 * share)}`.padStart(3);
  const all = [{ text: `${percents}\u00a0%`, rank: 0 }, ...figures];
  const text = fittedLine(all, width - LEAST_BAR - 1);
  const room = Math.min(WIDEST_BAR, width - columnsOf(text) - 1);
  return `${bar(share, room, paint)} ${text}`;
}
