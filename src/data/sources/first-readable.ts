/** Sets that take something from their first recording, such as the size of the sensor. */
import { MotifsmithError } from '../../core/errors.ts';

/**
 * What reading the first recording gives that is not damaged: a damaged one is skipped or refused with
 * the others, in its turn.
 * @param recordings at least one
 * @throws MotifsmithError `data` about the first one if all are damaged
 */
export async function firstReadable<Recording, Result>(
  recordings: readonly Recording[],
  read: (recording: Recording) => Promise<Result>,
): Promise<Result> {
  let first: MotifsmithError | null = null;
  for (const recording of recordings) {
    try {
      return await read(recording);
    } catch (error) {
      if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
      first ??= error;
    }
  }
  throw first;
}
