/** Why a worker leaves the cells of a queue to others, in words for whoever looks after it. */
import { MotifsmithError } from '../../core/errors.ts';
import type { FailureReport } from '../failures.ts';
import type { Offer } from './messages.ts';

/**
 * What can be seen before a cell is taken.
 * @param own version of this worker
 * @param dataPaths where it has data, by data set
 * @returns null if nothing is in the way
 */
export function unsuitable(
  { version, study, dataset, needsData }: Offer,
  own: string,
  dataPaths: ReadonlyMap<string, string>,
): MotifsmithError | null {
  const where = `study ${study}, data set ${dataset}`;
  if (version !== own) {
    return new MotifsmithError(
      'usage',
      `Its cells are for version ${version}, this worker has ${own}; they are left to others.`,
      { where, remedy: `Install it: npm install motifsmith@${version}` },
    );
  }
  if (!needsData || dataPaths.has(dataset)) return null;
  return new MotifsmithError('data', 'This worker lacks its data; the cells are left to others.', {
    where,
    remedy: `Say where they are: --data ${dataset}=PATH`,
  });
}

/** The data were opened and are not the right ones. */
export function wrongData(
  { study, dataset }: Offer,
  { message, where }: FailureReport,
): MotifsmithError {
  return new MotifsmithError('data', `${message} The cells are left to others.`, {
    where: where ?? `study ${study}, data set ${dataset}`,
    remedy: `Give the data that the study is done with: --data ${dataset}=PATH`,
  });
}
