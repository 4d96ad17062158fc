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

/** Round numbers from one to the other, few enough to be read. */
export function evenTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((each) => each * power >= rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Without the error of repeated addition.
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * step).toFixed(9)),
  );
}

/**
 * A logarithmic range with room at both ends, from at least 1 to at least twice as much, so that what hardly
 * differs is not drawn far apart.
 */
export function logarithmicRange(values: readonly number[]): [number, number] {
  const low = Math.max(1, Math.min(...values));
  const high = Math.max(low, ...values);
  const room = Math.max(1.15, Math.sqrt((2 * low) / high));
  return [low / room, high * room];
}

/** Round numbers of a logarithmic range, few enough to be read. */
export function logarithmicTicks(low: number, high: number, most: number): number[] {
  const within = (digits: readonly number[]) => {
    const ticks: number[] = [];
    for (let p = 10 ** Math.floor(Math.log10(low)); p <= high; p *= 10) {
      ticks.push(...digits.map((digit) => digit * p).filter((tick) => tick >= low && tick <= high));
    }
    return ticks.filter((tick) => tick >= 1);
  };
  const choices = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]].map(within);
  return choices.find((ticks) => ticks.length <= most) ?? choices.at(-1)!;
}
