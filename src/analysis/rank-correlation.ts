/** Whether two rankings of the same things agree, such as a supernet's and that of networks trained by themselves. */

/**
 * Kendall's τ-b: (concordant − discordant pairs) / √(pairs not tied in a · pairs not tied in b); 1 for the same
 * order, −1 for the reverse.
 * @param b of the same length as `a`
 * @returns null for fewer than two values, or where all values of either are the same
 */
export function kendallTau(a: readonly number[], b: readonly number[]): number | null {
  let [balance, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const x = Math.sign(a[i]! - a[j]!);
      const y = Math.sign(b[i]! - b[j]!);
      balance += x * y;
      untiedA += x * x;
      untiedB += y * y;
    }
  }
  return untiedA === 0 || untiedB === 0 ? null : balance / Math.sqrt(untiedA * untiedB);
}
