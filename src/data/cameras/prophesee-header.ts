/** The text that begins Prophesee's `.raw` and `.dat` files: lines of `% keyword value`. */

import type { Report } from '../events/report.ts';
import { checkedGrid, type PixelGrid } from './event-columns.ts';
import { readTextHeader, type TextHeader } from './text-header.ts';

export interface PropheseeHeader extends Omit<TextHeader, 'lines'> {
  /** Values by keyword in lower case; the first value of a repeated keyword. */
  readonly values: ReadonlyMap<string, string>;
}

export function readPropheseeHeader(bytes: Uint8Array): PropheseeHeader {
  const { lines, ...places } = readTextHeader(bytes, '%', (line) => line === 'end');
  const values = new Map<string, string>();
  for (const line of lines) {
    const [, keyword, value] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined) continue;
    if (!values.has(keyword.toLowerCase())) values.set(keyword.toLowerCase(), value);
  }
  return { values, ...places };
}

/**
 * Which encoding a `.raw` file names: `% evt 3.0` or `% format EVT3;height=720;width=1280`.
 * @returns e.g. `3.0`; null if it names none
 */
export function evtVersion({ values }: PropheseeHeader): string | null {
  const version = values.get('evt') ?? /^EVT([0-9.]+)/i.exec(values.get('format') ?? '')?.[1];
  if (version === undefined) return null;
  if (version.includes('.')) return version;
  // EVT21 is how a format line names EVT 2.1.
  return version.length === 1 ? `${version}.0` : `${version[0]}.${version.slice(1)}`;
}

/**
 * The sensor that the header gives, which may be cut: by `format`, `geometry`, or `width` and `height`.
 * @param given for a header without a size
 * @param usual if that is null too, with a warning
 * @throws MotifsmithError `data` if its size is not possible
 */
export function headerGrid(
  { values, cutAt, end }: PropheseeHeader,
  report: Report,
  given: PixelGrid | null,
  usual: PixelGrid,
): PixelGrid {
  if (cutAt !== null) report.cutTail('it ends within its header', cutAt, end - cutAt);
  const format = values.get('format') ?? '';
  const [, across, down] = /^(\d+)x(\d+)$/.exec(values.get('geometry') ?? '') ?? [];
  const width = /;width=(\d+)/.exec(format)?.[1] ?? across ?? values.get('width');
  const height = /;height=(\d+)/.exec(format)?.[1] ?? down ?? values.get('height');
  if (width !== undefined && height !== undefined) {
    return checkedGrid(Number(width), Number(height), 0, report);
  }
  if (given === null) {
    report.warn(`gives no size; read as ${usual.width} × ${usual.height} pixels`, 'header');
  }
  return given ?? usual;
}
