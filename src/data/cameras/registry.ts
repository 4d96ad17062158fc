/**
 * All formats of event recordings. A new one is a file of its own, a line here, and a recording with its
 * events in `test/fixtures/formats`, on which all tests of decoders run.
 */
import { aedat2 } from './aedat2.ts';
import { aedat3 } from './aedat3.ts';
import { aedat4 } from './aedat4.ts';
import { atis } from './atis.ts';
import { csvEvents } from './csv-events.ts';
import { dat } from './dat.ts';
import { eventStream } from './event-stream.ts';
import { evt2 } from './evt2.ts';
import { evt3 } from './evt3.ts';
import { evt4 } from './evt4.ts';
import { evt21 } from './evt21.ts';
import type { EventFormat } from './format.ts';
import { hdf5Events } from './hdf5-events.ts';
import { matEvents } from './mat-events.ts';
import { mcap } from './mcap.ts';
import { npyEvents } from './npy-events.ts';
import { npzEvents } from './npz-events.ts';
import { rosBag } from './ros-bag.ts';
import { slayer1d, slayer2d } from './slayer-events.ts';

/** Bytes from the start of a file that suffice to recognise its format. */
export const HEAD_BYTES = 4096;

/** Formats with a signature first: a name such as `.bin` says little. */
export const EVENT_FORMATS: readonly EventFormat[] = [
  aedat4,
  mcap,
  rosBag,
  aedat3,
  aedat2,
  evt3,
  evt21,
  evt4,
  evt2,
  dat,
  eventStream,
  npyEvents,
  npzEvents,
  hdf5Events,
  matEvents,
  csvEvents,
  atis,
  slayer1d,
  slayer2d,
];

/**
 * The format of a file; null if it has none of these.
 * @param head the first bytes of the file, up to HEAD_BYTES
 * @param name of the file
 * @param size of the file in bytes
 */
export function guessFormat(head: Uint8Array, name: string, size: number): EventFormat | null {
  return EVENT_FORMATS.find((format) => format.matches(head, name, size)) ?? null;
}
