/**
 * A file format of event recordings: a pure function from bytes to events, and a way to recognise its
 * files by their first bytes and names. `registry.ts` lists all formats.
 */
import * as z from 'zod';
import { LIMITS } from '../../core/limits.ts';
import { explain, type Settings } from '../../core/settings/declare.ts';
import type { OpenFile } from '../../formats/file-store.ts';
import { type AddressEvents, isPossibleSensor } from '../events/address-events.ts';
import type { Origin, ReadingOptions } from '../events/reading.ts';
import type { Report } from '../events/report.ts';
import { cells } from '../events/spatial.ts';
import type { OnWarning } from '../events/warnings.ts';

/** Size of a sensor, or null. */
export const sensorField = explain(
  z
    .strictObject({
      width: explain(cells(1), 'Number of columns.', 'cells'),
      height: explain(cells(1), 'Number of rows.', 'cells'),
    })
    .refine(isPossibleSensor, { error: () => `at most ${LIMITS.cells} cells in all` })
    .nullable(),
  'Sensor size for camera files that do not record it; null for what the format says or usually has.',
).default(null);

/** What the reader of a format is given besides the file. */
export interface FormatOptions extends Pick<ReadingOptions, 'timeUnit' | 'columns'> {
  /** Sensor size for formats that do not record it; null: what the format says or usually has. */
  readonly sensor: Settings<typeof sensorField>;
}

/** How a recording is decoded; what is left out is as usual. */
export interface DecodeOptions extends Partial<FormatOptions>, Partial<ReadingOptions> {
  /** Called for each warning as it arises, and once for each kind of irregularity. */
  readonly onWarning?: OnWarning;
}

/** Events as a file has them: in its order, with its clock. */
export interface RawEvents extends Omit<AddressEvents, 'durationUs'> {
  /** µs of the clock at which the file begins, as far as the format knows. */
  readonly begin: number;
}

/** A format of event recordings. */
export interface EventFormat {
  /** Short name, e.g. `aedat3`. */
  readonly id: string;
  /** One line for a list of formats. */
  readonly title: string;
  /** Usual endings, lower case with the dot, e.g. `.aedat`. */
  readonly extensions: readonly string[];
  /**
   * Whether a file is of this format.
   * @param head the first bytes of the file, up to 4,096
   * @param name file name, for formats without a signature
   * @param size of the file in bytes
   */
  matches(head: Uint8Array, name: string, size: number): boolean;
  /**
   * Whether files with its endings are often something else, so that only their content tells whether they are
   * recordings.
   */
  readonly isOftenOther?: boolean;
  /** Whether a file gives the size of its sensor; left out where all do, or where it is known. */
  givesSensor?(head: Uint8Array): boolean;
  /** Whether a file has events of a row of channels, as many as the highest of all its set is from 0; left out for cameras. */
  countsChannels?(head: Uint8Array): boolean;
  /** What time 0 of its recordings usually is. */
  readonly origin: Origin;
  /**
   * Whether a file has events at all, where its content beyond `head` tells; true for one that is damaged, which
   * `decode` refuses.
   */
  hasEvents?(file: OpenFile): boolean;
  /** Loads what `decode` needs besides, e.g. WebAssembly; to be awaited first. */
  prepare?(): Promise<void>;
  /**
   * Reads the events in the order of the file; `decodeRecording` makes a recording of them.
   * @throws MotifsmithError `data` with the byte offset of whatever is damaged
   */
  decode(bytes: Uint8Array, report: Report, options: FormatOptions): RawEvents;
}
