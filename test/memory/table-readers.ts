/** Inputs for the readers of tables and containers of events: the shortest lines and the narrowest columns. */
import { McapWriter } from '@mcap/core';
import { zipSync } from 'fflate';
import { LIMITS } from '../../src/core/limits.ts';
import { decodeRecording } from '../../src/data/cameras/decode-recording.ts';
import { EVENT_FORMATS } from '../../src/data/cameras/registry.ts';
import { encodeHdf5 } from '../../src/formats/hdf5/writer.ts';
import { npyWithHeader } from '../data/helpers.ts';
import type { MeasuredReader } from './readers.ts';

const SENSOR = { width: 2, height: 2 };
const NAMES = ['x', 'y', 'p', 't'];
/** Bytes of the fields before the events of a `dvs_msgs/EventArray`, and of an event. */
const ARRAY_BYTES = 28;
const EVENT_BYTES = 13;

const ascii = (text: string) => new TextEncoder().encode(text);

const reader = (
  id: string,
  input: string,
  make: MeasuredReader['make'],
  name = id,
): MeasuredReader => {
  const format = EVENT_FORMATS.find((candidate) => candidate.id === id)!;
  const read = (bytes: Uint8Array) => decodeRecording(format, bytes, 'input', { sensor: SENSOR });
  return { id: name, input, make, read };
};

const column = (count: number) =>
  npyWithHeader(
    `{'descr': '|u1', 'fortran_order': False, 'shape': (${count},), }`,
    new Uint8Array(count),
  );

const archive = (count: number, level: 0 | 6) =>
  zipSync(Object.fromEntries(NAMES.map((name) => [`${name}.npy`, column(count)])), { level });

/** A variable of bytes for each column, not packed (MAT-File Format, version 5). */
function matOf(bytes: number): Uint8Array {
  const count = Math.floor(bytes / 32) * 8;
  const variable = 56 + count;
  const file = new Uint8Array(128 + NAMES.length * (8 + variable));
  file.set(ascii('MATLAB 5.0 MAT-file'.padEnd(124)));
  const view = new DataView(file.buffer);
  view.setUint16(124, 0x0100, true);
  view.setUint16(126, 0x4d49, true);
  NAMES.forEach((name, k) => {
    const at = 128 + k * (8 + variable);
    const words = [14, variable, 6, 8, 9, 0, 5, 8, count, 1, 1 + 65_536];
    words.forEach((word, w) => {
      view.setUint32(at + 4 * w, word, true);
    });
    file.set(ascii(name), at + 44);
    // The numbers: bytes, behind a small element for the name.
    view.setUint32(at + 48, 2, true);
    view.setUint32(at + 52, count, true);
  });
  return file;
}

/** Zeros, which the writer packs with gzip, half of what may be unpacked: chunks are copied. */
function hdf5Of(): Uint8Array {
  const count = LIMITS.hdf5Bytes / 8;
  const leaf = { shape: [count], data: new Uint8Array(count) };
  return encodeHdf5({ events: Object.fromEntries(NAMES.map((name) => [name, leaf])) });
}

/** Five bytes an event, all of one time. */
function eventStreamOf(bytes: number): Uint8Array {
  const file = new Uint8Array(20 + 5 * Math.floor((bytes - 20) / 5));
  file.set(ascii('Event Stream'));
  file.set([2, 0, 0, 1, SENSOR.width, 0, SENSOR.height, 0], 12);
  return file;
}

async function mcapOf(bytes: number): Promise<Uint8Array> {
  const file = new Uint8Array(bytes + 2 ** 16);
  let size = 0;
  const writable = {
    position: () => BigInt(size),
    write: async (part: Uint8Array) => {
      file.set(part, size);
      size += part.length;
    },
  };
  const writer = new McapWriter({ writable, useChunks: false });
  await writer.start({ profile: '', library: '' });
  const schema = { name: 'dvs_msgs/EventArray', encoding: '', data: new Uint8Array(0) };
  const schemaId = await writer.registerSchema(schema);
  const channel = { topic: '/events', messageEncoding: 'ros1', schemaId, metadata: new Map() };
  const channelId = await writer.registerChannel(channel);
  const count = Math.floor(bytes / EVENT_BYTES);
  const data = new Uint8Array(ARRAY_BYTES + EVENT_BYTES * count);
  const view = new DataView(data.buffer);
  view.setUint32(16, SENSOR.height, true);
  view.setUint32(20, SENSOR.width, true);
  view.setUint32(24, count, true);
  await writer.addMessage({ channelId, sequence: 0, logTime: 0n, publishTime: 0n, data });
  await writer.end();
  return file.slice(0, size);
}

const fiveBytes = (bytes: number) => new Uint8Array(5 * Math.floor(bytes / 5));

export const TABLE_READERS: readonly MeasuredReader[] = [
  reader('npz', 'columns of bytes, not packed', (bytes) => archive(Math.floor(bytes / 4), 0)),
  reader('npz', '64 MiB of zeros, packed', () => archive(2 ** 24 - 2 ** 10, 6), 'npz, packed'),
  reader('hdf5', '64 MiB of zeros as columns of bytes, packed', hdf5Of),
  reader('mat', 'columns of bytes, not packed', matOf),
  reader('event-stream', 'events only', eventStreamOf),
  reader('mcap', 'events only, not packed', mcapOf),
  reader('slayer-1d', 'events only', fiveBytes),
  reader('slayer-2d', 'events only', fiveBytes),
];
