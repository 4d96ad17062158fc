/** Speed over the last seconds, and the time left at that speed. */
import { duration, MISSING, rate } from '../view/format.ts';

/** Seconds over which the speed is averaged. */
const WINDOW = 10;

export class Pace {
  readonly #unit: string;
  #marks: { time: number; work: number }[] = [];

  /** @param unit of the work, e.g. `samples` */
  constructor(unit: string) {
    this.#unit = unit;
  }

  /** @param work done so far, of `totalWork` */
  update({ work, totalWork }: { readonly work: number; readonly totalWork: number }): {
    rate: string;
    left: string;
  } {
    const time = performance.now() / 1000;
    this.#marks.push({ time, work });
    while (this.#marks.length > 2 && this.#marks[1]!.time < time - WINDOW) this.#marks.shift();
    const first = this.#marks[0]!;
    const perSecond = (work - first.work) / (time - first.time);
    if (!(perSecond > 0 && Number.isFinite(perSecond))) return { rate: MISSING, left: MISSING };
    return { rate: rate(perSecond, this.#unit), left: duration((totalWork - work) / perSecond) };
  }
}
