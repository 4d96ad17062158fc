/** How a decoder says what is wrong with a file and where; made once for each file that is decoded. */
import { type ErrorKind, MotifsmithError } from '../core/errors.ts';

/**
 * The error about a problem, to be thrown.
 * @param place offset in bytes, another place in the file, e.g. `line 3`, or null for all of it
 * @param remedy instead of the usual one
 */
export type Complain = (
  problem: string,
  place: number | string | null,
  remedy?: string,
) => MotifsmithError;

/** The error about a byte; for decoders of a part of a file, who do not know the file. */
export type ComplainAtByte = (problem: string, offset: number) => Error;

interface ComplaintOptions {
  /** What usually helps. */
  readonly remedy: string;
  /** What any problem means for the file; without it, problems are whole sentences. */
  readonly verdict?: string;
  readonly kind?: ErrorKind;
}

/** @param file names the file in errors */
export function complainAbout(
  file: string,
  { remedy: usual, verdict, kind = 'data' }: ComplaintOptions,
): Complain {
  return (problem, place, remedy = usual) => {
    const within = typeof place === 'number' ? `byte ${place}` : place;
    return new MotifsmithError(kind, verdict === undefined ? problem : `${verdict}: ${problem}.`, {
      where: within === null ? file : `${file}, ${within}`,
      remedy,
    });
  };
}
