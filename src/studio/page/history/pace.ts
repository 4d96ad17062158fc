/** How fast a run is and when it may finish, from how its work grows by the page's clock. */

/** Seconds that are averaged over. */
const WINDOW_S = 60;

export interface Pace {
  /** Gradient passes of a sample per second. */
  readonly rate: number;
  /** Seconds. */
  readonly left: number;
}

export class PaceMeter {
  readonly #marks: { time: number; work: number }[] = [];

  /** @param time seconds by any steady clock */
  mark(time: number, work: number): void {
    const last = this.#marks.at(-1);
    // A run that went back to its checkpoint has done less than before.
    if (last && work < last.work) this.#marks.length = 0;
    if (last && work === last.work) return;
    this.#marks.push({ time, work });
    while (this.#marks.length > 2 && this.#marks[0]!.time < time - WINDOW_S) this.#marks.shift();
  }

  /** Null until two marks are known. @param total work of the whole run */
  pace(total: number): Pace | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || !last || last.time - first.time < 0.5) return null;
    const rate = (last.work - first.work) / (last.time - first.time);
    return rate > 0 ? { rate, left: Math.max(0, total - last.work) / rate } : null;
  }
}
