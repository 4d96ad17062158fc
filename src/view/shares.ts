/** Values as shares of a whole, from −1 to 1, which is what shades of a colour can show. */

/** What part of each true class (row) was taken for each class (column); 0 in rows without samples. */
export function rowShares(confusion: readonly (readonly number[])[]): number[][] {
  return confusion.map((row) => {
    const sum = row.reduce((total, samples) => total + samples, 0);
    return row.map((samples) => (sum > 0 ? samples / sum : 0));
  });
}

/** The largest weight above 0, and the size of the largest below; 0 where there is none. */
export interface WeightRange {
  readonly excitation: number;
  readonly inhibition: number;
}

export function weightRange(weights: ArrayLike<number>): WeightRange {
  let [excitation, inhibition] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    excitation = Math.max(excitation, weights[k]!);
    inhibition = Math.max(inhibition, -weights[k]!);
  }
  return { excitation, inhibition };
}

/**
 * A weight as a share of the largest of its sign. Each sign has its own scale: trained excitation
 * is often a tenth of the fixed inhibition and would not be seen.
 */
export const weightShare = (weight: number, { excitation, inhibition }: WeightRange): number =>
  weight === 0 ? 0 : weight > 0 ? weight / excitation : weight / inhibition;
