/**
 * Writes decoded recordings as a spike set in one .npz, which `sets/spike-npz.ts` and
 * `spike-set.ts` read back to the same samples and NumPy opens. Written piece by piece, so that a set
 * larger than the memory can be converted.
 */
import { Zip, ZipDeflate } from 'fflate';
import { MotifsmithError } from '../../core/errors.ts';
import { UNPACKED_LIMIT } from '../../formats/zip.ts';
import { channelCount } from '../events/address-events.ts';
import type { EventSample } from '../events/sample.ts';
import type { SampleSource } from '../events/sample-source.ts';
import { SPLIT_CODES } from '../sources/spike-npz/self-description.ts';
import type { DecodedSet } from './decode.ts';

/** Where the archive goes, piece by piece. */
export interface ByteSink {
  /** Adds bytes at the end. */
  append(bytes: Uint8Array): Promise<void>;
}

/** What was written, in figures. */
export interface WrittenSpikes {
  readonly recordings: number;
  readonly events: number;
}

type Column = 'u1' | 'u2' | 'u4';

const columnFor = (most: number): Column => (most < 2 ** 8 ? 'u1' : most < 2 ** 16 ? 'u2' : 'u4');

/**
 * Writes a decoded set as a spike set.
 *
 * The times are those of the steps: step · stepMs. `utterances` is 1 for test recordings and 0 for
 * all others, so that `testUtterances: [1]` gives the set's own split.
 * @param set decoded before
 * @param stepMs length of a step in ms
 * @param sink gets the bytes of the file in order
 * @throws MotifsmithError `data` if it would be larger than what can be read back (1 GiB unpacked)
 */
export async function writeSpikeNpz(
  { samples, recordings, sensor, classNames }: DecodedSet,
  stepMs: number,
  sink: ByteSink,
): Promise<WrittenSpikes> {
  const offsets = new Float64Array(samples.length + 1);
  let longest = 0;
  for (let k = 0; k < samples.length; k++) {
    const { channels, steps } = samples.read(k);
    offsets[k + 1] = offsets[k]! + channels.length;
    longest = Math.max(longest, steps);
  }
  const events = offsets[samples.length]!;
  const channelType = columnFor(channelCount(sensor) - 1);
  const timeType = columnFor(longest * stepMs);
  const bytes = events * (width(channelType) + width(timeType)) + 64 * samples.length;
  if (bytes > UNPACKED_LIMIT) {
    throw new MotifsmithError('data', `${events} events do not fit into one .npz (1 GiB).`, {
      where: 'spike set',
      remedy: 'Convert fewer classes (data.only), or pool, crop or bin more coarsely.',
    });
  }
  const archive = new Archive(sink);
  const numbers = (name: string, values: readonly number[], type: Column) =>
    archive.add(name, header(`<${type}`, values.length), [packed(values, type)]);
  await archive.add(
    'channel',
    header(`<${channelType}`, events),
    channelPieces(samples, channelType),
  );
  await archive.add('time', header(`<${timeType}`, events), timePieces(samples, timeType, stepMs));
  await numbers('offsets', Array.from(offsets), 'u4');
  await numbers(
    'labels',
    recordings.map(({ label }) => label),
    columnFor(classNames.length),
  );
  await numbers('sensor', [sensor.width, sensor.height, sensor.polarities], 'u4');
  const splits = recordings.map(({ split }) => SPLIT_CODES.indexOf(split));
  await numbers('splits', splits, 'u1');
  await numbers(
    'utterances',
    splits.map((code) => (code === 1 ? 1 : 0)),
    'u1',
  );
  const speakers = [...new Set(recordings.map(({ speaker }) => speaker))];
  if (!speakers.includes(null)) {
    const column = recordings.map(({ speaker }) => speakers.indexOf(speaker));
    await numbers('speakers', column, columnFor(speakers.length));
    await archive.addTexts('speaker_names', speakers as string[]);
  }
  await archive.addTexts('class_names', classNames);
  await archive.addTexts(
    'ids',
    recordings.map(({ id }) => id),
  );
  await archive.end();
  return { recordings: samples.length, events };
}

const width = (type: Column): number => Number(type[1]);

function* channelPieces(samples: SampleSource, type: Column): Generator<Uint8Array> {
  for (let k = 0; k < samples.length; k++) yield packed(samples.read(k).channels, type);
}

function* timePieces(samples: SampleSource, type: Column, stepMs: number): Generator<Uint8Array> {
  for (let k = 0; k < samples.length; k++) yield packed(times(samples.read(k), stepMs), type);
}

function times({ steps, offsets, channels }: EventSample, stepMs: number): Float64Array {
  const result = new Float64Array(channels.length);
  for (let t = 0; t < steps; t++) result.fill(t * stepMs, offsets[t]!, offsets[t + 1]!);
  return result;
}

/** Little-endian bytes of numbers. */
function packed(values: ArrayLike<number>, type: Column): Uint8Array {
  const bytes = new Uint8Array(values.length * width(type));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    if (type === 'u1') bytes[i] = values[i]!;
    else if (type === 'u2') view.setUint16(2 * i, values[i]!, true);
    else view.setUint32(4 * i, values[i]!, true);
  }
  return bytes;
}

/** Header of a flat .npy array, version 1, padded as NumPy does. */
function header(descr: string, length: number): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${length},), }`;
  const padded = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + padded).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded & 255, padded >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

/** A zip archive that is handed on as it grows. */
class Archive {
  readonly #sink: ByteSink;
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  #error: unknown = null;

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#zip = new Zip((error, data) => {
      if (error) this.#error = error;
      else this.#ready.push(data);
    });
  }

  async add(name: string, head: Uint8Array, pieces: Iterable<Uint8Array>): Promise<void> {
    const member = new ZipDeflate(`${name}.npy`, { level: 6 });
    // The same content gives the same archive.
    member.mtime = '1980-01-01T00:00:00';
    this.#zip.add(member);
    member.push(head);
    for (const piece of pieces) {
      member.push(piece);
      await this.#handOn();
    }
    member.push(new Uint8Array(0), true);
    await this.#handOn();
  }

  /** A column of Unicode texts. */
  async addTexts(name: string, texts: readonly string[]): Promise<void> {
    const points = texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0)!));
    const longest = Math.max(1, ...points.map(({ length }) => length));
    const pieces = points.map((text) =>
      packed([...text, ...new Array<number>(longest - text.length).fill(0)], 'u4'),
    );
    await this.add(name, header(`<U${longest}`, texts.length), pieces);
  }

  async end(): Promise<void> {
    this.#zip.end();
    await this.#handOn();
  }

  async #handOn(): Promise<void> {
    if (this.#error) throw this.#error;
    const pieces = this.#ready;
    this.#ready = [];
    for (const piece of pieces) await this.#sink.append(piece);
  }
}
