/** Reads decoded sets from cache files in place: the index is kept in memory, samples are not. */
import { parseJson } from '../../../core/parse-json.ts';
import { crc32 } from '../../../formats/crc32.ts';
import type { DecodedSet } from '../../datasets/decode.ts';
import { channelCount, type Sensor } from '../../events/address-events.ts';
import type { EventSample } from '../../events/sample.ts';
import type { SampleSource } from '../../events/sample-source.ts';
import { CacheFile } from './cache-file.ts';
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

/**
 * Opens a decoded set.
 * @returns null if there is no such file
 * @throws MotifsmithError `data` if it is damaged
 */
export function openCache(path: string): DecodedSet | null {
  const file = CacheFile.open(path);
  if (file === null) return null;
  try {
    return decodedSet(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function decodedSet(file: CacheFile): DecodedSet {
  const header = readHeader(file);
  const { samples, indexOffset, metadataOffset, length, checksum } = header;
  const tail = new Uint8Array(length - indexOffset);
  file.read(tail, indexOffset);
  if (crc32(tail) !== checksum) throw file.complain('its index fails the checksum', indexOffset);
  const index = indexOver(tail.subarray(0, indexBytes(samples)), samples);
  const text = new TextDecoder().decode(tail.subarray(metadataOffset - indexOffset));
  const metadata = parseJson(text) as Metadata;
  const { name, description, classNames, sensor, skipped, warnings, preprocessing } = metadata;
  if (header.channelBytes !== channelBytesFor(channelCount(sensor))) {
    throw file.complain('its header contradicts its metadata', 0);
  }
  return {
    name,
    description,
    classNames,
    sensor,
    recordings: recordingInfos(metadata, index.label),
    samples: new CachedSamples(file, index, header.channelBytes, metadata),
    digests: index.digests,
    skipped,
    warnings,
    preprocessing,
    close: () => file.close(),
  };
}

function readHeader(file: CacheFile): Header {
  const bytes = new Uint8Array(HEADER_BYTES);
  file.read(bytes, 0);
  const header = decodeHeader(bytes);
  if (header === null) throw file.complain('it does not begin as this version writes it', 0);
  const { samples, indexOffset, metadataOffset, length } = header;
  const { size } = file;
  if (size !== length) throw file.complain(`it has ${size} bytes instead of ${length}`, size);
  const consistent =
    indexOffset >= HEADER_BYTES &&
    indexOffset % 8 === 0 &&
    metadataOffset === indexOffset + indexBytes(samples) &&
    metadataOffset <= length;
  if (!consistent) throw file.complain('its header contradicts itself', 0);
  return header;
}

class CachedSamples implements SampleSource {
  readonly #file: CacheFile;
  readonly #index: Index;
  readonly #channelBytes: number;
  readonly #ids: readonly string[];
  readonly sensor: Sensor;
  /** Grows to the largest sample; what is read from it is copied. */
  #buffer = new Uint8Array(2 ** 16);

  constructor(file: CacheFile, index: Index, channelBytes: number, { ids, sensor }: Metadata) {
    this.#file = file;
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
    const steps = this.#index.steps[k]!;
    const events = this.#index.events[k]!;
    const offset = this.#index.offset[k]!;
    const size = sampleBytes(steps, events, this.#channelBytes);
    if (size > this.#buffer.length) this.#buffer = new Uint8Array(2 * size);
    const bytes = this.#buffer.subarray(0, size);
    this.#file.read(bytes, offset);
    if (crc32(bytes) !== this.#index.checksum[k]) {
      throw this.#file.complain(`recording ${this.#ids[k]} fails its checksum`, offset);
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
}
