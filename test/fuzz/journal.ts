/** What has been fuzzed: one line of JSON for each chunk, so that a long run can be stopped and continued. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FuzzReport } from './fuzz.ts';

/** Inputs of one target, one after another. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

export interface Chunk extends Range, Omit<FuzzReport, 'inputs'> {
  readonly seed: number;
  /** Bytes that the process had at most. */
  readonly peakMemory: number;
  /** On the clock. */
  readonly seconds: number;
  /** Of the code that was fuzzed: Git's name of `src`, and whether it was changed since. */
  readonly version: string;
}

export class Journal {
  readonly #path: string;
  readonly chunks: Chunk[];

  /** @param path of the file, which is continued if it is there */
  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    // A kill may have cut a line short.
    this.chunks = text
      .split('\n')
      .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Chunk] : []));
  }

  add(chunk: Chunk): void {
    this.chunks.push(chunk);
    // On a line of its own, whatever a kill left of the last one.
    appendFileSync(this.#path, `\n${JSON.stringify(chunk)}\n`);
  }
}

/** Distinct inputs in ranges, which may overlap. */
export function covered(ranges: readonly Range[]): number {
  return holes(ranges).reduce((sum, { count }) => sum - count, endOf(ranges));
}

const endOf = (ranges: readonly Range[]): number =>
  ranges.reduce((end, { first, count }) => Math.max(end, first + count), 0);

/** What is missing before the end of the last range, in order. */
function holes(ranges: readonly Range[]): Range[] {
  const found: Range[] = [];
  let at = 0;
  for (const { first, count } of [...ranges].sort((a, b) => a.first - b.first)) {
    if (first > at) found.push({ first: at, count: first - at });
    at = Math.max(at, first + count);
  }
  return found;
}

/**
 * The next inputs to be done.
 * @param taken what is done, or being done
 * @param total inputs of the target
 * @param most inputs at once
 * @returns null if nothing is left
 */
export function nextRange(taken: readonly Range[], total: number, most: number): Range | null {
  const end = endOf(taken);
  const [hole = { first: end, count: total - end }] = holes(taken);
  const count = Math.min(hole.count, most, total - hole.first);
  return count > 0 ? { first: hole.first, count } : null;
}
