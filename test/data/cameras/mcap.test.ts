/** Messages of events in MCAP files that are not as they should be. */
import { McapWriter } from '@mcap/core';
import { describe, expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { mcap } from '../../../src/data/cameras/mcap.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { GOLDENS } from './goldens.ts';

interface Message {
  readonly type?: string;
  readonly encoding?: string;
  readonly data: Uint8Array;
}

async function file(...messages: Message[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const size = () => parts.reduce((sum, { length }) => sum + length, 0);
  const writable = {
    position: () => BigInt(size()),
    write: async (part: Uint8Array) => {
      parts.push(part.slice());
    },
  };
  const writer = new McapWriter({ writable, useChunks: false });
  await writer.start({ profile: '', library: '' });
  for (const { type = 'dvs_msgs/EventArray', encoding = 'ros1', data } of messages) {
    const schemaId = await writer.registerSchema({
      name: type,
      encoding: '',
      data: new Uint8Array(0),
    });
    const channel = { topic: '/events', messageEncoding: encoding, schemaId, metadata: new Map() };
    const channelId = await writer.registerChannel(channel);
    await writer.addMessage({ channelId, sequence: 0, logTime: 0n, publishTime: 0n, data });
  }
  await writer.end();
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A message of ROS 1: four words of header, height, width, count, then events of x, y, s, ns, polarity. */
const message = (height: number, width: number, count: number, ...events: number[][]) =>
  Uint8Array.of(
    ...new Uint8Array(Uint32Array.of(0, 0, 0, 0, height, width, count).buffer),
    ...events.flatMap(([x, y, s, ns, p]) => [
      ...new Uint8Array(Uint16Array.of(x!, y!).buffer),
      ...new Uint8Array(Uint32Array.of(s!, ns!).buffer),
      p!,
    ]),
  );

interface Packet {
  readonly encoding: string;
  readonly payload: readonly number[];
  readonly base?: bigint;
  readonly isBigEndian?: boolean;
  readonly isAligned?: boolean;
}

/** An event packet of 9 × 8 pixels: in ROS 1, or aligned as in ROS 2. */
const packet = ({ encoding, payload, base = 0n, isBigEndian, isAligned = false }: Packet) => {
  const bytes: number[] = [];
  const put = (size: number, value: bigint | number) => {
    while (isAligned && bytes.length % size !== 0) bytes.push(0);
    for (let k = 0; k < size; k++) bytes.push(Number((BigInt(value) >> BigInt(8 * k)) & 255n));
  };
  for (const word of isAligned ? [0, 0, 1, 0] : [0, 0, 0, 0]) {
    // The name of the frame of ROS 2 is empty, and ends with a zero.
    put(4, word);
  }
  if (isAligned) bytes.splice(12, 4, 0);
  put(4, 8);
  put(4, 9);
  put(8, 1);
  put(8, base);
  const name = [...Buffer.from(isAligned ? `${encoding}\0` : encoding)];
  put(4, name.length);
  bytes.push(...name, isBigEndian ? 1 : 0);
  put(4, payload.length);
  bytes.push(...payload);
  return Uint8Array.from(isAligned ? [0, 1, 0, 0, ...bytes] : bytes);
};

const PACKET = 'event_camera_msgs/EventPacket';

const decode = (bytes: Uint8Array, sensor: { width: number; height: number } | null = null) => {
  const notes: Note[] = [];
  const options = { sensor, onWarning: (note: Note) => notes.push(note) };
  return decodeRecording(mcap, bytes, 'a.mcap', options).then((events) => ({
    ...events,
    notes: notes.map(noteText),
  }));
};

describe('mcap', () => {
  const one = [1, 2, 5, 7000, 1];

  it('reads what Prophesee calls its messages, and takes times to the microsecond', async () => {
    const data = message(3, 4, 2, one, [3, 0, 5, 9999, 0]);
    const { times, x } = await decode(
      await file({ type: 'prophesee_event_msgs/EventArray', data }),
    );
    expect([[...times], [...x]]).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('counts events outside the sensor and time that steps back', async () => {
    const data = message(3, 4, 3, one, [4, 0, 5, 8000, 0], [0, 0, 4, 0, 0]);
    const { times, notes } = await decode(await file({ data }));
    expect([...times]).toEqual([0, 1_000_007]);
    expect(notes.sort()).toEqual(['outsideSensor × 1', 'timeBack × 1']);
  });

  it('needs the size of the sensor where messages do not give it', async () => {
    const bytes = await file({ data: message(0, 0, 1, one) });
    await expectFailure(() => decode(bytes), 'data', /do not give the size/, /a\.mcap/);
    expect((await decode(bytes, { width: 9, height: 8 })).sensor.width).toBe(9);
  });

  it.each([false, true])('reads event packets (aligned: %s)', async (isAligned) => {
    const payload = [200, 0, 0, 0, 3, 0, 7, 0x80];
    const data = packet({ encoding: 'mono', payload, base: 1_900n, isAligned });
    const encoding = isAligned ? 'cdr' : 'ros1';
    const type = isAligned ? 'event_camera_msgs/msg/EventPacket' : PACKET;
    const { sensor, x, y, polarity } = await decode(await file({ type, encoding, data }));
    expect([sensor.width, sensor.height, x[0], y[0], polarity[0]]).toEqual([9, 8, 3, 7, 1]);
  });

  it('counts what packets of libcaer cannot mean', async () => {
    // A row and a vector without a column; a column, an event, and a word of an unknown type.
    const payload = [1, 0x30, 1, 0x50, 2, 0x20, 1, 0x30, 0, 0x60];
    const data = packet({ encoding: 'libcaer_cmp', payload });
    const { times, notes } = await decode(await file({ type: PACKET, data }));
    expect(times).toHaveLength(1);
    expect(notes.sort()).toEqual(['unknownWord × 1', 'unplacedEvent × 2']);
  });

  const golden = GOLDENS.find(({ name }) => name === 'mcap-ros2-zstd.mcap')!.bytes;
  it.each<[string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    [
      'other messages',
      () => file({ type: 'sensor_msgs/Imu', data: message(1, 1, 0) }),
      /only sensor_msgs/,
    ],
    ['an unknown encoding', () => file({ encoding: 'json', data: message(1, 1, 0) }), /no arrays/],
    ['a claim of too many events', () => file({ data: message(3, 4, 9, one) }), /claims 9 events/],
    [
      'a message that is cut',
      () => file({ data: message(3, 4, 1).subarray(0, 20) }),
      /ends within/,
    ],
    [
      'big-endian CDR',
      () => file({ encoding: 'cdr', data: message(3, 4, 0) }),
      /little-endian CDR/,
    ],
    [
      'packets in an unknown encoding',
      () => file({ type: PACKET, data: packet({ encoding: 'evt9', payload: [] }) }),
      /only packets in the encoding evt9/,
    ],
    [
      'packets with a part of an event',
      () => file({ type: PACKET, data: packet({ encoding: 'mono', payload: [1, 2] }) }),
      /packet of 2 bytes is not whole/,
    ],
    [
      'packets with a part of a word',
      () => file({ type: PACKET, data: packet({ encoding: 'evt3', payload: [1] }) }),
      /packet of 1 bytes is not whole/,
    ],
    [
      'packets of a time that cannot be exact',
      () =>
        file({ type: PACKET, data: packet({ encoding: 'mono', payload: [], base: 2n ** 63n }) }),
      /of the time 9223372036854775808 ns/,
    ],
    [
      'big-endian packets',
      () =>
        file({ type: PACKET, data: packet({ encoding: 'evt3', payload: [], isBigEndian: true }) }),
      /big-endian/,
    ],
    ['a damaged chunk', () => golden.map((byte, k) => (k === 400 ? byte ^ 1 : byte)), /chunk|CRC/],
  ])('refuses %s', async (_, make, problem) => {
    const bytes = await make();
    await expectFailure(() => decode(bytes), 'data', problem, /^a\.mcap, /);
  });
});
