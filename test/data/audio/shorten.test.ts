/** Sound compressed with shorten, against what sph2pipe reads, and against damage. */
import { describe, expect, it } from 'vitest';
import { decodeSphere } from '../../../src/data/audio/sphere.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { readFixture } from './fixtures.ts';

function decode(bytes: Uint8Array) {
  const notes: Note[] = [];
  const report = reportOn('a.sph', { onWarning: (note) => notes.push(note) });
  const waveform = decodeSphere(bytes, report);
  report.finish();
  return { ...waveform, notes: notes.map(noteText) };
}

const READ: Record<string, number[]> = JSON.parse(
  new TextDecoder().decode(readFixture('shorten.json')),
);
const HEADER_BYTES = 1024;
const file = readFixture('shorten-2.sph');

describe('SPHERE with shorten', () => {
  it.each(Object.entries(READ))('reads %s as sph2pipe does', (name, values) => {
    const { sampleRate, samples, notes } = decode(readFixture(name));
    const expected = name.includes('stereo')
      ? values.filter((_, k) => k % 2 === 0).map((left, t) => (left + values[2 * t + 1]!) / 2)
      : values;
    expect(sampleRate).toBe(12500);
    expect(Array.from(samples, (value) => value * 32768 + 0)).toEqual(expected);
    expect(notes).toEqual([]);
  });

  it('keeps the whole blocks of a file that is cut anywhere, and says so', () => {
    const { samples: whole } = decode(file);
    const counts = new Set<number>();
    // The last word only says that this was all.
    for (let length = HEADER_BYTES + 120; length < file.length - 4; length++) {
      const { samples, notes } = decode(file.subarray(0, length));
      counts.add(samples.length);
      expect(notes).toEqual(samples.length < 300 ? ['cutTail × 1'] : []);
      expect([...samples]).toEqual([...whole.subarray(0, samples.length)]);
    }
    expect([...counts]).toEqual([60, 110, 160, 220, 250]);
  });

  const changed = (offset: number, ...values: number[]) => {
    const bytes = file.slice();
    bytes.set(values, HEADER_BYTES + offset);
    return bytes;
  };
  /** A file whose first numbers are these, each after the number of its bits. */
  const beginning = (...numbers: number[]) => {
    const long = (value: number) => {
      const bits = value.toString(2).length;
      const size = `${'0'.repeat(bits >> 2)}1${(bits & 3).toString(2).padStart(2, '0')}`;
      return `${size}1${value.toString(2)}`;
    };
    const bits = numbers
      .map(long)
      .join('')
      .padEnd(8 * 40, '0');
    return changed(
      5,
      ...Array.from({ length: 40 }, (_, k) => Number.parseInt(bits.slice(8 * k, 8 * k + 8), 2)),
    );
  };
  it.each<[string, Uint8Array, RegExp]>([
    ['another beginning', changed(0, 0), /do not begin like those of shorten/],
    ['another version', changed(4, 3), /Version 3 of shorten/],
    ['another kind of samples', beginning(2), /kind 2/],
    ['another number of channels', beginning(5, 3), /have 3 channels, not 1/],
    ['huge blocks', beginning(5, 1, 2 ** 20), /size of a block is 1048576/],
    ['huge predictors', beginning(5, 1, 50, 100), /size of a predictor is 100/],
    ['many means', beginning(5, 1, 50, 8, 5000), /size of a mean is 5000/],
    ['an unknown command', beginning(5, 1, 50, 8, 4, 0), /no command/],
    ['no samples', file.subarray(0, HEADER_BYTES + 20), /no samples/],
  ])('refuses %s', async (_, bytes, message) => {
    await expectFailure(() => decode(bytes), 'data', message, /^a\.sph, byte \d+$/);
  });
});
