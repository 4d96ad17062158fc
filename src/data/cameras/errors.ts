/**
 * What the decoders of sensor files complain of, in the same words for every format, each with the
 * byte at which the trouble stands.
 */
import { MotifsmithError } from '../../core/errors.ts';

const COPY_AGAIN = 'Copy or download the file again.';

/** A file that is cut short or contradicts its own format. */
export function damaged(
  file: string,
  offset: number,
  problem: string,
  { remedy = COPY_AGAIN, cause }: { remedy?: string; cause?: unknown } = {},
): MotifsmithError {
  return new MotifsmithError('data', `The recording is damaged: ${problem}.`, {
    where: `${file}, byte ${offset}`,
    remedy,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A sound file of a kind that is not read. */
export function unsupported(
  file: string,
  offset: number,
  problem: string,
  remedy: string,
): MotifsmithError {
  return new MotifsmithError('data', `The recording cannot be read: ${problem}.`, {
    where: `${file}, byte ${offset}`,
    remedy,
  });
}

/** An event whose cell the sensor does not have. */
export function outsideSensor(
  file: string,
  offset: number,
  x: number,
  y: number,
  { width, height }: { readonly width: number; readonly height: number },
): MotifsmithError {
  return new MotifsmithError(
    'data',
    `An event lies at x ${x}, y ${y}, outside the sensor of ${width} × ${height} pixels.`,
    {
      where: `${file}, byte ${offset}`,
      remedy:
        'Give the size of the sensor that recorded it; if that is right, copy the file again.',
    },
  );
}

/** An event before the one that stands before it, or before time 0. */
export function timeGoesBack(
  file: string,
  offset: number,
  time: number,
  before: number,
): MotifsmithError {
  return new MotifsmithError(
    'data',
    time < 0
      ? `An event has the negative time ${time} µs.`
      : `Time goes back from ${before} to ${time} µs.`,
    {
      where: `${file}, byte ${offset}`,
      remedy: 'Copy the file again, or write it with its events in order of time.',
    },
  );
}
