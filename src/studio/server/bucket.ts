/** Limits requests to a burst, and to so many per second afterwards (a token bucket). */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #time = performance.now();

  constructor({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /** Whether there is one left, which is then taken. */
  take(): boolean {
    const now = performance.now();
    const earned = ((now - this.#time) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + earned);
    this.#time = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
