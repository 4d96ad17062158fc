/** Small recording sets made in memory, and folders of them on a disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import type { AddressEvents, Sensor } from '../../../src/data/events/address-events.ts';
import type { TransformOptions } from '../../../src/data/events/transform.ts';
import type { RecordingInfo, RecordingSet } from '../../../src/data/sources/recording-set.ts';

export const SENSOR: Sensor = { width: 6, height: 4, polarities: 2 };

/** No change of the events but the binning. */
export const PLAIN: TransformOptions = {
  binMs: 1,
  counts: true,
  polarity: 'both',
  crop: null,
  pool: 1,
  maxSteps: null,
  stepsTail: 0,
};

/** Random events, sorted by time. */
export function randomEvents(random: Random, count: number, sensor = SENSOR): AddressEvents {
  const times = Float64Array.from({ length: count }, () => random.integer(20_000)).sort();
  const column = (limit: number) => Array.from({ length: count }, () => random.integer(limit));
  return {
    sensor,
    times,
    x: Uint16Array.from(column(sensor.width)),
    y: Uint16Array.from(column(sensor.height)),
    polarity: Uint8Array.from(column(sensor.polarities)),
  };
}

export interface MadeSet {
  /** Recordings whose reading fails. */
  readonly bad?: readonly number[];
  readonly infos?: Partial<RecordingInfo>;
  readonly count?: number;
}

/** A set of random recordings of three classes; every third is for the test. */
export function madeSet({ bad = [], infos = {}, count = 12 }: MadeSet = {}): RecordingSet & {
  readonly reads: number[];
} {
  const reads: number[] = [];
  const recordings = Array.from(
    { length: count },
    (_, k): RecordingInfo => ({
      id: `${k % 3}/${k}.bin`,
      label: k % 3,
      split: Math.floor(k / 3) % 2 === 0 ? 'train' : 'test',
      speaker: `s${k % 4}`,
      ...infos,
    }),
  );
  return {
    name: 'made',
    description: 'Made for a test.',
    classNames: ['zero', 'one', 'two'],
    sensor: SENSOR,
    recordings,
    warnings: [],
    reads,
    read: async (k) => {
      reads.push(k);
      if (bad.includes(k)) {
        throw new MotifsmithError('data', 'The recording is cut short.', {
          where: `folder/${recordings[k]!.id}, byte 17`,
          remedy: 'Copy it again.',
        });
      }
      const random = new Random(k, 'made');
      return randomEvents(random, 1 + random.integer(60));
    },
    close: async () => {},
  };
}

/** Events in the 5 bytes of ATIS files, as N-MNIST has them. */
function atisBytes({ times, x, y, polarity }: AddressEvents): Uint8Array {
  const bytes = new Uint8Array(5 * times.length);
  times.forEach((time, e) => {
    const high = (polarity[e]! << 7) | ((time >> 16) & 0x7f);
    bytes.set([x[e]!, y[e]!, high, (time >> 8) & 0xff, time & 0xff], 5 * e);
  });
  return bytes;
}

/** Writes a folder in the form of N-MNIST; the busier half of the sensor tells the class, 0 or 1. */
export function writeAtisFolder(folder: string, perClass: { train: number; test: number }): void {
  for (const [split, count] of Object.entries(perClass)) {
    for (let label = 0; label < 10; label++) {
      for (let k = 0; k < count; k++) {
        const random = new Random(k, `${split}/${label}`);
        const events = randomEvents(random, 150, { width: 34, height: 34, polarities: 2 });
        // Each digit is busy in a column of its own.
        const x = events.x.map((column) => (column % 2 === 0 ? column : 3 * label));
        const path = join(
          folder,
          split === 'train' ? 'Train' : 'Test',
          String(label),
          `${String(k).padStart(5, '0')}.bin`,
        );
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, atisBytes({ ...events, x }));
      }
    }
  }
}
