/**
 * How long a study will still take: from what its runs took so far, method by method, and from rough costs
 * where no run of a method has been seen. For displays only.
 */
import { meanOf } from '../core/math.ts';
import { roughCosts } from './order.ts';
import { type Cell, cellFolder, entryName, type Study } from './study-record.ts';

/** Below this fraction of a run, its speed says nothing yet. */
const LEAST_PART = 0.02;

interface RunningCell {
  readonly cell: Cell;
  readonly since: number;
  /** Fraction done when it was first reported (a resumed run does not start at 0), and now. */
  first: number | null;
  part: number;
}

export class Forecast {
  readonly #rough: ReadonlyMap<string, number>;
  readonly #jobs: number | null;
  readonly #now: () => number;
  readonly #seconds = new Map<string, number[]>();
  readonly #running = new Map<string, RunningCell>();
  readonly #waiting: Map<string, Cell>;

  /**
   * @param jobs runs at a time; null if that is known only by how many there are
   * @param now in seconds
   */
  constructor(
    study: Study,
    waiting: readonly Cell[],
    jobs: number | null,
    now: () => number = () => performance.now() / 1000,
  ) {
    this.#rough = roughCosts(study);
    this.#waiting = new Map(waiting.map((cell) => [cellFolder(cell), cell]));
    this.#jobs = jobs;
    this.#now = now;
  }

  start(cell: Cell): void {
    this.#waiting.delete(cellFolder(cell));
    this.#running.set(cellFolder(cell), { cell, since: this.#now(), first: null, part: 0 });
  }

  /** It was not begun after all. */
  putOff(cell: Cell): void {
    this.#running.delete(cellFolder(cell));
    this.#waiting.set(cellFolder(cell), cell);
  }

  /** @param part of the run that is done, from 0 to 1 */
  progress(cell: Cell, part: number): void {
    const running = this.#running.get(cellFolder(cell));
    if (running === undefined) return;
    running.first ??= part;
    running.part = part;
  }

  /** @param whole whether the run went from its beginning to its end, so that its time counts */
  end(cell: Cell, whole: boolean): void {
    const running = this.#running.get(cellFolder(cell));
    this.#running.delete(cellFolder(cell));
    if (running === undefined || !whole) return;
    const all = (this.#now() - running.since) / (1 - Math.min(running.first ?? 0, 0.9));
    const name = entryName(cell);
    this.#seconds.set(name, [...(this.#seconds.get(name) ?? []), all]);
  }

  /** Seconds until the end of the study, or null while nothing can be said. */
  secondsLeft(): number | null {
    const whole = new Map<string, number>();
    for (const [name, all] of this.#seconds) {
      whole.set(name, meanOf(all));
    }
    for (const { cell, since, first, part } of this.#running.values()) {
      const name = entryName(cell);
      const done = part - (first ?? part);
      if (!whole.has(name) && done >= LEAST_PART) whole.set(name, (this.#now() - since) / done);
    }
    if (whole.size === 0) return null;
    let [seconds, rough] = [0, 0];
    for (const [name, one] of whole) {
      seconds += one;
      rough += this.#rough.get(name)!;
    }
    const expected = (cell: Cell) => {
      const name = entryName(cell);
      return whole.get(name) ?? (this.#rough.get(name)! * seconds) / rough;
    };
    const left = [...this.#running.values()].map(({ cell, part }) => expected(cell) * (1 - part));
    const longest = Math.max(0, ...left);
    const rest = [...this.#waiting.values()].reduce((sum, cell) => sum + expected(cell), 0);
    const sum = left.reduce((total, one) => total + one, 0) + rest;
    return Math.max(longest, sum / (this.#jobs ?? Math.max(1, this.#running.size)));
  }
}
