/**
 * Collects the events of an encoder, which come channel by channel, and sorts them by time. Bounded:
 * a setting that turns every fluctuation into events ends in an error, not in a full memory.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import type { AddressEvents } from '../events/address-events.ts';

export class EventList {
  readonly #channels: number;
  readonly #polarities: 1 | 2;
  readonly #times: number[] = [];
  readonly #x: number[] = [];
  readonly #polarity: number[] = [];

  constructor(channels: number, polarities: 1 | 2) {
    this.#channels = channels;
    this.#polarities = polarities;
  }

  /**
   * @param time µs
   * @param polarity 0, or 1 if there are two
   * @throws MotifsmithError `data` beyond `LIMITS.events`
   */
  add(time: number, channel: number, polarity: 0 | 1 = 0): void {
    if (this.#times.length >= LIMITS.events) {
      throw new MotifsmithError('data', `The recording gives over ${LIMITS.events} events.`, {
        where: `channel ${channel}, ${Math.round(time / 1000)} ms`,
        remedy: `Lower the gain, or raise the threshold of the encoder. ${allowMore('events')}.`,
      });
    }
    this.#times.push(time);
    this.#x.push(channel);
    this.#polarity.push(polarity);
  }

  /** All events by time; simultaneous ones by channel, OFF before ON. */
  sorted(): AddressEvents {
    const order = Array.from(this.#times.keys()).sort(
      (a, b) =>
        this.#times[a]! - this.#times[b]! ||
        this.#x[a]! - this.#x[b]! ||
        this.#polarity[a]! - this.#polarity[b]!,
    );
    return {
      sensor: { width: this.#channels, height: 1, polarities: this.#polarities },
      times: Float64Array.from(order, (e) => this.#times[e]!),
      x: Uint16Array.from(order, (e) => this.#x[e]!),
      y: new Uint16Array(order.length),
      polarity: Uint8Array.from(order, (e) => this.#polarity[e]!),
    };
  }
}
