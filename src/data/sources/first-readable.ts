/** Sets that take something from their first recording, such as the size of the sensor. */
import { MotifsmithError } from '../../core/errors.ts';

/** The error about a set of which no recording can be read: what the first one is refused with. */
export class NoneReadable extends MotifsmithError {
  /** Of each recording, in order. */
  readonly errors: readonly MotifsmithError[];

  constructor(errors: readonly [MotifsmithError, ...MotifsmithError[]]) {
    const [{ kind, message, where, remedy }] = errors;
    super(kind, message, {
      ...(where === undefined ? {} : { where }),
      ...(remedy === undefined ? {} : { remedy }),
      cause: errors[0],
    });
    this.errors = errors;
  }
}

/**
 * What reading the first recording gives that is not damaged: a damaged one is skipped or refused with
 * the others, in its turn.
 * @param recordings at least one
 * @throws NoneReadable about the first one if all are damaged
 */
export async function firstReadable<Recording, Result>(
  recordings: readonly Recording[],
  read: (recording: Recording) => Promise<Result>,
): Promise<Result> {
  const errors: MotifsmithError[] = [];
  for (const recording of recordings) {
    try {
      return await read(recording);
    } catch (error) {
      if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
      errors.push(error);
    }
  }
  throw new NoneReadable(errors as [MotifsmithError, ...MotifsmithError[]]);
}
