/**
 * What decoders have to say about a file, in the same words for every format: the errors that
 * refuse it, each with the byte at fault, the irregularities that are counted, and warnings.
 */
import type { MotifsmithError } from '../../core/errors.ts';
import { type Complain, complainAbout } from '../../formats/complain.ts';
import { IRREGULARITY_UNITS, type Irregularity, type IrregularityKind } from './irregularities.ts';
import type { ReadingOptions } from './reading.ts';
import type { OnWarning } from './warnings.ts';

/** Size of a sensor, as far as it is known. */
export interface SensorSize {
  readonly width: number;
  readonly height: number;
  /** Whether neither the file nor the user says so, but only what the format usually has. */
  readonly assumed?: boolean;
}

/** What is irregular about a place in a file. */
export interface IrregularPlace {
  /** A sentence, for those who want such files refused. */
  readonly problem: string;
  /** Offset in bytes, or another place in the file. */
  readonly place: number | string;
  /** In the unit of the kind. */
  readonly size?: number;
  readonly count?: number;
}

/** Reports on one recording; made once for each decoding. */
export interface Report {
  /** Names the recording. */
  readonly file: string;
  /** The error about a file that contradicts its own format. */
  readonly damaged: Complain;
  /** The error about a file of a kind that is not read, with what to do instead. */
  unsupported(problem: string, place: number | string, remedy: string): MotifsmithError;
  /**
   * Says something unusual that is no irregularity.
   * @param place offset in bytes, or another place in the file; without it, the whole file
   */
  warn(what: string, place?: number | string): void;
  /** Counts an irregularity. @throws MotifsmithError `data` if irregular files are refused */
  irregular(kind: IrregularityKind, fault: IrregularPlace): void;
  /**
   * How many whole records of `size` bytes follow `begin`; a rest is a cut tail.
   * @param what a record is called
   */
  wholeRecords(what: string, size: number, bytes: Uint8Array, begin: number): number;
  /** Counts an end that is cut: `size` bytes from `offset` on are left out. */
  cutTail(problem: string, offset: number, size: number): void;
  /**
   * Counts events of a pixel that the sensor does not have.
   * @throws MotifsmithError `data` also if the size of the sensor was only assumed: then it is wrong
   */
  outsideSensor(
    place: number | string,
    x: number,
    y: number,
    sensor: SensorSize,
    count?: number,
  ): void;
  /** Counts an event that is earlier than one before it. */
  timeBack(place: number | string, time: number, before: number): void;
  /**
   * Says what was counted; to be called once, at the end.
   * @param kept how many events or samples are left, where the reader knows
   * @throws MotifsmithError `data` if all were dropped
   */
  finish(kept?: number): void;
}

/** Kinds of which each costs an event. */
const DROPPING: ReadonlySet<IrregularityKind> = new Set([
  'lateEvent',
  'outsideSensor',
  'unplacedEvent',
  'unknownPolarity',
  'unreadableEvent',
] as const);

const STRICT = 'Copy the file again, or read it as far as possible (data.strict: false).';

/** How strict a report is, and who hears it. */
export interface ReportOptions extends Partial<Pick<ReadingOptions, 'strict' | 'salvage'>> {
  readonly onWarning?: OnWarning;
}

/** @param file names the recording */
export function reportOn(
  file: string,
  { onWarning = () => {}, strict = false, salvage = 'whole-events' }: ReportOptions = {},
): Report {
  const remedy = 'Copy or download the file again.';
  const complain = complainAbout(file, { remedy });
  const damaged = complainAbout(file, { verdict: 'The recording is damaged', remedy });
  const found = new Map<IrregularityKind, Irregularity>();
  /** The first event that was dropped. */
  let dropped: Pick<IrregularPlace, 'problem' | 'place'> | null = null;
  const within = (place: number | string) =>
    typeof place === 'number' ? `${file}, byte ${place}` : `${file}, ${place}`;
  const irregular: Report['irregular'] = (kind, { problem, place, size = 0, count = 1 }) => {
    if (strict) throw complain(problem, place, STRICT);
    if (DROPPING.has(kind)) dropped ??= { problem: problem.replace(/\.$/, ''), place };
    const before = found.get(kind);
    found.set(kind, {
      kind,
      count: (before?.count ?? 0) + count,
      largest: IRREGULARITY_UNITS[kind] === null ? 0 : Math.max(before?.largest ?? 0, size),
      where: before?.where ?? within(place),
    });
  };
  const cutTail: Report['cutTail'] = (problem, offset, size) => {
    if (salvage === 'nothing') {
      throw damaged(
        problem,
        offset,
        'Copy the file again, or keep what is whole (--salvage whole-events).',
      );
    }
    irregular('cutTail', { problem: `The recording is cut: ${problem}.`, place: offset, size });
  };
  return {
    file,
    damaged,
    unsupported: complainAbout(file, { verdict: 'The recording cannot be read', remedy }),
    warn: (what, place) => onWarning({ where: place === undefined ? file : within(place), what }),
    irregular,
    wholeRecords: (what, size, bytes, begin) => {
      const rest = Math.max(0, bytes.length - begin) % size;
      if (rest > 0) {
        cutTail(`its last ${what} has ${rest} of ${size} bytes`, bytes.length - rest, rest);
      }
      return Math.max(0, bytes.length - begin - rest) / size;
    },
    cutTail,
    outsideSensor: (place, x, y, { width, height, assumed = false }, count = 1) => {
      const size = `${width} × ${height} pixels`;
      if (assumed) {
        throw complain(
          `An event is at x ${x}, y ${y}, but the file does not give the size of its sensor, and ${size} are only assumed.`,
          place,
          'Give the size of the sensor that recorded it: data.sensor with width and height.',
        );
      }
      const problem = `An event is at x ${x}, y ${y}, outside the sensor of ${size}.`;
      irregular('outsideSensor', { problem, place, count });
    },
    timeBack: (place, time, before) => {
      const problem =
        time < 0
          ? `An event has the negative time ${time} µs.`
          : `Time goes back from ${before} to ${time} µs.`;
      irregular('timeBack', { problem, place, size: before - time });
    },
    finish: (kept) => {
      if (kept === 0 && dropped !== null) {
        throw damaged(
          `none of its events can be used; the first: ${dropped.problem}`,
          dropped.place,
          'Check that the columns, the size of the sensor and the values are those that are expected.',
        );
      }
      for (const irregularity of found.values()) onWarning(irregularity);
    },
  };
}
