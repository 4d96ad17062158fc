/**
 * Reads events from a live source, a line at a time, as sensors' programs print them: `t,x,y,p` or
 * `t,channel` between commas, blanks, semicolons or tabs, or JSON objects with these names. The first line may
 * name the columns, in any order and with the unit of the times (`t_ms,channel`).
 */
import { isRecord } from '../../core/json.ts';
import { LIMITS } from '../../core/limits.ts';
import { parseJson } from '../../core/parse-json.ts';
import { kindOf, readRow, splitNames, textBegin } from '../../formats/text-table.ts';
import { type ReadingOptions, TIME_UNITS, type TimeUnit } from '../events/reading.ts';
import type { Report } from '../events/report.ts';
import { type Column, columnOf, isChannel, unitOf } from './event-column-names.ts';
import { type PixelGrid, sizeInComment } from './event-columns.ts';

/** An event as a line gives it, not yet compared with any sensor. */
export interface LineEvent {
  /** µs */
  readonly time: number;
  readonly address:
    | { readonly x: number; readonly y: number; readonly polarity: number }
    | { readonly channel: number };
}

type Field = Column | 'channel';
type Fields = Readonly<Partial<Record<Field, number>>>;

/** Columns of lines that do not name them. */
const USUAL: readonly (readonly Field[])[] = [
  ['t', 'channel'],
  ['t', 'x', 'y', 'p'],
];
const NAMES = 'Name the columns in a first line, e.g. t_us,x,y,p or x,y,p,t_ms or t_s,channel.';

const fieldOf = (name: string): Field | undefined => (isChannel(name) ? 'channel' : columnOf(name));

/** Reads the lines of one source. */
export class EventLines {
  readonly #report: Report;
  #unit: TimeUnit;
  /** What each column is; null before the first row. */
  #columns: readonly (Field | undefined)[] | null;
  /** Whether somebody has said what the columns are. */
  #isNamed: boolean;
  #row = new Float64Array(0);
  #sensor: PixelGrid | null = null;

  /** @param options unit of the times, µs for null; columns of lines without names */
  constructor(report: Report, { timeUnit, columns }: Pick<ReadingOptions, 'timeUnit' | 'columns'>) {
    this.#report = report;
    this.#unit = timeUnit ?? 'us';
    this.#columns = columns?.map((column) => (column === '-' ? undefined : column)) ?? null;
    this.#isNamed = columns !== null;
  }

  /** The size of the sensor that a comment such as `# geometry: 640x480` has given so far. */
  get sensor(): PixelGrid | null {
    return this.#sensor;
  }

  /**
   * @param raw without its end
   * @param number of the line, from 1
   * @returns null for comments, names, and events that are left out and counted
   * @throws MotifsmithError `data` if it is not clear what the columns are
   */
  read(raw: Uint8Array, number: number): LineEvent | null {
    // Some shells begin what they pipe with a byte order mark.
    const line = number === 1 ? raw.subarray(textBegin(raw)) : raw;
    const whole = { begin: 0, end: line.length };
    const kind = kindOf(line, whole);
    const place = `line ${number}`;
    if (kind === 'comment') this.#sensor ??= sizeInComment(new TextDecoder().decode(line));
    if (kind !== 'row') return null;
    if (/^\s*\{/.test(new TextDecoder().decode(line.subarray(0, 16)))) {
      return this.#event(this.#objectFields(line), true, place);
    }
    if (this.#columns === null || this.#row.length === 0) {
      if (this.#begin(new TextDecoder().decode(line), place)) return null;
    }
    if (!readRow(line, whole, this.#row))
      return this.#unreadable('it is not as many numbers', place);
    const fields: Partial<Record<Field, number>> = {};
    this.#columns!.forEach((field, k) => {
      if (field !== undefined) fields[field] = this.#row[k]!;
    });
    return this.#event(fields, this.#isNamed, place);
  }

  /** Finds out what the columns are. @returns whether the line only names them */
  #begin(text: string, place: string): boolean {
    const words = splitNames(text.trim());
    const isNames = words.every((word) => Number.isNaN(Number(word))) && words.some(fieldOf);
    if (isNames) {
      this.#columns ??= words.map(fieldOf);
      this.#isNamed = true;
      const time = words.find((word) => fieldOf(word) === 't');
      this.#unit = (time === undefined ? null : unitOf(time)) ?? this.#unit;
    }
    const usual = USUAL.find((columns) => columns.length === words.length);
    this.#columns ??= usual ?? null;
    const columns = this.#columns ?? [];
    const isWhole = USUAL.some((names) => names.every((name) => columns.includes(name)));
    if (!isWhole) {
      throw this.#report.unsupported(
        `its first line has ${words.length} columns, ${JSON.stringify(text.slice(0, 60))}, which are neither t,x,y,p nor t,channel`,
        place,
        NAMES,
      );
    }
    this.#row = new Float64Array(columns.length);
    return isNames;
  }

  #objectFields(line: Uint8Array): Fields {
    let value: unknown = null;
    try {
      value = parseJson(new TextDecoder().decode(line));
    } catch {
      // As an object without fields.
    }
    if (!isRecord(value)) return {};
    const fields = Object.entries(value).flatMap(([name, found]): [Field, number][] => {
      const field = fieldOf(name);
      if (field === undefined) return [];
      if (field === 't') this.#unit = unitOf(name) ?? this.#unit;
      return [[field, typeof found === 'boolean' ? Number(found) : (found as number)]];
    });
    return Object.fromEntries(fields);
  }

  /** @param isNamed whether it is known that these are the fields */
  #event({ t, x, y, p, channel }: Fields, isNamed: boolean, place: string): LineEvent | null {
    const time = TIME_UNITS[this.#unit] * (isNumber(t) ? t : Number.NaN);
    if (!Number.isFinite(time)) return this.#unreadable(`its time is ${String(t)}`, place);
    if (channel !== undefined) {
      if (isCell(channel)) return { time, address: { channel } };
      return this.#unreadable(`its channel is ${String(channel)}`, place);
    }
    if (!isCell(x) || !isCell(y)) {
      return this.#unreadable(`its pixel is x ${String(x)}, y ${String(y)}`, place);
    }
    if (p === 0 || p === 1) return { time, address: { x, y, polarity: p } };
    const problem = `An event has the polarity ${String(p)}.`;
    // Numbers that nobody has named are probably others.
    if (!isNamed && p !== -1) {
      const sentence = `the fourth value of its lines, which should be a polarity, is ${String(p)}`;
      throw this.#report.unsupported(sentence, place, NAMES);
    }
    this.#report.irregular(p === -1 ? 'negativePolarity' : 'unknownPolarity', { problem, place });
    return p === -1 ? { time, address: { x, y, polarity: 0 } } : null;
  }

  #unreadable(what: string, place: string): null {
    const problem = `The line is not an event: ${what}.`;
    this.#report.irregular('unreadableEvent', { problem, place });
    return null;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Whether it can be a column, row or channel of some sensor. */
const isCell = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 * LIMITS.cells;
