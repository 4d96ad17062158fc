/** Audio for tests: the files of other programs, and small files built in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../fixtures/audio');

export const readFixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(FOLDER, name)));

/** The 16-bit samples in all fixtures, as `writers/make.py` has them; 12,500 Hz. */
export const VALUES = [
  0, 1, -1, 2, 256, -256, 1000, -1000, 12345, -12345, 32767, -32768, 77, -78, 16384, -16384, 3, 5,
  -7, 11,
];

/** What libsndfile reads from A-law files with `VALUES`. */
export const A_LAW_VALUES = [
  8, 8, -8, 8, 264, -264, 1008, -1008, 12544, -12544, 32256, -32256, 72, -72, 16896, -16896, 8, 8,
  -8, 8,
];

const ascii = (text: string) => new TextEncoder().encode(text);
const u16 = (value: number) => [value & 255, (value >> 8) & 255];
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** A chunk of a RIFF file; `size` may lie. */
export function chunk(name: string, body: ArrayLike<number>, size = body.length): Uint8Array {
  const pad = body.length % 2 === 0 ? [] : [0];
  return Uint8Array.of(...ascii(name), ...u32(size), ...Array.from(body), ...pad);
}

export function riff(...chunks: Uint8Array[]): Uint8Array {
  const body = chunks.flatMap((bytes) => [...bytes]);
  return Uint8Array.of(...ascii('RIFF'), ...u32(body.length + 4), ...ascii('WAVE'), ...body);
}

export function format(coding: number, channels: number, rate: number, bits: number): Uint8Array {
  const frame = channels * Math.ceil(bits / 8);
  const fields = [...u16(coding), ...u16(channels), ...u32(rate), ...u32(rate * frame)];
  return chunk('fmt ', [...fields, ...u16(frame), ...u16(bits)]);
}

/** A file of 16-bit PCM; samples are of full scale ±1. */
export function wavFile(rate: number, samples: ArrayLike<number>): Uint8Array {
  const body = new Uint8Array(2 * samples.length);
  const view = new DataView(body.buffer);
  for (let t = 0; t < samples.length; t++)
    view.setInt16(2 * t, Math.round(32767 * samples[t]!), true);
  const head = riff(format(1, 1, rate, 16), chunk('data', [], body.length));
  const file = new Uint8Array(head.length + body.length);
  file.set(head);
  file.set(body, head.length);
  new DataView(file.buffer).setUint32(4, file.length - 8, true);
  return file;
}

/** A SPHERE file with any fields, e.g. `sample_rate -i 12500`. */
export function sphereFile(
  fields: readonly string[],
  body: ArrayLike<number>,
  size = 1024,
): Uint8Array {
  const text = ['NIST_1A', String(size).padStart(7), ...fields, 'end_head', ''].join('\n');
  const file = new Uint8Array(size + body.length);
  file.set(ascii(text).subarray(0, size));
  file.set(Array.from(body), size);
  return file;
}

/** A tone of full scale `level`, with ramps of 5 ms so that it begins without a click. */
export function tone(rate: number, hertz: number, seconds: number, level = 0.1): Float64Array {
  const samples = Math.round(rate * seconds);
  return Float64Array.from({ length: samples }, (_, t) => {
    const ramp = Math.min(1, t / (0.005 * rate), (samples - t) / (0.005 * rate));
    return level * ramp * Math.sin((2 * Math.PI * hertz * t) / rate);
  });
}

/** Park and Miller's generator, fading in and out: the noise of `writers/lyon.py`. */
export function fadingNoise(samples: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length: samples }, (_, t) => {
    state = (state * 16807) % 2147483647;
    return (0.1 * ((state / 2147483647) * 2 - 1) * Math.min(t, samples - t)) / samples;
  });
}

/** Triangles and noise in whole numbers: `melody` of `writers/make.py`. */
export function melody(bits: number, seed: number, length: number): number[] {
  let state = seed;
  return Array.from({ length }, (_, t) => {
    state = (state * 16807) % 2147483647;
    const triangle = Math.abs(((t * 37) % 400) - 200) - 100;
    return triangle * 2 ** (bits - 8) + (state % 2 ** (bits - 6));
  });
}
