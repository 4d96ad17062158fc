/** The WAVE decoder against files of Python, SciPy and SoX, and against every kind of damage. */
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/data/audio/decode.ts';
import { decodeWav } from '../../../src/data/audio/wav.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';
import { A_LAW_VALUES, chunk, format, readFixture, riff, VALUES, wavFile } from './fixtures.ts';

const decode = (bytes: Uint8Array) => decodeWav(bytes, reportOn('a.wav'));
const scaled = VALUES.map((value) => value / 32768);

describe('decodeWav', () => {
  it.each([
    ['wave-pcm8.wav', VALUES.map((value) => (value >> 8) / 128)],
    ['wave-pcm16.wav', scaled],
    ['wave-pcm24.wav', VALUES.map((value) => (value * 256 + 5) / 8388608)],
    ['wave-pcm32.wav', VALUES.map((value) => (value * 65536 + 9) / 2147483648)],
    ['scipy-float32.wav', scaled],
    ['scipy-float64.wav', scaled],
    ['sox-extensible24.wav', scaled],
    ['sndfile-rf64-pcm16-file.wav', scaled],
    ['sndfile-wav-pcm16-big.wav', scaled],
    ['sndfile-wav-pcm24-big.wav', scaled],
    ['sndfile-wav-float-big.wav', scaled],
    ['wave-stereo.wav', VALUES.map((v, t) => (v / 32768 + VALUES.at(-1 - t)! / 32768) / 2)],
  ])('reads %s', (name, expected) => {
    const { sampleRate, samples } = decode(readFixture(name));
    expect(sampleRate).toBe(12500);
    expect([...samples]).toEqual(expected);
  });

  it('reads µ-law as SoX decodes it', () => {
    const { samples } = decode(readFixture('sox-mulaw.wav'));
    const decoded = [
      ...[0, 0, 0, 8, 260, -260, 988, -988, 12412, -12412, 32124, -32124, 80, -80],
      ...[16764, -16764, 8, 8, -8, 16],
    ];
    expect(Array.from(samples, (value) => value * 32768)).toEqual(decoded);
  });

  it('reads A-law as libsndfile decodes it', () => {
    const { samples } = decode(readFixture('sndfile-wav-alaw-file.wav'));
    expect(Array.from(samples, (value) => value * 32768)).toEqual(A_LAW_VALUES);
  });

  it('reads a file whatever chunks stand around, and at any alignment', () => {
    const list = chunk('LIST', [1, 2, 3]);
    const file = riff(list, format(1, 1, 8000, 16), list, chunk('data', [0, 64, 0, 192]), list);
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect([...decode(shifted.subarray(1)).samples]).toEqual([0.5, -0.5]);
  });

  it('gives back what was written', () => {
    const written = Float64Array.from({ length: 50 }, (_, t) => Math.sin(t));
    const { samples } = decode(wavFile(16000, written));
    samples.forEach((value, t) => {
      expect(Math.abs(value - written[t]!)).toBeLessThan(1 / 16000);
    });
  });

  it('tells of a size that is not given and of a cut frame', () => {
    const warnings: Note[] = [];
    const bytes = riff(format(1, 1, 8000, 16), chunk('data', [1, 0, 2, 0, 3], 0xffffffff));
    const onWarning = (note: Note) => warnings.push(note);
    const { samples } = decodeAudio(bytes, 'a.wav', { onWarning });
    expect(samples).toHaveLength(3);
    expect(warnings).toEqual([
      { kind: 'wrongSize', count: 1, largest: 0, where: 'a.wav, byte 40' },
    ]);
    const cut = riff(format(1, 1, 8000, 16), chunk('data', [1, 0, 2]));
    decodeAudio(cut, 'a.wav', { onWarning });
    expect(warnings[1]).toEqual({
      kind: 'cutTail',
      count: 1,
      largest: 1,
      where: 'a.wav, byte 46',
    });
  });

  const data = chunk('data', [0, 0, 0, 0]);
  const pcm = format(1, 1, 8000, 16);
  const good = riff(pcm, data);
  it.each<[string, Uint8Array, RegExp, RegExp]>([
    ['nothing', new Uint8Array(0), /not a RIFF/, /byte 0$/],
    ['no format', riff(chunk('LIST', [1])), /no format/, /byte 22$/],
    ['no samples', riff(pcm), /no samples \(chunk/, /byte 36$/],
    ['samples before their format', riff(data, pcm), /before their format/, /byte 12$/],
    ['a short format', riff(chunk('fmt ', [1, 0]), data), /has 2 bytes/, /byte 20$/],
    [
      'a short extensible format',
      riff(format(0xfffe, 1, 8000, 16), data),
      /extensible/,
      /byte 20$/,
    ],
    ['ADPCM', riff(format(2, 1, 8000, 4), data), /Coding 2 with 4 bits/, /byte 20$/],
    ['no channels', riff(format(1, 0, 8000, 16), data), /0 channels/, /byte 20$/],
    ['65,535 channels', riff(format(1, 65535, 8000, 16), data), /65535 channels/, /byte 20$/],
    ['a rate of 0', riff(format(1, 1, 0, 16), data), /0 Hz/, /byte 20$/],
    ['0 bits', riff(format(1, 1, 8000, 0), data), /0 bits/, /byte 20$/],
    ['an empty recording', riff(pcm, chunk('data', [])), /no samples\./, /byte 44$/],
    [
      'not a number',
      riff(format(3, 1, 8000, 32), chunk('data', [0, 0, 0, 0, 0, 0, 192, 127])),
      /Sample 1/,
      /byte 48$/,
    ],
  ])('refuses %s', async (_, bytes, message, where) => {
    await expectFailure(() => decode(bytes), 'data', message, where);
  });

  it('reads a cut file up to there, or refuses it if it must', async () => {
    const cut = good.subarray(0, good.length - 2);
    expect(decode(cut).samples).toHaveLength(1);
    const decodeStrictly = () => decodeAudio(cut, 'a.wav', { strict: true });
    await expectFailure(decodeStrictly, 'data', /claim 4 bytes, but 2/, /byte 40$/);
    const salvageNothing = () => decodeAudio(cut, 'a.wav', { salvage: 'nothing' });
    await expectFailure(salvageNothing, 'data', /claim 4 bytes, but 2/, /byte 40$/);
  });

  it('refuses a frame size that contradicts the rest', async () => {
    const bytes = good.slice();
    bytes[32] = 4;
    await expectFailure(() => decode(bytes), 'data', /frame has 4 bytes, not 1 × 2/, /byte 32$/);
  });
});

describe('decodeAudio', () => {
  it('goes by content, not by name', async () => {
    expect(decodeAudio(readFixture('sox-pcm16.sph'), 'x.wav', {}).samples).toHaveLength(20);
    expect(decodeAudio(readFixture('wave-pcm16.wav'), 'x.sph', {}).samples).toHaveLength(20);
    await expectFailure(
      () => decodeAudio(new TextEncoder().encode('OggS....'), 'x.flac', {}),
      'data',
      /neither/,
      /x\.flac, byte 0/,
    );
  });
});

describe('floats', () => {
  /** A tone of two channels, in which one number is another. */
  const withValue = (value: number, bits: 32 | 64, channel: number, other = 0.1) => {
    const numbers = Array.from({ length: 400 }, (_, k) => other * Math.sin(k));
    numbers[2 * 100 + channel] = value;
    const Floats = bits === 32 ? Float32Array : Float64Array;
    const body = new Uint8Array(Floats.from(numbers).buffer);
    return riff(format(3, 2, 8000, bits), chunk('data', body));
  };
  const begin = riff(format(3, 2, 8000, 32), chunk('data', [])).length;

  it.each([1e38, -1e38, 1e6, 32769, Number.NaN, Infinity, -Infinity])(
    'of %d are refused with their place, in any channel',
    async (value) => {
      for (const bits of [32, 64] as const) {
        for (const channel of [0, 1]) {
          const shown = bits === 32 ? Math.fround(value) : value;
          const place = begin + ((2 * 100 + channel) * bits) / 8;
          await expectFailure(
            () => decode(withValue(value, bits, channel)),
            'data',
            new RegExp(`^Sample 100 is ${String(shown).replace('+', '\\+')},`),
            new RegExp(`^a\\.wav, byte ${place}$`),
          );
        }
      }
    },
  );

  it('that cancel each other are refused too', async () => {
    const bytes = withValue(1e38, 32, 0);
    new DataView(bytes.buffer).setFloat32(begin + 4 * 201, -1e38, true);
    await expectFailure(() => decode(bytes), 'data', /Sample 100 is/, /byte/);
  });

  it('a little beyond full scale are read, and those of another scale with a warning', () => {
    for (const [value, warned] of [
      [1.5, 0],
      [15, 0],
      [32768, 1],
    ] as const) {
      const warnings: Note[] = [];
      const { samples } = decodeAudio(withValue(value, 32, 1, 0), 'a.wav', {
        onWarning: (w) => warnings.push(w),
      });
      expect(samples[100]).toBe(value / 2);
      expect(warnings).toHaveLength(warned);
      if (warned) expect(noteText(warnings[0]!)).toContain('sample 100 is 16384');
    }
  });
});
