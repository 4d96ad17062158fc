/** How much of the differences between figures goes with the group that they are in. */
import { meanOf } from '../core/math.ts';

/**
 * ε² (Kelley 1935): the share of the variance that a one-way analysis of variance explains, less what groups of this
 * number would explain by chance. It sees one division at a time, and nothing of what two of them do together.
 * @param groups figures by group; empty groups do not count
 * @returns from 0 to 1; null if it cannot be said: fewer than two groups, fewer than
 * two figures a group, or figures all alike
 */
export function varianceShare(groups: readonly (readonly number[])[]): number | null {
  const filled = groups.filter((group) => group.length > 0);
  const all = filled.flat();
  const [n, k] = [all.length, filled.length];
  // With hardly more figures than groups, every group would explain its own.
  if (k < 2 || n < 2 * k) return null;
  const squares = (values: readonly number[]) => {
    const mean = meanOf(values);
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const total = squares(all);
  if (!(total > 0)) return null;
  const within = filled.reduce((sum, group) => sum + squares(group), 0);
  const byChance = ((k - 1) * within) / (n - k);
  return Math.max(0, (total - within - byChance) / total);
}
