/** AEDAT 4 as it is left by programs that crashed, were killed, or never say where the table of packets is. */
import { describe, expect, it } from 'vitest';
import { aedat4 } from '../../../src/data/cameras/aedat4.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import type { DecodeOptions } from '../../../src/data/cameras/format.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { GOLDENS, type Golden } from './goldens.ts';
import { writeAedat4 } from './writers.ts';

/** Where the header says that the table of packets is; null if it says that there is none. */
function placeOfTable(bytes: Uint8Array): { field: number; table: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let field = 18; field < 120; field++) {
    const table = Number(view.getBigInt64(field, true));
    if (table > 120 && table < bytes.length) return { field, table };
  }
  return null;
}

/** Those with a table behind the packets. */
const CLOSED = GOLDENS.filter(
  ({ format, bytes }) => format === 'aedat4' && placeOfTable(bytes) !== null,
);

function withTableAt({ bytes }: Golden, position: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setBigInt64(placeOfTable(bytes)!.field, BigInt(position), true);
  return copy;
}

async function read(bytes: Uint8Array, options: DecodeOptions = {}) {
  const notes: Note[] = [];
  const onWarning = (note: Note) => notes.push(note);
  const events = await decodeRecording(aedat4, bytes, 'file', {
    origin: 'absolute',
    ...options,
    onWarning,
  });
  const irregular = notes.filter((note) => 'kind' in note).map(noteText);
  return { times: [...events.times], irregular };
}

describe.each(CLOSED)('$name', (golden) => {
  const { table } = placeOfTable(golden.bytes)!;

  it.each([-2, 0, 1e15])('is read whole where the table should be at %i', async (position) => {
    const { times, irregular } = await read(withTableAt(golden, position));
    expect(times).toEqual(golden.times);
    // The table of these files is shorter than the header of a packet.
    expect(irregular).toEqual(['wrongSize × 1', 'cutTail × 1']);
    const strict = () => read(withTableAt(golden, position), { strict: true });
    await expectFailure(strict, 'data', /table of packets/, /byte 14$/);
  });

  it('is read whole without a table', async () => {
    const open = withTableAt(golden, -1).subarray(0, table);
    expect(await read(open)).toEqual({ times: golden.times, irregular: [] });
  });

  it.each([-1, 0, 1e15])('keeps the whole events of a cut file (table at %i)', async (position) => {
    const bytes = withTableAt(golden, position);
    const first = golden.times.length;
    let clean = 0;
    for (let missing = 1; missing < 60; missing++) {
      const { times, irregular } = await read(bytes.subarray(0, table - missing));
      expect(times.length).toBeLessThanOrEqual(first);
      expect(times).toEqual(golden.times.slice(0, times.length));
      if (!irregular.includes('cutTail × 1')) clean++;
    }
    // Only between two packets does a cut not show.
    expect(clean).toBeLessThanOrEqual(1);
    const nothing = () => read(bytes.subarray(0, table - 9), { salvage: 'nothing' });
    await expectFailure(nothing, 'data', /last packet/, /byte \d+$/);
  });

  it('begins with its first event unless Unix time is wanted', async () => {
    const { times } = await read(golden.bytes, { origin: null });
    expect(times[0]).toBe(0);
    expect((await read(golden.bytes, { origin: 'file' })).times[0]).toBe(0);
    expect((await read(golden.bytes, { origin: 'absolute' })).times[0]).toBe(golden.times[0]);
  });
});

it('keeps the whole events of a cut packet that is not compressed', async () => {
  const times = [10, 20, 30, 40];
  const bytes = writeAedat4({
    width: 9,
    height: 9,
    times,
    x: times.map(() => 1),
    y: times.map(() => 2),
    polarity: times.map(() => 1),
  });
  for (let missing = 1; missing < 64; missing++) {
    const { times: found, irregular } = await read(bytes.subarray(0, bytes.length - missing));
    expect(found).toEqual(times.slice(0, 4 - Math.ceil(missing / 16)));
    expect(irregular).toEqual(['cutTail × 1']);
  }
});
