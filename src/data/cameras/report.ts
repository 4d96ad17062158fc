/**
 * What decoders have to say about a recording, in the same words for every format: the errors that
 * refuse it, each with the byte at fault, and warnings.
 */
import type { MotifsmithError } from '../../core/errors.ts';
import { type Complain, complainAbout } from '../../formats/complain.ts';
import type { OnWarning } from '../events/warnings.ts';

/** Reports on one recording; made once for each decoding. */
export interface Report {
  /** The error about a file that is cut short or contradicts its own format. */
  readonly damaged: Complain;
  /** The error about a sound file of a kind that is not read, with what to do instead. */
  unsupported(problem: string, offset: number, remedy: string): MotifsmithError;
  /**
   * How many records of `size` bytes follow `begin`.
   * @param what a record is called
   * @throws MotifsmithError `data` if the last one is cut short
   */
  wholeRecords(what: string, size: number, bytes: Uint8Array, begin: number): number;
  /** The error about an event of a pixel that the sensor does not have. */
  outsideSensor(offset: number, x: number, y: number, sensor: Extent): MotifsmithError;
  /** The error about an event that is earlier than the previous one, or than time 0. */
  timeGoesBack(offset: number, time: number, before: number): MotifsmithError;
  /** @param place offset in bytes, or another place in the file; without it, the whole file */
  warn(what: string, place?: number | string): void;
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** @param file names the recording */
export function reportOn(file: string, onWarning: OnWarning): Report {
  const remedy = 'Copy or download the file again.';
  const complain = complainAbout(file, { remedy });
  const damaged = complainAbout(file, { verdict: 'The recording is damaged', remedy });
  return {
    damaged,
    unsupported: complainAbout(file, { verdict: 'The recording cannot be read', remedy }),
    wholeRecords: (what, size, bytes, begin) => {
      const present = (bytes.length - begin) % size;
      if (present === 0) return (bytes.length - begin) / size;
      throw damaged(`its last ${what} has ${present} of ${size} bytes`, bytes.length - present);
    },
    outsideSensor: (offset, x, y, { width, height }) =>
      complain(
        `An event is at x ${x}, y ${y}, outside the sensor of ${width} × ${height} pixels.`,
        offset,
        'Give the size of the sensor that recorded it; if that is right, copy the file again.',
      ),
    timeGoesBack: (offset, time, before) =>
      complain(
        time < 0
          ? `An event has the negative time ${time} µs.`
          : `Time goes back from ${before} to ${time} µs.`,
        offset,
        'Copy the file again, or write it with its events in order of time.',
      ),
    warn: (what, place) => {
      const within = typeof place === 'number' ? `byte ${place}` : place;
      onWarning({ where: within === undefined ? file : `${file}, ${within}`, what });
    },
  };
}
