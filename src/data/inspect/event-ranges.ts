/** Statistics of the events of many recordings: their number, ranges and busiest channel. */
import {
  type AddressEvents,
  channelCount,
  channelOf,
  type Sensor,
} from '../events/address-events.ts';

/** Smallest and largest value; null where there are no events. */
type Range = { readonly min: number; readonly max: number } | null;

export interface EventRanges {
  readonly total: number;
  readonly x: Range;
  readonly y: Range;
  /** µs. */
  readonly time: Range;
  /** Events by polarity; the second is 0 where the sensor has only one. */
  readonly off: number;
  readonly on: number;
  /** Channels that sent at least one event, and all channels. */
  readonly activeChannels: number;
  readonly channels: number;
  /** The channel that sent most events, and its share of them; null if there are none. */
  readonly busiest: {
    readonly x: number;
    readonly y: number;
    readonly polarity: number;
    readonly share: number;
  } | null;
}

class Extent {
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  include(value: number): void {
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  get range(): Range {
    return this.#min > this.#max ? null : { min: this.#min, max: this.#max };
  }
}

/** Adds up events; memory depends on the sensor only. */
export class EventTally {
  readonly #sensor: Sensor;
  /** [channels] events of each. */
  readonly counts: Float64Array;
  readonly #x = new Extent();
  readonly #y = new Extent();
  readonly #time = new Extent();
  readonly #polarities = [0, 0];
  #total = 0;

  constructor(sensor: Sensor) {
    this.#sensor = sensor;
    this.counts = new Float64Array(channelCount(sensor));
  }

  add({ times, x, y, polarity }: AddressEvents): void {
    for (let e = 0; e < times.length; e++) {
      this.#x.include(x[e]!);
      this.#y.include(y[e]!);
      this.#time.include(times[e]!);
      this.#polarities[polarity[e]!]! += 1;
      this.counts[channelOf(this.#sensor, x[e]!, y[e]!, polarity[e]!)]! += 1;
    }
    this.#total += times.length;
  }

  get ranges(): EventRanges {
    const { width, height } = this.#sensor;
    const busiest = this.counts.reduce((best, n, c) => (n > this.counts[best]! ? c : best), 0);
    return {
      total: this.#total,
      x: this.#x.range,
      y: this.#y.range,
      time: this.#time.range,
      off: this.#polarities[0]!,
      on: this.#polarities[1]!,
      activeChannels: this.counts.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0),
      channels: this.counts.length,
      busiest:
        this.#total === 0
          ? null
          : {
              x: busiest % width,
              y: Math.floor(busiest / width) % height,
              polarity: Math.floor(busiest / (width * height)),
              share: this.counts[busiest]! / this.#total,
            },
    };
  }
}
