/**
 * Every failure a user can cause or meet is one of these: it says what was wrong, where, and what
 * to do about it, and carries the exit code that the command line documents.
 */

/** Documented process exit codes. */
export const EXIT_CODES = {
  ok: 0,
  /** A check ran and its answer is no (a conformance miss). */
  checkFailed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** A data set is missing, damaged or unsuitable. */
  data: 3,
  /** A checkpoint, architecture or run directory is missing, damaged or does not fit. */
  artifact: 4,
  /** Training diverged: a loss or weight is not finite. */
  numerical: 5,
  /** The operating system refused: unwritable or full output folder, results that cannot be printed. */
  inputOutput: 6,
  /** A study is through, but some of its runs failed. */
  incomplete: 7,
  /** A defect in Motifsmith itself. */
  internal: 70,
  /** Stopped by Ctrl-C, SIGTERM or SIGHUP; the run can be resumed. */
  interrupted: 130,
} as const;

/** Kind of a failure; each has an exit code. */
export type ErrorKind = Exclude<keyof typeof EXIT_CODES, 'ok'>;

/** What completes the message of a failure. */
export interface ErrorDetails {
  /** File, field, byte offset, sample number: where the trouble is. */
  readonly where?: string;
  /** What the reader can do about it. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A foreseen failure. `message` is one sentence; `where` and `remedy` complete it. */
export class MotifsmithError extends Error {
  readonly kind: ErrorKind;
  readonly where: string | undefined;
  readonly remedy: string | undefined;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MotifsmithError';
    this.kind = kind;
    this.where = details.where;
    this.remedy = details.remedy;
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}
