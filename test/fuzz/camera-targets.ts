/** The decoders of event camera recordings, as targets. */
import type { Random } from '../../src/core/random.ts';
import { decodeRecording } from '../../src/data/cameras/decode-recording.ts';
import type { EventFormat } from '../../src/data/cameras/format.ts';
import { EVENT_FORMATS } from '../../src/data/cameras/registry.ts';
import type { AddressEvents } from '../../src/data/events/address-events.ts';
import { ORIGINS } from '../../src/data/events/reading.ts';
import { readIntervals } from '../../src/data/sources/dvs-gesture/dvs-gesture-table.ts';
import { GOLDENS } from '../data/cameras/goldens.ts';
import { WRITERS } from '../data/cameras/writers.ts';
import type { FuzzTarget } from './target.ts';

const MOST_EVENTS = 40;
const CONTAINERS = ['npz', 'hdf5'];

/** What is wrong with decoded events, or null. */
function eventProblem({ sensor, times, x, y, polarity }: AddressEvents): string | null {
  const lengths = [times.length, x.length, y.length, polarity.length];
  if (new Set(lengths).size > 1) return `columns of ${lengths.join(', ')} events`;
  const { width, height, polarities } = sensor;
  const isSize = (size: number) => Number.isInteger(size) && size >= 1 && size <= 65_536;
  if (!isSize(width) || !isSize(height)) return `a sensor of ${width} × ${height}`;
  let before = 0;
  for (let i = 0; i < times.length; i++) {
    if (x[i]! >= width || y[i]! >= height)
      return `event ${i} at ${x[i]}, ${y[i]} of ${width} × ${height}`;
    if (polarity[i]! >= polarities) return `event ${i} with polarity ${polarity[i]}`;
    if (!(times[i]! >= before && times[i]! <= Number.MAX_SAFE_INTEGER)) {
      return `event ${i} at ${times[i]} after ${before} µs`;
    }
    before = times[i]!;
  }
  return null;
}

/** Times that decrease, are negative or huge; addresses outside the sensor; usually one fault at most. */
function craftEvents(id: string, random: Random): Uint8Array {
  const { write, width, height, latest } = WRITERS[id]!;
  const count = random.integer(MOST_EVENTS);
  let time = random.integer(1000);
  const times = Array.from({ length: count }, () => (time += random.integer(100)));
  const x = Array.from({ length: count }, () => random.integer(width));
  const y = Array.from({ length: count }, () => random.integer(height));
  const polarity = Array.from({ length: count }, () => random.integer(2));
  for (let faults = random.integer(3); faults > 0 && count > 0; faults--) {
    const at = random.integer(count);
    const column = [times, x, y, polarity][random.integer(4)]!;
    const values = [-1, -1000, 2 ** 15, 2 ** 16 - 1, 2 ** 31, 2 ** 53, 2 ** 63, latest, latest + 1];
    const neighbours = [times[at]! - 1, width, height, 2];
    const all = [...values, ...neighbours];
    column[at] = Math.min(all[random.integer(all.length)]!, 2 * latest);
  }
  return write({ width, height, times, x, y, polarity });
}

function eventTarget(format: EventFormat): FuzzTarget {
  const goldens = GOLDENS.filter((golden) => golden.format === format.id);
  const { width, height } = WRITERS[format.id] ?? goldens[0]!.sensor;
  return {
    // Of some files, there is a reader of all of them, and one of those with events.
    id: CONTAINERS.includes(format.id) ? `${format.id}-events` : format.id,
    seeds: () => goldens.map(({ bytes }) => bytes),
    ...(format.id in WRITERS ? { craft: (random) => craftEvents(format.id, random) } : {}),
    run: async (input, random) => {
      const sensor = random.integer(4) === 0 ? null : { width, height };
      const strict = random.integer(4) === 0;
      const origin = ORIGINS[random.integer(ORIGINS.length)]!;
      const timeUnit = random.integer(4) === 0 ? 's' : null;
      const options = { sensor, strict, origin, timeUnit } as const;
      return eventProblem(await decodeRecording(format, input, 'input', options));
    },
  };
}

const gestureTable: FuzzTarget = {
  id: 'dvs-gesture-table',
  seeds: () => [
    new TextEncoder().encode('class,startTime_usec,endTime_usec\r\n1,100,130\r\n11,500,500000\r\n'),
  ],
  run: (input) => {
    for (const { label, begin, end } of readIntervals(input, 'input')) {
      const sound = label >= 0 && label <= 10 && begin >= 0 && end > begin;
      if (!sound) return `class ${label} from ${begin} to ${end}`;
    }
    return null;
  },
};

export const CAMERA_TARGETS: readonly FuzzTarget[] = [
  ...EVENT_FORMATS.map(eventTarget),
  gestureTable,
];
