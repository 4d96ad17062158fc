/** Event Stream and SLAYER's spike files: what is refused, cut or outside. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { guessFormat } from '../../../src/data/cameras/registry.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/formats/${name}`));
const header = (version: number, type: number, ...size: number[]) =>
  Uint8Array.from([...new TextEncoder().encode('Event Stream'), version, 0, 0, type, ...size]);

async function decode(bytes: Uint8Array, name: string) {
  const notes: Note[] = [];
  const format = guessFormat(bytes, name, bytes.length)!;
  const events = await decodeRecording(format, bytes, name, {
    onWarning: (note) => notes.push(note),
  });
  return { events, notes: notes.map(noteText) };
}

describe('Event Stream', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['version 1', header(1, 1, 2, 0, 2, 0), /Event Stream 1\.0\.0/],
    ['generic events', header(2, 0), /generic events/],
    ['colours', header(2, 4, 2, 0, 2, 0), /colours/],
    ['an unknown type', header(2, 77, 2, 0, 2, 0), /type 77/],
    ['no size', header(2, 1, 2), /within its header/],
    ['no pixels', header(2, 1, 0, 0, 2, 0), /0 × 2/],
  ])('is refused with %s', async (_, bytes, message) => {
    await expectFailure(() => decode(bytes, 'a.es'), 'data', message, /^a\.es, byte \d+$/);
  });

  it('passes over resets, counts events outside the sensor and a cut end', async () => {
    const events = [254, 254, 3, 1, 0, 1, 0, 4, 2, 0, 0, 0, 5, 0];
    const bytes = Uint8Array.from([...header(2, 1, 2, 0, 2, 0), ...events]);
    const { events: found, notes } = await decode(bytes, 'a.es');
    expect([found.x[0], found.y[0], found.polarity[0], found.times.length]).toEqual([1, 0, 1, 1]);
    expect(notes).toEqual(['outsideSensor × 1', 'cutTail × 1']);
  });
});

describe('spike files of SLAYER', () => {
  it('say that the size is only that of the events', async () => {
    const { events, notes } = await decode(fixture('slayer-row.bs1'), 'a.BS1');
    expect(events.sensor).toEqual({ width: 636, height: 1, polarities: 2 });
    expect(notes).toEqual([expect.stringContaining('636 × 1')]);
  });

  it('are refused if they are empty', async () => {
    await expectFailure(() => decode(new Uint8Array(0), 'a.bs2'), 'data', /empty/, /byte 0$/);
  });
});
