/** The FLAC decoder against files of flac and libsndfile, exactly, and against damage. */
import { describe, expect, it } from 'vitest';
import { decodeFlac } from '../../../src/data/audio/flac.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { melody, readFixture } from './fixtures.ts';

function decode(bytes: Uint8Array) {
  const notes: Note[] = [];
  const report = reportOn('a.flac', { onWarning: (note) => notes.push(note) });
  const waveform = decodeFlac(bytes, report);
  report.finish();
  return { ...waveform, notes: notes.map(noteText) };
}

const sixteen = readFixture('flac-16.flac');
/** Offset in `sixteen`, as `flac --analyze` gives it. */
const FIRST_BLOCK_END = 941;
const mean = (channels: readonly number[][]) =>
  channels[0]!.map((_, t) => channels.reduce((sum, c) => sum + c[t]!, 0) / channels.length);

describe('decodeFlac', () => {
  const deep = melody(24, 5, 600);
  const low = melody(12, 6, 600);
  it.each<[string, number, readonly number[]]>([
    ['flac-8.flac', 8, melody(8, 1, 1000)],
    ['flac-16.flac', 16, melody(16, 2, 1500)],
    ['flac-32-stereo.flac', 32, melody(12, 9, 300).map((v) => v / 2)],
    ['flac-piped.flac', 16, [...new Array(256).fill(0), ...melody(12, 4, 700).map((v) => 16 * v)]],
    ['flac-noise.flac', 8, melody(14, 7, 90).map((v) => (((v % 256) + 256) % 256) - 128)],
    ['sndfile-24-stereo.flac', 24, mean([deep, deep.map((v, t) => v + low[t]!)])],
    ['sndfile-16-six.flac', 16, mean([10, 11, 12, 13, 14, 15].map((s) => melody(16, s, 100)))],
  ])('reads %s', (name, bits, expected) => {
    const { sampleRate, samples, notes } = decode(readFixture(name));
    expect(sampleRate).toBe(12500);
    expect([...samples]).toEqual(expected.map((value) => value / 2 ** (bits - 1)));
    expect(notes).toEqual([]);
  });

  it('reads a file behind a tag of ID3v2', () => {
    const tag = [0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 1, 2, ...new Array(130).fill(0xff)];
    expect(decode(Uint8Array.of(...tag, ...sixteen)).samples).toHaveLength(1500);
  });

  it('keeps the whole blocks of a file that is cut anywhere, and says so', () => {
    const blocks = new Set<number>();
    for (let length = FIRST_BLOCK_END; length < sixteen.length; length++) {
      const { samples, notes } = decode(sixteen.subarray(0, length));
      expect(notes).toEqual(['cutTail × 1']);
      expect([...samples]).toEqual([...decode(sixteen).samples.subarray(0, samples.length)]);
      blocks.add(samples.length);
    }
    expect([...blocks]).toEqual([576, 1152]);
  });

  it('tells of bytes behind the samples, and of more samples than announced', () => {
    expect(decode(Uint8Array.of(...sixteen, 1, 2, 3)).notes).toEqual(['strayBytes × 1']);
    const short = sixteen.slice();
    short[25] = 0x10;
    const { samples, notes } = decode(short);
    expect(notes).toEqual(['wrongSize × 1']);
    expect(samples).toHaveLength(1500);
  });

  it('refuses a file whose bits are not those that were written', async () => {
    const begin = sixteen.indexOf(0xff, 42);
    for (let offset = begin; offset < sixteen.length; offset += 7) {
      const damaged = sixteen.slice();
      damaged[offset]! ^= 4;
      const result = await Promise.resolve()
        .then(() => decode(damaged))
        .catch((error: unknown) => error);
      // What cannot be told from a cut file is counted as one.
      if ('notes' in (result as object)) expect(result).toMatchObject({ notes: ['cutTail × 1'] });
      else
        expect(result).toMatchObject({ kind: 'data', where: expect.stringMatching(/byte \d+$/) });
    }
  });

  const changed = (offset: number, value: number) => {
    const bytes = sixteen.slice();
    bytes[offset] = value;
    return bytes;
  };
  it.each<[string, Uint8Array, RegExp]>([
    ['another file', Uint8Array.of(1, 2, 3), /not a FLAC file/],
    ['a signature alone', sixteen.subarray(0, 4), /ends before its samples/],
    ['a cut header', sixteen.subarray(0, 30), /block of 34 bytes before the samples is cut/],
    ['a short format', changed(7, 20), /20 bytes, not 34/],
    ['another first block', changed(4, 1), /does not say what its samples are/],
    ['an impossible rate', changed(18, 0), /rate of \d+ Hz/],
    ['samples of 2 bits', changed(21, 0x10), /Samples of \d bits/],
    ['no blocks', sixteen.subarray(0, sixteen.indexOf(0xff, 42)), /no samples/],
  ])('refuses %s', async (_, bytes, message) => {
    await expectFailure(() => decode(bytes), 'data', message, /^a\.flac, byte \d+$/);
  });
});
