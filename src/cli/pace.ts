/** Speed over the last seconds, and the time left at that speed. */
import { duration } from './format.ts';

/** Seconds over which the speed is averaged. */
const WINDOW = 10;

export class Pace {
  #marks: { time: number; work: number }[] = [];

  /** @param work done so far, of `totalWork`, in any unit */
  update({ work, totalWork }: { readonly work: number; readonly totalWork: number }): {
    rate: string;
    left: string;
  } {
    const time = performance.now() / 1000;
    this.#marks.push({ time, work });
    while (this.#marks.length > 2 && this.#marks[1]!.time < time - WINDOW) this.#marks.shift();
    const first = this.#marks[0]!;
    const rate = (work - first.work) / (time - first.time);
    if (!(rate > 0 && Number.isFinite(rate))) return { rate: '–', left: '–' };
    return { rate: rate.toFixed(rate < 10 ? 1 : 0), left: duration((totalWork - work) / rate) };
  }
}
