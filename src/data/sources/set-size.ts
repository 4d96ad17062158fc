/** Refuses sets that describe themselves as larger than anything known, whatever their format. */
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import type { RecordingSet } from './recording-set.ts';

/**
 * The set, if it is of a size to work with.
 * @param root names the place in errors
 * @throws MotifsmithError `data`, after closing it
 */
export async function ofPossibleSize(set: RecordingSet, root: string): Promise<RecordingSet> {
  const sizes = { classes: set.classNames.length, recordings: set.recordings.length };
  for (const name of ['classes', 'recordings'] as const) {
    if (sizes[name] <= LIMITS[name]) continue;
    await set.close();
    throw new MotifsmithError('data', `The set has ${sizes[name]} ${name}, over ${LIMITS[name]}.`, {
      where: root,
      remedy: `Give the folder or file of one data set. ${allowMore(name)}.`,
    });
  }
  return set;
}
