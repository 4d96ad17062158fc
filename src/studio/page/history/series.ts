/**
 * A curve that may grow for days: when it reaches its limit, neighbouring points are merged, so that memory
 * and drawing stay bounded while the whole curve is kept.
 */

/** Values over a common x; null where a value was not measured. */
export class Series<Name extends string> {
  readonly names: readonly Name[];
  readonly x: number[] = [];
  readonly values: Readonly<Record<Name, (number | null)[]>>;
  readonly #limit: number;
  /** Points that were added for each one that is kept. */
  #stride = 1;
  /** Sums of the point that is not complete yet. */
  #pending: { count: number; x: number; sums: number[]; counts: number[] };

  /** @param limit most points that are kept, even */
  constructor(names: readonly Name[], limit = 2000) {
    this.names = names;
    this.#limit = limit;
    const lists = names.map((name) => [name, []] as const);
    this.values = Object.fromEntries(lists) as unknown as Record<Name, (number | null)[]>;
    this.#pending = this.#nothing();
  }

  get length(): number {
    return this.x.length;
  }

  add(x: number, values: Readonly<Partial<Record<Name, number | null>>>): void {
    const pending = this.#pending;
    pending.count += 1;
    pending.x += x;
    this.names.forEach((name, k) => {
      const value = values[name];
      if (value === null || value === undefined) return;
      pending.sums[k]! += value;
      pending.counts[k]! += 1;
    });
    if (pending.count === this.#stride) this.#keep();
  }

  #nothing() {
    const zeros = () => this.names.map(() => 0);
    return { count: 0, x: 0, sums: zeros(), counts: zeros() };
  }

  #keep(): void {
    const { count, x, sums, counts } = this.#pending;
    this.#pending = this.#nothing();
    this.x.push(x / count);
    this.names.forEach((name, k) => {
      this.values[name].push(counts[k] === 0 ? null : sums[k]! / counts[k]!);
    });
    if (this.x.length >= this.#limit) this.#halve();
  }

  #halve(): void {
    halve(this.x, mean);
    for (const name of this.names) halve(this.values[name], meanOfKnown);
    this.#stride *= 2;
  }
}

const mean = (a: number, b: number) => (a + b) / 2;

function meanOfKnown(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : mean(a, b);
}

/** Merges neighbours two by two, in place; the length is even. */
function halve<T>(list: T[], merge: (a: T, b: T) => T): void {
  const half = list.length / 2;
  for (let k = 0; k < half; k++) list[k] = merge(list[2 * k]!, list[2 * k + 1]!);
  list.length = half;
}

/** Mean over a window around each point, for noisy curves. */
export function movingMean(values: readonly (number | null)[], window: number): (number | null)[] {
  const half = Math.floor(window / 2);
  const means: (number | null)[] = [];
  let sum = 0;
  let count = 0;
  const change = (value: number | null | undefined, sign: number) => {
    if (value === null || value === undefined) return;
    sum += sign * value;
    count += sign;
  };
  for (let k = 0; k < Math.min(half, values.length); k++) change(values[k], 1);
  for (let k = 0; k < values.length; k++) {
    change(values[k + half], 1);
    if (k > half) change(values[k - half - 1], -1);
    means.push(count > 0 ? sum / count : null);
  }
  return means;
}
