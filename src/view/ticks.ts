/** Where axes end and what stands along them. */

/** Distances between whole numbers along an axis. */
export const WHOLE_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000],
];

/** Whole numbers from 1 to the last, few enough to be read. */
export function wholeTicks(last: number, most: number): number[] {
  const step = WHOLE_STEPS.find((each) => last / each <= most);
  const by = step ?? 10 ** Math.ceil(Math.log10(last / most));
  const ticks: number[] = by === 1 ? [] : [1];
  for (let tick = by; tick <= last; tick += by) ticks.push(tick);
  return ticks;
}

/** A range with room at both ends; never empty, and not below 0 for values that are not. */
export function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.05 * (high - low) || 0.05 * Math.abs(high) || 0.5;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
