/** Bags of ROS 1 that are not as they should be; the sound ones are of ROS itself. */
import { describe, expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { rosBag } from '../../../src/data/cameras/ros-bag.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { GOLDENS } from './goldens.ts';

const golden = (name: string) => GOLDENS.find((one) => one.name === `ros-bag-${name}.bag`)!;

const SIGNATURE_BYTES = 13;
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
/** The bytes with every occurrence of one text replaced by another of the same length. */
const replaced = (bytes: Uint8Array, old: string, now: string) => {
  expect(latin1(bytes)).toContain(old);
  return new Uint8Array(Buffer.from(latin1(bytes).replaceAll(old, now), 'latin1'));
};

/** The bytes with one field more in the header of the bag. */
const encrypted = (bytes: Uint8Array) => {
  const field = Buffer.from('\x20\0\0\0encryptor=rosbag/AesCbcEncryptor', 'latin1');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(SIGNATURE_BYTES, true);
  const begin = SIGNATURE_BYTES + 4;
  const header = Buffer.alloc(4);
  header.writeUInt32LE(length + field.length);
  const [fields, rest] = [bytes.subarray(begin, begin + length), bytes.subarray(begin + length)];
  const signature = bytes.subarray(0, SIGNATURE_BYTES);
  return new Uint8Array(Buffer.concat([signature, header, fields, field, rest]));
};

const decode = (bytes: Uint8Array, options: { strict?: boolean; salvage?: 'nothing' } = {}) => {
  const notes: Note[] = [];
  const onWarning = (note: Note) => notes.push(note);
  return decodeRecording(rosBag, bytes, 'a.bag', { ...options, onWarning }).then((events) => ({
    ...events,
    notes: notes.map(noteText),
  }));
};

describe('ros-bag', () => {
  const { bytes: plain } = golden('plain');
  const { bytes: lz4 } = golden('lz4');
  const { bytes: unclosed } = golden('unclosed');

  it('keeps the whole messages of a chunk that is cut', async () => {
    const end = latin1(plain).lastIndexOf('op=\x02') + 100;
    const { times, notes } = await decode(plain.subarray(0, end));
    expect(times).toHaveLength(3);
    expect(notes).toContain('cutTail × 1');
  });

  it('counts a bag that lacks its index as cut, and refuses it if that is wanted', async () => {
    expect((await decode(plain.subarray(0, plain.length - 40))).notes).toContain('cutTail × 1');
    await expectFailure(() => decode(unclosed, { strict: true }), 'data', /not closed/, /a\.bag/);
    await expectFailure(() => decode(unclosed, { salvage: 'nothing' }), 'data', /not closed/, /a/);
  });

  it('leaves out a packed chunk that was not closed', async () => {
    const open = latin1(lz4).lastIndexOf('compression=lz4');
    const chunk = lz4.slice(0, open + 200);
    const view = new DataView(chunk.buffer);
    // The fields are behind one another: compression, then size and the length of the data.
    view.setUint32(open + 15 + 4 + 5, 0, true);
    view.setUint32(open + 15 + 4 + 9, 0, true);
    const { times, notes } = await decode(chunk);
    expect([times.length, notes]).toEqual([30, ['cutTail × 1']]);
  });

  it('takes the first topic that has events, and counts bytes behind those of a message', async () => {
    // Counts of messages: 3, 0 and 37 of /dvs/events; the one of /right/events is before the last.
    const counts = [...latin1(plain).matchAll(/camera\xb4\0\0\0\xf0\0\0\0/g)].map(
      ({ index }) => index + 14,
    );
    expect(counts.map((at) => plain[at])).toEqual([3, 0, 1, 37]);
    const silent = plain.slice();
    for (const k of [0, 3]) silent[counts[k]!] = 0;
    const { times, notes } = await decode(silent);
    expect(times).toHaveLength(1);
    expect(notes).toEqual(['skipped 1 messages of topic /dvs/events', 'strayBytes × 1']);
    await expectFailure(
      () => decode(silent, { strict: true }),
      'data',
      /0 events has 39 bytes/,
      /a/,
    );
    silent[counts[2]!] = 0;
    expect((await decode(silent)).times).toHaveLength(0);
  });

  it('counts records of unknown operations, and leaves out what is behind the index', async () => {
    const unknown = replaced(plain, 'op=\x02', 'op=\x09');
    await expectFailure(
      () => decode(unknown),
      'data',
      /none of its topics of events has a message/,
      /a/,
    );
    const first = latin1(plain).indexOf('op=\x02') + 3;
    expect((await decode(plain.with(first, 9))).notes).toContain('unknownWord × 1');
    for (const more of ['xyz', '\0'.repeat(100), latin1(plain)]) {
      const longer = new Uint8Array(Buffer.from(latin1(plain) + more, 'latin1'));
      const { times, notes } = await decode(longer);
      expect(times).toHaveLength(40);
      expect(notes).toContain('strayBytes × 1');
    }
  });

  it('does not blame the type of messages where a bag is cut before the first', async () => {
    const end = latin1(unclosed).indexOf('op=\x02') - 4;
    await expectFailure(
      () => decode(unclosed.subarray(0, end)),
      'data',
      /topics of events has a/,
      /a/,
    );
    await expectFailure(() => decode(unclosed.subarray(0, 4113)), 'data', /has no topics/, /a/);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['an old version', replaced(plain, '#ROSBAG V2.0', '#ROSBAG V1.2'), /not in version 2\.0/],
    ['an unknown packing', replaced(lz4, '=lz4', '=zip'), /packed with "zip"/],
    ['other messages', replaced(plain, 'dvs_msgs/EventArray', 'dvs_msgs/EventArrow'), /no arrays/],
    ['a wrong size', replaced(lz4, 'size=\xe6\x02', 'size=\xe7\x02'), /742 bytes instead of 743/],
    ['a huge chunk', replaced(lz4, 'size=\xe6\x02\0\0', 'size=\xe6\x02\0\xff'), /over 268435456/],
    ['no operation', replaced(plain, 'op=\x02', 'oq=\x02'), /no sound field "op"/],
    ['a field without name', replaced(plain, 'op=\x02', 'opp\x02'), /no fields/],
    ['a huge header', replaced(plain, 'E\0\0\0\x04', 'E\0\0\x7f\x04'), /claims a header/],
    ['a damaged chunk', replaced(lz4, '\x04"M\x18', '\x04"M\x19'), /a chunk: it does not begin/],
    ['a bag that is encrypted', encrypted(plain), /encrypted by rosbag\/AesCbcEncryptor/],
  ])('refuses %s', async (_, bytes, problem) => {
    await expectFailure(() => decode(bytes), 'data', problem, /^a\.bag, byte \d+$/);
  });
});
