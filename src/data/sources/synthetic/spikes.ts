/** Collects the events of a synthetic recording, which come cue by cue, and sorts them by time. */
import { MotifsmithError } from '../../../core/errors.ts';
import { allowMore, LIMITS } from '../../../core/limits.ts';
import { log } from '../../../core/math.ts';
import type { Random } from '../../../core/random.ts';
import { type AddressEvents, channelCount, type Sensor } from '../../events/address-events.ts';

export class Spikes {
  readonly #sensor: Sensor;
  readonly #times: number[] = [];
  readonly #channels: number[] = [];

  constructor(sensor: Sensor) {
    this.#sensor = sensor;
  }

  /**
   * @param time µs, rounded down to a whole one
   * @param channel polarity · width · height + y · width + x
   * @throws MotifsmithError `usage` beyond `LIMITS.events`
   */
  add(time: number, channel: number): void {
    if (this.#times.length >= LIMITS.events) {
      throw new MotifsmithError('usage', `A recording would have over ${LIMITS.events} events.`, {
        where: 'synthetic task',
        remedy: `Lower its rates, or make it shorter. ${allowMore('events')}.`,
      });
    }
    this.#times.push(Math.floor(time));
    this.#channels.push(channel);
  }

  /**
   * Poisson spikes of neighbouring channels.
   * @param first the first of `count` channels, each of which fires at `hz` independently
   * @param begin ms, as is `length`
   */
  poisson(
    random: Random,
    [first, count]: readonly [first: number, count: number],
    [begin, length]: readonly [begin: number, length: number],
    hz: number,
  ): void {
    if (hz === 0) return;
    // One process along the concatenated times of all channels.
    const mean = 1e6 / hz;
    const lengthUs = 1000 * length;
    let place = -mean * log(1 - random.uniform());
    while (place < count * lengthUs) {
      const channel = Math.floor(place / lengthUs);
      this.add(1000 * begin + place - channel * lengthUs, first + channel);
      place -= mean * log(1 - random.uniform());
    }
  }

  /** Poisson spikes of all channels from time 0 on. */
  noise(random: Random, hz: number, length: number): void {
    this.poisson(random, [0, channelCount(this.#sensor)], [0, length], hz);
  }

  /** All events by time; simultaneous ones by channel. */
  sorted(): AddressEvents {
    const { width, height } = this.#sensor;
    const times = this.#times;
    const channels = this.#channels;
    const order = Array.from(times.keys()).sort(
      (a, b) => times[a]! - times[b]! || channels[a]! - channels[b]!,
    );
    return {
      sensor: this.#sensor,
      times: Float64Array.from(order, (e) => times[e]!),
      x: Uint16Array.from(order, (e) => channels[e]! % width),
      y: Uint16Array.from(order, (e) => Math.floor(channels[e]! / width) % height),
      polarity: Uint8Array.from(order, (e) => Math.floor(channels[e]! / (width * height))),
    };
  }
}
