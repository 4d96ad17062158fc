/** Accuracy where classes are uneven: what it would be if all were equally frequent. */
import { meanOf } from '../core/math.ts';
import { areUneven } from '../data/events/class-balance.ts';

type Confusion = readonly (readonly number[])[];

const total = (row: readonly number[]): number => row.reduce((sum, count) => sum + count, 0);

/**
 * Mean over the classes of the share that was recognised of each (Brodersen et al. 2010).
 * @param confusion [classes][classes] samples of the row's class that were taken for the column's; classes without
 * samples are left out
 */
export const balancedAccuracy = (confusion: Confusion): number =>
  meanOf(
    confusion.flatMap((row, k) => {
      const samples = total(row);
      return samples === 0 ? [] : [row[k]! / samples];
    }),
  );

/** Whether the samples that were tested are so uneven that it says something else than the accuracy. */
export const isUnevenTest = (confusion: Confusion): boolean => areUneven(confusion.map(total));
