/**
 * Reads a cache file in place: the index is kept in memory, a sample is read when it is asked for.
 * Reading is synchronous, because a batch is small and the operating system keeps the file at hand.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { MotifsmithError } from '../../../core/errors.ts';
import { systemCode } from '../../../files/refusals.ts';
import type { DecodedSet } from '../../datasets/decode.ts';
import { channelCount, type Sensor } from '../../events/address-events.ts';
import type { EventSample } from '../../events/sample.ts';
import type { SampleSource } from '../../events/sample-source.ts';
import {
  channelBytesFor,
  decodeHeader,
  HEADER_BYTES,
  type Header,
  type Index,
  indexBytes,
  indexOver,
  sampleBytes,
} from './layout.ts';
import { type Metadata, recordingInfos } from './metadata.ts';

function damaged(path: string, offset: number, problem: string): MotifsmithError {
  return new MotifsmithError('data', `The cache of decoded data is damaged: ${problem}.`, {
    where: `${path}, byte ${offset}`,
    remedy: 'Delete the file; it is made again from the data.',
  });
}

/** Fills the buffer from the file. */
function fill(file: number, buffer: Uint8Array, offset: number, path: string): void {
  for (let done = 0; done < buffer.length; ) {
    const count = readSync(file, buffer, done, buffer.length - done, offset + done);
    if (count === 0) throw damaged(path, offset + done, 'the file ends too early');
    done += count;
  }
}

/**
 * Opens a cache file.
 * @returns null if there is none
 * @throws MotifsmithError `data` if it is damaged
 */
export function openCache(path: string): DecodedSet | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw damaged(path, 0, `it cannot be opened (${systemCode(error)})`);
  }
  try {
    return decodedSet(file, path);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function decodedSet(file: number, path: string): DecodedSet {
  const header = readHeader(file, path);
  const { samples, indexOffset, metadataOffset, length, checksum } = header;
  const tail = new Uint8Array(length - indexOffset);
  fill(file, tail, indexOffset, path);
  if (crc32(tail) !== checksum) throw damaged(path, indexOffset, 'its index fails the checksum');
  const index = indexOver(tail.subarray(0, indexBytes(samples)), samples);
  const text = new TextDecoder().decode(tail.subarray(metadataOffset - indexOffset));
  const metadata = JSON.parse(text) as Metadata;
  const { name, description, classNames, sensor, skipped, warnings } = metadata;
  if (header.channelBytes !== channelBytesFor(channelCount(sensor))) {
    throw damaged(path, 0, 'its header contradicts its metadata');
  }
  const source = new CachedSamples(file, path, index, header.channelBytes, metadata);
  return {
    name,
    description,
    classNames,
    sensor,
    recordings: recordingInfos(metadata, index.label),
    samples: source,
    digests: index.digests,
    skipped,
    warnings,
    close: () => source.close(),
  };
}

function readHeader(file: number, path: string): Header {
  const bytes = new Uint8Array(HEADER_BYTES);
  fill(file, bytes, 0, path);
  const header = decodeHeader(bytes);
  if (header === null) throw damaged(path, 0, 'it does not begin as this version writes it');
  const { samples, indexOffset, metadataOffset, length } = header;
  const size = fstatSync(file).size;
  if (size !== length) throw damaged(path, size, `it has ${size} bytes instead of ${length}`);
  const sound =
    indexOffset >= HEADER_BYTES &&
    indexOffset % 8 === 0 &&
    metadataOffset === indexOffset + indexBytes(samples) &&
    metadataOffset <= length;
  if (!sound) throw damaged(path, 0, 'its header contradicts itself');
  return header;
}

class CachedSamples implements SampleSource {
  readonly #path: string;
  readonly #index: Index;
  readonly #channelBytes: number;
  readonly #ids: readonly string[];
  readonly sensor: Sensor;
  /** Null once closed. */
  #file: number | null;
  /** Grows to the largest sample; what is read from it is copied. */
  #buffer = new Uint8Array(2 ** 16);

  constructor(
    file: number,
    path: string,
    index: Index,
    channelBytes: number,
    { ids, sensor }: Metadata,
  ) {
    this.#file = file;
    this.#path = path;
    this.#index = index;
    this.#channelBytes = channelBytes;
    this.#ids = ids;
    this.sensor = sensor;
  }

  get length(): number {
    return this.#ids.length;
  }

  label(k: number): number {
    return this.#index.label[k]!;
  }

  read(k: number): EventSample {
    if (this.#file === null) throw new MotifsmithError('internal', 'the data set has been closed');
    const steps = this.#index.steps[k]!;
    const events = this.#index.events[k]!;
    const offset = this.#index.offset[k]!;
    const size = sampleBytes(steps, events, this.#channelBytes);
    if (size > this.#buffer.length) this.#buffer = new Uint8Array(2 * size);
    const bytes = this.#buffer.subarray(0, size);
    fill(this.#file, bytes, offset, this.#path);
    if (crc32(bytes) !== this.#index.checksum[k]) {
      throw damaged(this.#path, offset, `recording ${this.#ids[k]} fails its checksum`);
    }
    const begin = 4 * (steps + 1);
    const column = this.#channelBytes === 2 ? Uint16Array : Uint32Array;
    return {
      steps,
      offsets: new Uint32Array(bytes.buffer, 0, steps + 1).slice(),
      channels: new Uint32Array(new column(bytes.buffer, begin, events)),
      label: this.label(k),
    };
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
